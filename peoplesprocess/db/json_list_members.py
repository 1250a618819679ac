"""What JSON lists hold: whether a certain number, and which texts, on both databases."""

from __future__ import annotations

from sqlalchemy import Boolean, SQLColumnExpression, String
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


class JsonListTexts(FunctionElement[str]):
    """The texts of a list as rows: its `table_valued("value")` stands among tables."""

    type = String()
    inherit_cache = True
    name = "json_list_texts"


@compiles(JsonListTexts)
def _sqlite_texts(element: JsonListTexts, compiler: SQLCompiler, **options: object) -> str:
    (texts,) = (compiler.process(each, **options) for each in element.clauses)
    return f"json_each({texts})"


@compiles(JsonListTexts, "postgresql")
def _postgresql_texts(element: JsonListTexts, compiler: SQLCompiler, **options: object) -> str:
    (texts,) = (compiler.process(each, **options) for each in element.clauses)
    return f"jsonb_array_elements_text({texts})"
