"""Whether a key is in a subquery of few rows, asked so that either database finds those first."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class InSubquery(FunctionElement[bool]):
    """Whether a key is in a subquery that is asked once, before what it is asked of.

    PostgreSQL would take `IN` beside another condition for half of all rows.
    """

    # Of no type: SQLite would be asked whether it is 1, and then look into each row.
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
