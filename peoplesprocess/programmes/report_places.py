"""The report's table of settlements by place."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.core.messages import N_
from peoplesprocess.programmes.report_sums import NOTHING, FigureSums, added
from peoplesprocess.programmes.report_table import (
    IN_ALL,
    Label,
    ProgrammeReportData,
    ReportCell,
    ReportTable,
)


def places(records: ProgrammeReportData) -> ReportTable:
    """Return the table of settlements, households, needs and works by place."""
    settlements = added(records.counted("settlement"), lambda row: row.area)
    counted = [
        settlements,
        *(added(records.counted(kind), lambda row: row.area) for kind in ("need", "work")),
    ]
    lines = [(area, _place_line(area, *counted)) for area in sorted(settlements)]
    in_all = tuple(map(sum, zip(*(line for _, line in lines), strict=True)))
    rows: list[tuple[Label, tuple[ReportCell, ...]]] = [
        (records.areas.get(area, area), line) for area, line in lines
    ]
    return ReportTable(
        N_("Settlements by place"),
        N_(
            "Households are those on the settlements’ sheets. Works are those with a contract that all "
            "parties have signed."
        ),
        (N_("Place"), N_("Settlements"), N_("Households"), N_("Needs"), N_("Works")),
        [*rows, (IN_ALL, in_all)] if rows else [],
    )


def _place_line(area: str, *counted: Mapping[str, FigureSums]) -> tuple[int, ...]:
    settlements, needs, works = (figures.get(area, NOTHING) for figures in counted)
    return settlements.many, settlements.first, needs.many, works.many
