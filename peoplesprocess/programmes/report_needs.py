"""The report's tables of needs, of referrals, and of each group's first needs."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_
from peoplesprocess.core.prioritisation.group_tally import GROUP_TOP, GroupTally, top
from peoplesprocess.core.typed_json_values import as_integer, as_object
from peoplesprocess.programmes.report_sums import FigureSums, added
from peoplesprocess.programmes.report_table import (
    IN_ALL,
    Label,
    ProgrammeReportData,
    ReportCell,
    ReportTable,
    percent_of,
)


def needs(records: ProgrammeReportData) -> ReportTable:
    """Return the table of live needs by sector."""
    by_sector = added(records.counted("need"), lambda row: row.key)
    total = sum(row.many for row in by_sector.values())
    order = sorted(by_sector, key=lambda sector: (-by_sector[sector].many, sector))
    return ReportTable(
        N_("Needs by sector"),
        N_(
            "Needs that groups raised and that still count. A merged need counts together with the other one."
        ),
        (N_("Sector"), N_("Needs"), N_("Share")),
        [
            (choice_lists.SECTORS.get(sector, sector), (count, percent_of(count, total)))
            for sector in order
            for count in (by_sector[sector].many,)
        ],
    )


def referrals(records: ProgrammeReportData) -> ReportTable:
    """Return the table of needs for other offices by sector, with their outcomes."""
    by_sector = added(records.counted("referral"), lambda row: row.key)
    lines = [(sector, _referral_line(by_sector[sector])) for sector in sorted(by_sector)]
    in_all = tuple(map(sum, zip(*(line for _, line in lines), strict=True)))
    rows: list[tuple[Label, tuple[ReportCell, ...]]] = [
        (choice_lists.SECTORS.get(sector, sector), line) for sector, line in lines
    ]
    return ReportTable(
        N_("Needs for other offices"),
        N_("A need is open if no item of a plan answers it, and no office has resolved or refused it."),
        (
            *(
                N_("Sector"),
                N_("Recorded"),
                N_("Taken to an office"),
                N_("Resolved"),
                N_("Refused by the office"),
            ),
            *(N_("Answered by the plan"), N_("Still open")),
        ),
        [*rows, (IN_ALL, in_all)] if rows else [],
    )


def _referral_line(row: FigureSums) -> tuple[int, ...]:
    taken, resolved, refused, still_open = row.first, row.second, row.third, row.fourth
    return row.many, taken, resolved, refused, row.many - resolved - refused - still_open, still_open


def first_needs(records: ProgrammeReportData) -> ReportTable:
    """Return the table of the outcomes of the needs that each group put first."""
    planned: dict[UUID, set[int]] = {}
    built: dict[UUID, set[int]] = {}
    for item in records.answered:
        planned.setdefault(item.settlement_id, set()).update(item.needs)
        if item.is_built:
            built.setdefault(item.settlement_id, set()).update(item.needs)
    counts: dict[str, tuple[int, int, int]] = {}
    for row in records.chosen:
        answered, done = planned.get(row.settlement_id, set()), built.get(row.settlement_id, set())
        for group, sheet in row.sheets.items():
            first = {item.need for item in top(_tally(group, sheet), GROUP_TOP)}
            before = counts.get(group, (0, 0, 0))
            counts[group] = (
                before[0] + len(first),
                before[1] + len(first & answered),
                before[2] + len(first & done),
            )
    order = [*(code for code in records.groups if code in counts), *sorted(counts.keys() - records.groups)]
    return ReportTable(
        N_("The first needs of each group"),
        N_(
            "The needs of each group’s first three ranks in the newest round, how many of them an action "
            "plan answers, and how many are fully built."
        ),
        (N_("Group"), N_("First needs"), N_("In a plan"), N_("Share"), N_("Built"), N_("Share")),
        [(records.groups.get(code, code), _shares(*counts[code])) for code in order],
    )


def _tally(group: str, sheet: Mapping[str, object]) -> GroupTally:
    tokens = {int(need): as_integer(put) for need, put in as_object(sheet["tokens"]).items()}
    return GroupTally(group, as_integer(sheet["people"]), tokens)


def _shares(first: int, planned: int, built: int) -> tuple[ReportCell, ...]:
    return first, planned, percent_of(planned, first), built, percent_of(built, first)
