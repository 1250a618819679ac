"""The report's tables of works and of their money, by status."""

from __future__ import annotations

from peoplesprocess.core.messages import N_
from peoplesprocess.core.money import Money
from peoplesprocess.facts.programme_figures import WORK_STAGES
from peoplesprocess.programmes.report_sums import NOTHING, FigureSums, added
from peoplesprocess.programmes.report_table import (
    IN_ALL,
    Label,
    ProgrammeReportData,
    ReportCell,
    ReportTable,
    percent_of,
)


def works(records: ProgrammeReportData) -> ReportTable:
    """Return the table of works by status."""
    by_stage = added(records.counted("work"), lambda row: row.key)
    total = sum(row.many for row in by_stage.values())
    rows = [(WORK_STAGES[stage], by_stage.get(stage, NOTHING).many) for stage in WORK_STAGES]
    return ReportTable(
        N_("Works by status"),
        N_(
            "Contracts that all parties have signed, by what the newest visit measured and whether they are "
            "handed over."
        ),
        (N_("Status"), N_("Works"), N_("Share")),
        [(label, (count, percent_of(count, total))) for label, count in rows] if total else [],
    )


def money(records: ProgrammeReportData) -> ReportTable:
    """Return the table of money agreed, released, spent and given, by the status of works."""
    works = records.counted("work")
    by_stage = added(works, lambda row: (row.currency, row.key))
    by_currency = added(works, lambda row: row.currency)
    rows: list[tuple[Label, tuple[ReportCell, ...]]] = []
    for currency in sorted(by_currency):
        stages = [stage for stage in WORK_STAGES if (currency, stage) in by_stage]
        rows += [(WORK_STAGES[stage], _sums(by_stage[currency, stage], currency)) for stage in stages]
        rows.append((IN_ALL, _sums(by_currency[currency], currency)))
    return ReportTable(
        N_("Money by status of the works"),
        N_(
            "“Agreed” is the grant of signed contracts. “Released” is what was sent and not given back. "
            "“Spent” is what cash books paid. If a contract ended, its grant is what was released. Nobody "
            "paid for the labour and materials that communities gave."
        ),
        (N_("Status"), N_("Agreed"), N_("Released"), N_("Spent"), N_("Given in labour and materials")),
        rows,
    )


def _sums(row: FigureSums, currency: str) -> tuple[ReportCell, ...]:
    return tuple(Money(amount, currency) for amount in (row.first, row.second, row.third, row.fourth))
