"""Quarters of the year as whole numbers, on both databases."""

from __future__ import annotations

from sqlalchemy import Date, Integer, SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class QuarterNumber(FunctionElement[int]):
    """Four times the year plus the quarter, counted from 0, of a day or of a moment in UTC."""

    type = Integer()
    inherit_cache = True

    def __init__(self, day: SQLColumnExpression[object]) -> None:
        super().__init__(day)


@compiles(QuarterNumber)
def _sqlite(element: QuarterNumber, compiler: SQLCompiler, **options: object) -> str:
    day = compiler.process(element.clauses, **options)
    year, month = (f"CAST(strftime('{part}', {day}) AS INTEGER)" for part in ("%Y", "%m"))
    return f"({year} * 4 + ({month} - 1) / 3)"


@compiles(QuarterNumber, "postgresql")
def _postgresql(element: QuarterNumber, compiler: SQLCompiler, **options: object) -> str:
    column = next(iter(element.clauses))
    day = compiler.process(column, **options)
    if not isinstance(column.type, Date):
        # Otherwise a moment's day would depend on the session's time zone.
        day = f"({day} AT TIME ZONE 'UTC')"
    year, month = (f"CAST(EXTRACT({part} FROM {day}) AS INTEGER)" for part in ("YEAR", "MONTH"))
    return f"({year} * 4 + ({month} - 1) / 3)"
