"""Days as whole numbers, the same on either database, and moments so many days after others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, SQLColumnExpression, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from peoplesprocess.db.column_types import UtcTime


class DayNumber(FunctionElement[int]):
    """The number of the day of a moment, by UTC."""

    type = Integer()
    inherit_cache = True

    def __init__(self, moment: SQLColumnExpression[object]) -> None:
        super().__init__(moment)


@compiles(DayNumber)
def _sqlite(element: DayNumber, compiler: SQLCompiler, **options: object) -> str:
    return f"CAST(julianday(date({compiler.process(element.clauses, **options)})) AS INTEGER)"


@compiles(DayNumber, "postgresql")
def _postgresql(element: DayNumber, compiler: SQLCompiler, **options: object) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"(CAST(({moment}) AT TIME ZONE 'UTC' AS DATE) - DATE '2000-01-01')"


class DaysLater(FunctionElement[datetime]):
    """The moment that is so many days after another; an index finds what comes before it."""

    type = UtcTime()
    inherit_cache = True

    def __init__(self, moment: SQLColumnExpression[object], days: int) -> None:
        super().__init__(moment, literal_column(f"'{int(days)} days'"))


@compiles(DaysLater)
def _sqlite_later(element: DaysLater, compiler: SQLCompiler, **options: object) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%f', {compiler.process(element.clauses, **options)})"


@compiles(DaysLater, "postgresql")
def _postgresql_later(element: DaysLater, compiler: SQLCompiler, **options: object) -> str:
    moment, days = (compiler.process(each, **options) for each in element.clauses)
    return f"(({moment}) + CAST({days} AS INTERVAL))"
