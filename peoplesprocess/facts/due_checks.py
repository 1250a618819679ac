"""When a work that was handed over has to be checked next, by its programme's rules."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, cast, column, exists, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.db.months_later import MonthsLater
from peoplesprocess.models import Contract, Handover, LaterWorkCheck, Programme


class AskedMonths(FunctionElement[str]):
    """The months after which a programme's rules ask for a check of a work, as a table: one row for each."""

    inherit_cache = True

    def __init__(self, rules: SQLColumnExpression[dict[str, object]]) -> None:
        super().__init__(rules)


_DEFAULT = str(list(ProgrammeRules().check_months))


@compiles(AskedMonths)
def _sqlite(element: AskedMonths, compiler: SQLCompiler, **options: object) -> str:
    rules = compiler.process(element.clauses, **options)
    return f"json_each(coalesce(json_extract({rules}, '$.check_months'), '{_DEFAULT}'))"


@compiles(AskedMonths, "postgresql")
def _postgresql(element: AskedMonths, compiler: SQLCompiler, **options: object) -> str:
    rules = compiler.process(element.clauses, **options)
    return f"jsonb_array_elements_text(coalesce({rules} -> 'check_months', CAST('{_DEFAULT}' AS JSONB)))"


_asked = AskedMonths(Programme.rules.expression).table_valued(column("value"), name="asked")
_month = cast(_asked.c.value, Integer)
NEXT_CHECK_DUE: ColumnElement[date] = (
    select(func.min(MonthsLater(Handover.handed_on.expression, _month)))
    .select_from(_asked)
    .where(
        ~exists(
            select(1)
            .where(LaterWorkCheck.contract_id == Contract.id, LaterWorkCheck.month == _month)
            .correlate(Contract, _asked)
        )
    )
    .correlate(Contract, Handover, Programme)
    .scalar_subquery()
)
"""The day of the first check of a contract's work not recorded yet, NULL after the last."""
