"""The report of a programme: its figures as tables, each with a line that says what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.money import Money
from peoplesprocess.core.prioritisation.group_tally import GROUP_TOP, GroupTally, top
from peoplesprocess.core.typed_json_values import as_integer, as_object
from peoplesprocess.facts.programme_figures import WORK_STAGES
from peoplesprocess.programmes.report_answer_times import agency_answers, authority_answers
from peoplesprocess.programmes.report_people import committees, people, people_by_place
from peoplesprocess.programmes.report_sums import NOTHING, FigureSums, PeopleReachedAtMeetings, added
from peoplesprocess.programmes.report_table import (
    IN_ALL,
    Label,
    ProgrammeReportData,
    ReportCell,
    ReportTable,
    percent_of,
)


def report(records: ProgrammeReportData) -> list[ReportTable]:
    """Return the tables of the report that have a row, in the order of the process."""
    tables = (
        _places(records),
        committees(records),
        people(records),
        people_by_place(records),
        _needs(records),
        _referrals(records),
        _first_needs(records),
        authority_answers(records),
        agency_answers(records),
        _works(records),
        _money(records),
        _quarters(records),
        _money_by_quarter(records),
    )
    return [table for table in tables if table.rows]


def _places(records: ProgrammeReportData) -> ReportTable:
    settlements = added(records.of("settlement"), lambda row: row.area)
    counted = [settlements, *(added(records.of(kind), lambda row: row.area) for kind in ("need", "work"))]
    lines = [(area, _place_line(area, *counted)) for area in sorted(settlements)]
    in_all = tuple(map(sum, zip(*(line for _, line in lines), strict=True)))
    rows: list[tuple[Label, tuple[ReportCell, ...]]] = [
        (records.areas.get(area, area), line) for area, line in lines
    ]
    return ReportTable(
        N_("Settlements by place"),
        N_(
            "Households are those on the settlements’ sheets, works those under a contract "
            "that all have signed."
        ),
        (N_("Place"), N_("Settlements"), N_("Households"), N_("Needs"), N_("Works")),
        [*rows, (IN_ALL, in_all)] if rows else [],
    )


def _place_line(area: str, *counted: Mapping[str, FigureSums]) -> tuple[int, ...]:
    settlements, needs, works = (figures.get(area, NOTHING) for figures in counted)
    return settlements.many, settlements.first, needs.many, works.many


def _needs(records: ProgrammeReportData) -> ReportTable:
    by_sector = added(records.of("need"), lambda row: row.key)
    total = sum(row.many for row in by_sector.values())
    order = sorted(by_sector, key=lambda sector: (-by_sector[sector].many, sector))
    return ReportTable(
        N_("Needs by sector"),
        N_("Needs that groups raised and that stand; one that was merged counts with the other."),
        (N_("Sector"), N_("Needs"), N_("Share")),
        [
            (choice_lists.SECTORS.get(sector, sector), (count, percent_of(count, total)))
            for sector in order
            for count in (by_sector[sector].many,)
        ],
    )


def _referrals(records: ProgrammeReportData) -> ReportTable:
    by_sector = added(records.of("referral"), lambda row: row.key)
    lines = [(sector, _referral_line(by_sector[sector])) for sector in sorted(by_sector)]
    in_all = tuple(map(sum, zip(*(line for _, line in lines), strict=True)))
    rows: list[tuple[Label, tuple[ReportCell, ...]]] = [
        (choice_lists.SECTORS.get(sector, sector), line) for sector, line in lines
    ]
    return ReportTable(
        N_("Needs for other offices"),
        N_("Open is what no item of a plan answers, and no office has resolved or refused."),
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


def _first_needs(records: ProgrammeReportData) -> ReportTable:
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
            had = counts.get(group, (0, 0, 0))
            counts[group] = (
                had[0] + len(first),
                had[1] + len(first & answered),
                had[2] + len(first & done),
            )
    order = [*(code for code in records.groups if code in counts), *sorted(counts.keys() - records.groups)]
    return ReportTable(
        N_("The first needs of each group"),
        N_(
            "The needs in each group’s first three places in the newest round; how many an action "
            "plan answers, and how many are wholly built."
        ),
        (N_("Group"), N_("First needs"), N_("In a plan"), N_("Share"), N_("Built"), N_("Share")),
        [(records.groups.get(code, code), _shares(*counts[code])) for code in order],
    )


def _tally(group: str, sheet: Mapping[str, object]) -> GroupTally:
    tokens = {int(need): as_integer(put) for need, put in as_object(sheet["tokens"]).items()}
    return GroupTally(group, as_integer(sheet["people"]), tokens)


def _shares(first: int, planned: int, built: int) -> tuple[ReportCell, ...]:
    return first, planned, percent_of(planned, first), built, percent_of(built, first)


def _works(records: ProgrammeReportData) -> ReportTable:
    by_stage = added(records.of("work"), lambda row: row.key)
    total = sum(row.many for row in by_stage.values())
    rows = [(WORK_STAGES[stage], by_stage.get(stage, NOTHING).many) for stage in WORK_STAGES]
    return ReportTable(
        N_("Works by status"),
        N_(
            "Contracts that all have signed, by what the newest visit measured and whether "
            "they are handed over."
        ),
        (N_("Status"), N_("Works"), N_("Share")),
        [(label, (count, percent_of(count, total))) for label, count in rows] if total else [],
    )


def _money(records: ProgrammeReportData) -> ReportTable:
    works = records.of("work")
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
            "Agreed is the grant of signed contracts, released what was sent of it and not given back, spent "
            "what cash books paid. A contract that ended grants what was released of it. No money paid for "
            "the labour and materials that communities gave."
        ),
        (N_("Status"), N_("Agreed"), N_("Released"), N_("Spent"), N_("Given in labour and materials")),
        rows,
    )


def _sums(row: FigureSums, currency: str) -> tuple[ReportCell, ...]:
    return tuple(Money(amount, currency) for amount in (row.first, row.second, row.third, row.fourth))


def _quarters(records: ProgrammeReportData) -> ReportTable:
    reached = PeopleReachedAtMeetings(records.of("meeting"))
    heads = reached.by(lambda row: row.quarter)
    kinds = [added(records.of(kind), lambda row: row.quarter) for kind in ("meeting", "need", "work")]
    quarters = sorted({quarter for figures in kinds for quarter in figures})
    return ReportTable(
        N_("By quarter of the year"),
        N_(
            "Meetings by the day they were held, needs by the day they were recorded, works "
            "by the day they begin."
        ),
        (
            *(N_("Quarter"), N_("Meetings"), N_("Women"), N_("Men, other or not stated")),
            *(N_("Displaced people"), N_("Needs"), N_("Works")),
        ),
        [
            (_quarter(quarter), (meetings, *heads.get(quarter, (0, 0, 0)), needs, works))
            for quarter in quarters
            for meetings, needs, works in [[figures.get(quarter, NOTHING).many for figures in kinds]]
        ],
    )


def _money_by_quarter(records: ProgrammeReportData) -> ReportTable:
    kinds = [
        added(records.of(kind), lambda row: (row.currency, row.quarter))
        for kind in ("release", "return", "spending", "giving")
    ]
    return ReportTable(
        N_("Money by quarter of the year"),
        N_(
            "Instalments by the day they were released, what ended contracts gave back by the day it came, "
            "spending by the day that the cash book says, labour and materials by the day they were given."
        ),
        (
            *(N_("Quarter"), N_("Released"), N_("Went back to the agency"), N_("Spent")),
            N_("Given in labour and materials"),
        ),
        [
            (
                _quarter(quarter),
                tuple(Money(sums.get((currency, quarter), NOTHING).first, currency) for sums in kinds),
            )
            for currency, quarter in sorted({key for sums in kinds for key in sums})
        ],
    )


def _quarter(number: int) -> Message:
    year, quarter = divmod(number, 4)
    return Message(N_("Quarter %(quarter)s of %(year)s"), {"quarter": quarter + 1, "year": str(year)})
