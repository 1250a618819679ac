"""How long a list is that stands in a stored record, the same on either database."""

from __future__ import annotations

from sqlalchemy import Integer, SQLColumnExpression, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class JsonArrayLength(FunctionElement[int]):
    """The length of the list that a record of plain values holds by a name of ours, NULL if it holds none."""

    type = Integer()
    inherit_cache = True

    def __init__(self, record: SQLColumnExpression[dict[str, object]], name: str) -> None:
        super().__init__(record, literal_column(f"'{name}'"))


@compiles(JsonArrayLength)
def _sqlite(element: JsonArrayLength, compiler: SQLCompiler, **options: object) -> str:
    record, name = (compiler.process(each, **options) for each in element.clauses)
    return f"json_array_length({record}, '$.' || {name})"


@compiles(JsonArrayLength, "postgresql")
def _postgresql(element: JsonArrayLength, compiler: SQLCompiler, **options: object) -> str:
    record, name = (compiler.process(each, **options) for each in element.clauses)
    return f"jsonb_array_length({record} -> {name})"
