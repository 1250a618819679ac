"""The sheets of tests at visits, of defects, and of what groups say about works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from peoplesprocess.core.messages import N_
from peoplesprocess.core.scorecards import ITEMS, public_answers
from peoplesprocess.db.paged_query import PagedQuery
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.exports.export_sheet import CONTRACT_NUMBER, ExportSheet, fixed
from peoplesprocess.facts.defects import COUNTS
from peoplesprocess.facts.scorecard_replacements import IS_RECORDED_AGAIN
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Contract, Defect, DefectRectification, QualityCheck, Scorecard, Visit
from peoplesprocess.spreadsheets.cells import Cell

_contract = Contract.number.label("contract")
_settlement = Contract.settlement_id == bindparam("settlement")


class ExportedQualityCheck(NamedTuple):
    """What was tested at a visit."""

    contract: int
    visit: int
    number: int
    visited_on: date
    what: str
    passed: bool
    remark: str


_TESTS = PagedQuery(
    ExportedQualityCheck,
    select(
        *(_contract, Visit.number.label("visit"), QualityCheck.number, Visit.visited_on),
        *(QualityCheck.what, QualityCheck.passed, QualityCheck.remark),
    )
    .select_from(Contract)
    .join(Visit, Visit.contract_id == Contract.id)
    .join(QualityCheck, QualityCheck.visit_id == Visit.id)
    .where(_settlement, not_struck(Visit.id)),
    keys=3,
)


class ExportedDefect(NamedTuple):
    """A defect, the visit at which it was found (None if at none), and when and how it was repaired."""

    contract: int
    number: int
    what: str
    visit: int | None
    due_on: date
    rectified_on: date | None
    how: str | None


_DEFECTS = PagedQuery(
    ExportedDefect,
    select(
        *(_contract, Defect.number, Defect.what, Visit.number.label("visit"), Defect.due_on),
        *(DefectRectification.rectified_on, DefectRectification.how),
    )
    .select_from(Contract)
    .join(Defect, Defect.contract_id == Contract.id)
    .outerjoin(Visit, Visit.id == Defect.visit_id)
    .outerjoin(DefectRectification, DefectRectification.defect_id == Defect.id)
    .where(_settlement, COUNTS),
    keys=2,
)


class ExportedScorecard(NamedTuple):
    """What a group said about a work on a day, as counts."""

    contract: int
    number: int
    held_on: date
    group_code: str
    counts: dict[str, list[int]]
    is_recorded_again: bool


_SCORECARDS = PagedQuery(
    ExportedScorecard,
    select(
        _contract,
        *(Scorecard.__table__.c[name] for name in ExportedScorecard._fields[1:-1]),
        IS_RECORDED_AGAIN.label("is_recorded_again"),
    )
    .join(Scorecard, Scorecard.contract_id == Contract.id)
    .where(_settlement, not_struck(Scorecard.id)),
    keys=2,
)


def _tests(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for row in _TESTS.rows(connection, settlement=reader.settlement.id):
        yield (
            *(row.contract, row.visit, row.number, row.visited_on, row.what),
            *(reader.say(N_("Passed") if row.passed else N_("Failed")), row.remark),
        )


def _defects(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for row in _DEFECTS.rows(connection, settlement=reader.settlement.id):
        yield (
            *(row.contract, row.number, row.what, row.visit, row.due_on, row.rectified_on),
            row.how or "",
        )


def _scorecard_headings(connection: Connection, reader: ExportFormatter) -> list[str]:
    before = (CONTRACT_NUMBER, N_("Number"), N_("Day"), N_("Group"))
    counted = (reader.labelled(item.name, reader.say(word)) for item in ITEMS for word in item.answers)
    return [*map(reader.say, before), *counted]


def _scorecards(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for card in _SCORECARDS.rows(connection, settlement=reader.settlement.id):
        yield (
            *(card.contract, card.number, card.held_on, reader.groups([card.group_code])),
            *(count for item in ITEMS for count in _told(card, item.key, reader)),
        )


def _told(card: ExportedScorecard, item: str, reader: ExportFormatter) -> tuple[Cell, ...]:
    """Return the counts of an item's answers, empty where only some roles may see a count."""
    counts = card.counts[item]
    return (
        tuple(counts) if reader.sees_small_counts else public_answers(counts, card.is_recorded_again).counts
    )


TESTS = ExportSheet(
    N_("Tests at visits"),
    fixed(
        *(CONTRACT_NUMBER, N_("Visit"), N_("Number"), N_("Day"), N_("What was tested"), N_("Result")),
        N_("Remark"),
    ),
    _tests,
)
"""The tests of visits that are not struck."""
DEFECTS = ExportSheet(
    N_("Defects"),
    fixed(
        *(CONTRACT_NUMBER, N_("Number"), N_("Defect"), N_("Found at visit"), N_("To be repaired by")),
        *(N_("Repaired on"), N_("What was done to repair it")),
    ),
    _defects,
)
"""The standing defects of visits and of certificates."""
SCORECARDS = ExportSheet(N_("What groups say"), _scorecard_headings, _scorecards)
"""What groups say about works, without struck scorecards; small counts only for those who may see them."""
