"""A settlement's rounds: open and closed ones, the groups' ballot sheets, and the newest results."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from peoplesprocess.core.prioritisation.ballot_methods import METHODS_BY_KEY, BallotMethod
from peoplesprocess.core.prioritisation.criteria import Criterion
from peoplesprocess.core.prioritisation.group_tally import GroupTally
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.meetings import attendance
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.models import (
    Attestation,
    BallotSheet,
    Result,
    Round,
    RoundEndingWithoutResult,
)

IS_COUNTED: ColumnElement[bool] = exists(select(1).where(Result.round_id == Round.id))
"""Whether a round has a result."""
_ending = aliased(RoundEndingWithoutResult)
IS_CLOSED: ColumnElement[bool] = or_(IS_COUNTED, exists(select(1).where(_ending.round_id == Round.id)))
"""Whether nobody can choose in a round any longer: it was counted, or ended without a choice."""
_newest, _first = aliased(Result), aliased(Result)
NEWEST_RESULT = (
    select(_newest.id)
    .where(_newest.round_id == Round.id)
    .order_by(_newest.number.desc())
    .limit(1)
    .correlate(Round)
    .scalar_subquery()
)
"""The key of a round's newest result."""
_settlement: ColumnElement[UUID] = bindparam("settlement")
_round: ColumnElement[UUID] = bindparam("round")


class RoundRow(NamedTuple):
    """A round with its rule, its ballot and the number of its results, 0 while it is open.

    A round that ended without a choice has no results either, but `ended_at` and `reason`. The `…_typed_at`
    fields say when something was typed in that had been done on paper earlier.
    """

    id: UUID
    number: int
    method: str
    rule: str
    tokens: int
    ballot: list[int]
    costs: dict[str, int]
    envelope: int
    typed_twice: bool
    stored_criteria: list[tuple[str, int]]
    cycles_before: int
    need_titles: dict[str, str]
    opened_at: datetime
    opened_typed_at: datetime
    results: int
    ended_at: datetime | None
    ended_typed_at: datetime | None
    reason: str | None

    @property
    def is_closed(self) -> bool:
        """Whether it was counted, or ended without a choice."""
        return self.results > 0 or self.ended_at is not None

    @property
    def way(self) -> BallotMethod:
        """The method by which groups choose."""
        return METHODS_BY_KEY[self.method]

    @property
    def criteria(self) -> list[Criterion]:
        """The criteria by which needs are scored, if the method is scoring."""
        return [Criterion(name, weight) for name, weight in self.stored_criteria]


_results = select(func.count()).where(Result.round_id == Round.id).correlate(Round).scalar_subquery()
_rounds = Query(
    RoundRow,
    select(
        Round.id,
        Round.number,
        Round.method,
        Round.rule,
        Round.tokens,
        Round.ballot,
        Round.costs,
        Round.envelope,
        Round.typed_twice,
        Round.criteria.label("stored_criteria"),
        Round.cycles_before,
        Round.need_titles,
        done_at(Round).label("opened_at"),
        Round.made_at.label("opened_typed_at"),
        _results.label("results"),
        done_at(RoundEndingWithoutResult).label("ended_at"),
        RoundEndingWithoutResult.made_at.label("ended_typed_at"),
        RoundEndingWithoutResult.reason,
    )
    .outerjoin(RoundEndingWithoutResult, RoundEndingWithoutResult.round_id == Round.id)
    .where(Round.settlement_id == _settlement),
)
ROUNDS = Query(RoundRow, _rounds.statement.order_by(Round.number.desc()))
"""All rounds of a settlement, the newest first. No limit: a need stays that any of them asks about."""
ROUND = _rounds.where(Round.number == bindparam("number"))
"""One round of a settlement by its number."""
OPEN_ROUND = _rounds.where(~IS_CLOSED)
"""The open round of a settlement."""
CLOSED_ROUND = ScalarQuery(select(Round.id).where(Round.id == _round, IS_CLOSED))
"""The key of a round, if it is closed."""


class RoundWithNewestResult(NamedTuple):
    """A round with its ballot and its newest result, whose fields are None while it is open.

    `result` is that result's number; if it is a recount, `reason` says why and the `first_…` fields hold the
    first result. A round that ended without a choice has `ended_at` and its reason in `reason`. `need_titles`
    and `required_groups` are the titles of its needs and the groups to be heard when it was opened.
    """

    number: int
    method: str
    rule: str
    tokens: int
    ballot: list[int]
    need_titles: dict[str, str]
    result: int | None
    figures: dict[str, object] | None
    reason: str | None
    counted_at: datetime | None
    counted_typed_at: datetime | None
    first_figures: dict[str, object] | None
    first_counted_at: datetime | None
    first_typed_at: datetime | None
    ended_at: datetime | None
    ended_typed_at: datetime | None
    cycles_before: int
    required_groups: list[str]

    @property
    def closed_at(self) -> datetime | None:
        """When it was closed, by its first result or without a choice; None while it is open."""
        return self.ended_at or self.first_counted_at or self.counted_at

    @property
    def first_count_typed_at(self) -> datetime | None:
        """When its first result was typed in, None if it has none."""
        return self.first_typed_at or self.counted_typed_at


_counted = (
    select(
        Round.number,
        Round.method,
        Round.rule,
        Round.tokens,
        Round.ballot,
        Round.need_titles,
        Result.number.label("result"),
        Result.figures,
        func.coalesce(Result.reason, RoundEndingWithoutResult.reason).label("reason"),
        done_at(Result).label("counted_at"),
        Result.made_at.label("counted_typed_at"),
        _first.figures.label("first_figures"),
        done_at(_first).label("first_counted_at"),
        _first.made_at.label("first_typed_at"),
        done_at(RoundEndingWithoutResult).label("ended_at"),
        RoundEndingWithoutResult.made_at.label("ended_typed_at"),
        Round.cycles_before,
        Round.required_groups,
    )
    .select_from(Round)
    .outerjoin(RoundEndingWithoutResult, RoundEndingWithoutResult.round_id == Round.id)
    .outerjoin(Result, Result.id == NEWEST_RESULT)
    .outerjoin(_first, and_(_first.round_id == Round.id, _first.number == 1, Result.number > 1))
    .where(Round.settlement_id == _settlement)
    .order_by(Round.number.desc())
)
ROUNDS_WITH_RESULTS = Query(RoundWithNewestResult, _counted)
"""All rounds of a settlement, the newest first, each with its newest result."""
NEWEST_ROUNDS = Query(RoundWithNewestResult, _counted.limit(10))
"""A settlement's newest rounds for pages, each with its newest result."""
NEWEST_COUNT = Query(
    RoundWithNewestResult,
    _counted.where(Result.id.is_not(None), Round.cycles_before == bindparam("cycles_before")).limit(1),
)
"""The newest counted round of one cycle of a settlement, with its newest result."""


def rounds_with(db: Session, place: SettlementWithRules, need: int) -> list[RoundRow]:
    """Return the rounds of the present cycle that have a need on their ballot, the newest first."""
    rounds = ROUNDS.all(db, settlement=place.id)
    return [asked for asked in rounds if need in asked.ballot and asked.cycles_before == place.cycles_before]


class BallotSheetRow(NamedTuple):
    """A group's ballot sheet with the attestation of its present version, if there is one."""

    id: UUID
    group_code: str
    people: int
    tokens: dict[str, int]
    marks: dict[str, int]
    version: int
    attestation: UUID | None
    dissent: str | None
    attested_at: datetime | None
    attested_typed_at: datetime | None

    @property
    def tally(self) -> GroupTally:
        """The sheet as a tally; JSON keeps the numbers of needs as strings."""
        return GroupTally(self.group_code, self.people, {int(need): put for need, put in self.tokens.items()})


_group: ColumnElement[str] = bindparam("group")
_columns = (
    BallotSheet.id,
    BallotSheet.group_code,
    BallotSheet.people,
    BallotSheet.tokens,
    BallotSheet.marks,
    BallotSheet.version,
    Attestation.id.label("attestation"),
    Attestation.dissent,
    done_at(Attestation).label("attested_at"),
    Attestation.made_at.label("attested_typed_at"),
)
_attested = and_(Attestation.sheet_id == BallotSheet.id, Attestation.sheet_version == BallotSheet.version)
_SHEETS = Query(
    BallotSheetRow,
    select(*_columns)
    .outerjoin(Attestation, _attested)
    .where(BallotSheet.round_id == _round, or_(_group == "", BallotSheet.group_code == _group))
    .order_by(BallotSheet.id),
)


def sheets(db: Session, round_id: UUID) -> list[BallotSheetRow]:
    """Return the ballot sheets of a round."""
    return _SHEETS.all(db, round=round_id, group="")


def sheet(db: Session, round_id: UUID, group: str) -> BallotSheetRow | None:
    """Return one group's ballot sheet, or None."""
    return _SHEETS.first(db, round=round_id, group=group)


_attendance = attendance(Round.settlement_id.expression, _group, Round.cycles_before.expression)
ATTENDANCE = ScalarQuery(select(_attendance).select_from(Round).where(Round.id == _round))
"""How many people attended the sessions of a group in a round's cycle."""
_sheet_and_attendance = (
    select(_attendance, *_columns)
    .select_from(Round)
    .outerjoin(BallotSheet, and_(BallotSheet.round_id == Round.id, BallotSheet.group_code == _group))
    .outerjoin(Attestation, _attested)
    .where(Round.id == _round)
)


def sheet_and_attendance(db: Session, round_id: UUID, group: str) -> tuple[BallotSheetRow | None, int]:
    """Return one group's ballot sheet, or None, and how many people attended its sessions."""
    attended, *sheet = db.execute(_sheet_and_attendance, {"round": round_id, "group": group}).one()
    return (BallotSheetRow(*sheet) if sheet[0] else None), attended
