"""A membership test in a small subquery, written so that both databases evaluate the subquery first."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class InSubquery(FunctionElement[bool]):
    """Whether a key is in a subquery, which is evaluated once and before the outer rows are read.

    With `IN` beside another condition, PostgreSQL estimates half of all rows.
    """

    # It has no boolean type, or SQLite would be given `= 1`, which keeps it from using the index.
    inherit_cache = True

    def __init__(self, key: SQLColumnExpression[UUID], keys: Select[UUID]) -> None:
        super().__init__(key, keys.correlate(None).scalar_subquery())


@compiles(InSubquery)
def _sqlite(element: InSubquery, compiler: SQLCompiler, **options: object) -> str:
    key, keys = (compiler.process(each, **options) for each in element.clauses)
    return f"{key} IN {keys}"


@compiles(InSubquery, "postgresql")
def _postgresql(element: InSubquery, compiler: SQLCompiler, **options: object) -> str:
    key, keys = (compiler.process(each, **options) for each in element.clauses)
    return f"{key} = ANY(ARRAY{keys})"
