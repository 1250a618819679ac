"""The day a number of months later, like `due_on` of `core/contract_closure.py`, on both databases."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class MonthsLater(FunctionElement[date]):
    """The day some whole months after a day; the last of the month if that month is too short."""

    type = Date()
    inherit_cache = True

    def __init__(self, day: SQLColumnExpression[date], months: SQLColumnExpression[int]) -> None:
        super().__init__(day, months)


@compiles(MonthsLater)
def _sqlite(element: MonthsLater, compiler: SQLCompiler, **options: object) -> str:
    day, months = (compiler.process(each, **options) for each in element.clauses)
    # SQLite turns a day that does not exist into one of the next month.
    last = f"date({day}, 'start of month', ({months} + 1) || ' months', '-1 day')"
    return f"min(date({day}, {months} || ' months'), {last})"


@compiles(MonthsLater, "postgresql")
def _postgresql(element: MonthsLater, compiler: SQLCompiler, **options: object) -> str:
    day, months = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST({day} + make_interval(months => {months}) AS DATE)"
