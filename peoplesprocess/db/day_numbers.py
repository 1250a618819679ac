"""Days as whole numbers, on both databases."""

from __future__ import annotations

from sqlalchemy import Date, Integer, SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class DayNumber(FunctionElement[int]):
    """The number of a day, or of a moment's day in UTC; only differences mean the same on both databases."""

    type = Integer()
    inherit_cache = True

    def __init__(self, moment: SQLColumnExpression[object]) -> None:
        super().__init__(moment)


@compiles(DayNumber)
def _sqlite(element: DayNumber, compiler: SQLCompiler, **options: object) -> str:
    return f"CAST(julianday(date({compiler.process(element.clauses, **options)})) AS INTEGER)"


@compiles(DayNumber, "postgresql")
def _postgresql(element: DayNumber, compiler: SQLCompiler, **options: object) -> str:
    column = next(iter(element.clauses))
    day = f"({compiler.process(column, **options)})"
    if not isinstance(column.type, Date):
        # Otherwise a moment's day would depend on the session's time zone.
        day = f"CAST({day} AT TIME ZONE 'UTC' AS DATE)"
    return f"({day} - DATE '2000-01-01')"
