"""A test whether a JSON list of whole numbers contains a number, on both databases."""

from __future__ import annotations

from sqlalchemy import Boolean, SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class JsonListHolds(FunctionElement[bool]):
    """Whether a list contains a number."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, numbers: SQLColumnExpression[list[int]], number: SQLColumnExpression[int]) -> None:
        super().__init__(numbers, number)


@compiles(JsonListHolds)
def _sqlite(element: JsonListHolds, compiler: SQLCompiler, **options: object) -> str:
    numbers, number = (compiler.process(each, **options) for each in element.clauses)
    return f"{number} IN (SELECT value FROM json_each({numbers}))"  # noqa: S608 - both are expressions of ours


@compiles(JsonListHolds, "postgresql")
def _postgresql(element: JsonListHolds, compiler: SQLCompiler, **options: object) -> str:
    numbers, number = (compiler.process(each, **options) for each in element.clauses)
    return f"{numbers} @> to_jsonb({number})"
