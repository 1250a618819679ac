"""Queries on results: a round with each of its results, corrections, changed costs."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.core.prioritisation import EQUAL_SHARES
from peoplesprocess.core.prioritisation.result import RoundResult
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.models import BallotSheet, BallotSheetCorrection, CostChange, Result, Round


class RoundResultRow(NamedTuple):
    """A result with the columns of its round."""

    id: UUID
    number: int
    method: str
    rule: str
    tokens: int
    ballot: list[int]
    need_titles: dict[str, str]
    costs: dict[str, int]
    envelope: int
    cycles_before: int
    required_groups: list[str]
    result: int
    figures: dict[str, object]
    reason: str
    counted_at: datetime
    counted_typed_at: datetime


class StoredResult(RoundResultRow):
    """A result with its round, and its stored figures."""

    @cached_property
    def counted(self) -> RoundResult:
        """The figures as a typed record."""
        return from_json(self.figures)


RESULTS = Query(
    StoredResult,
    select(
        Round.id,
        Round.number,
        Round.method,
        Round.rule,
        Round.tokens,
        Round.ballot,
        Round.need_titles,
        Round.costs,
        Round.envelope,
        Round.cycles_before,
        Round.required_groups,
        Result.number.label("result"),
        Result.figures,
        Result.reason,
        done_at(Result).label("counted_at"),
        Result.made_at.label("counted_typed_at"),
    )
    .join(Result, Result.round_id == Round.id)
    .where(Round.settlement_id == bindparam("settlement"), Round.number == bindparam("number"))
    .order_by(Result.number),
)
"""A round with each of its results, in order; no rows while it is open."""


class BallotSheetCorrectionRow(NamedTuple):
    """A correction of a group's sheet: the old and new values, and the reason."""

    group_code: str
    before: dict[str, object]
    after: dict[str, object]
    reason: str
    made_at: datetime


CORRECTIONS = Query(
    BallotSheetCorrectionRow,
    select(
        BallotSheet.group_code,
        BallotSheetCorrection.before,
        BallotSheetCorrection.after,
        BallotSheetCorrection.reason,
        BallotSheetCorrection.made_at,
    )
    .join(BallotSheet, BallotSheet.id == BallotSheetCorrection.sheet_id)
    .where(BallotSheet.round_id == bindparam("round"))
    .order_by(BallotSheetCorrection.id),
)
"""All corrections of a round's sheets, oldest first."""


class ChangedCost(NamedTuple):
    """A cost that was changed after the vote, in minor units."""

    need: int
    before: int
    after: int
    reason: str
    made_at: datetime


COST_CHANGES = Query(
    ChangedCost,
    select(CostChange.need, CostChange.before, CostChange.after, CostChange.reason, CostChange.made_at)
    .where(CostChange.round_id == bindparam("round"))
    .order_by(CostChange.id),
)
"""All changed costs of a round's works, oldest first."""

SEALED_COUNT = ScalarQuery(
    select(Result.id).join(Round, Round.id == Result.round_id).where(Round.rule == EQUAL_SHARES.key).limit(1)
)
"""The key of any count in this installation that has a seal."""
