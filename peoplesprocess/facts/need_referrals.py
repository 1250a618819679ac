"""Needs that were taken to an office: to which, since when, and the newest answer.

A need that others were merged into has the newest of all their referrals.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.messages import N_
from peoplesprocess.core.need_stage import NeedOutcome, NeedStage, outcome_of
from peoplesprocess.core.referrals import REFERRAL, REFUSED, RESOLVED
from peoplesprocess.db.json_list_members import JsonListHolds
from peoplesprocess.db.typed_query import SelectOfAny
from peoplesprocess.facts.contracts import IS_ENDED
from peoplesprocess.facts.decision_in_force import IS_LEFT, VERDICT_IN_FORCE
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.needs import IS_LIVE
from peoplesprocess.facts.plans import newest_plan
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Contract, Merge, Need, NeedReferral, Plan, PlanItem, ReferralAnswer

# Tables instead of mapped classes, as in `facts.needs`.
_need, _merge = Need.__table__, Merge.__table__.alias()
_referral, _answer = aliased(NeedReferral), aliased(ReferralAnswer)


def is_referral_of(owner: SQLColumnExpression[UUID], need: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Return whether a referral of need `owner` counts for a need: its own, or one merged into it."""
    merged_into_it = select(_merge.c.need_id).where(_merge.c.into_id == need, not_struck(_merge.c.id))
    return or_(owner == need, owner.in_(merged_into_it.correlate_except(_merge)))


NEWEST_REFERRAL = (
    select(_referral.id)
    # Most settlements have few referrals, so the index on the settlement is used.
    .where(_referral.settlement_id == _need.c.settlement_id)
    .where(is_referral_of(_referral.need_id.expression, _need.c.id))
    .where(not_struck(_referral.id.expression))
    .order_by(done_at(_referral).desc(), _referral.number.desc())
    .limit(1)
    .correlate(_need)
    .scalar_subquery()
)
"""The key of a need's newest referral, NULL if it has none."""
_own, _merged = aliased(NeedReferral), aliased(NeedReferral)
_was_taken = or_(
    exists(select(1).where(_own.need_id == _need.c.id, not_struck(_own.id.expression)).correlate(_need)),
    # A separate condition, so that each uses its own index: with many needs, each may have a referral.
    exists(
        select(1)
        .select_from(_merge.join(_merged, _merged.need_id == _merge.c.need_id))
        .where(_merge.c.into_id == _need.c.id)
        .where(not_struck(_merge.c.id), not_struck(_merged.id.expression))
        .correlate(_need)
    ),
)
NEWEST_REFERRAL_ANSWER = (
    select(_answer.id)
    .where(_answer.referral_id == NeedReferral.id, not_struck(_answer.id.expression))
    .order_by(done_at(_answer).desc(), _answer.number.desc())
    .limit(1)
    .correlate(NeedReferral)
    .scalar_subquery()
)
"""The key of the newest answer to a referral, NULL if there is none."""
_of_line = exists(
    select(1)
    .where(Contract.settlement_id == Plan.settlement_id, Contract.line == PlanItem.line)
    .correlate(Plan, PlanItem)
)
_being_built = exists(
    select(1)
    # By the settlement too, to use the index that begins with it.
    .where(Contract.settlement_id == Plan.settlement_id, Contract.plan_id == PlanItem.plan_id)
    .where(Contract.line == PlanItem.line, ~IS_ENDED)
    .correlate(Plan, PlanItem)
)
_planned = and_(
    Plan.id == newest_plan(Plan.settlement_id.expression).correlate(Plan),
    func.coalesce(VERDICT_IN_FORCE, "") != AuthorityVerdict.DECLINE.value,
    ~IS_LEFT,
    ~_of_line,
)
IS_ANSWERED_BY_PLAN: ColumnElement[bool] = exists(
    select(1)
    .select_from(PlanItem)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .where(Plan.settlement_id == _need.c.settlement_id)
    .where(JsonListHolds(PlanItem.needs.expression, _need.c.number))
    .where(or_(_being_built, _planned))
    .correlate(_need)
)
"""Whether an item of the newest plan, or one under contract, answers a need, so that no office need do so."""
_own_of_merged = aliased(NeedReferral)
MAY_BE_TAKEN: ColumnElement[bool] = _need.c.id.in_(
    select(_own.need_id).union_all(
        select(_merge.c.into_id).join(_own_of_merged, _own_of_merged.need_id == _merge.c.need_id)
    )
)
"""Whether a need or one merged into it was ever taken to an office: a cheap filter, since few needs were."""
WAITS_TO_BE_TAKEN: ColumnElement[bool] = and_(
    # A literal, because the partial index of such needs is only used with one.
    _need.c.response_type == literal_column(f"'{REFERRAL}'"),
    IS_LIVE,
    ~_was_taken,
    ~IS_ANSWERED_BY_PLAN,
)
"""Whether a need waits to be taken to an office."""
STANDING_COLUMNS: Mapping[str, SQLColumnExpression[object]] = {
    "referred_to": NeedReferral.office.expression,
    "referred_at": done_at(NeedReferral),
    "referral_state": ReferralAnswer.state.expression,
    "referral_answered_at": done_at(ReferralAnswer),
}
"""The columns about its newest referral that a need's outcome reads, by the names in `OutcomeSubject`."""

COUNT_TAKEN = case((NeedReferral.id.is_not(None), 1), else_=0)
"""1 if a need was taken to an office, else 0, in a statement passed through `joined_to_referral`."""
COUNT_RESOLVED, COUNT_REFUSED = (
    case((ReferralAnswer.state == state, 1), else_=0) for state in (RESOLVED, REFUSED)
)
"""1 if an office resolved, or refused, a need, else 0, in a statement passed through `joined_to_referral`."""
IS_WITH_OFFICE: ColumnElement[bool] = and_(
    func.coalesce(ReferralAnswer.state, "").not_in((RESOLVED, REFUSED)), ~IS_ANSWERED_BY_PLAN
)
"""Whether a need for an office is neither resolved nor refused, taken there or not, in such a statement."""
COUNT_OPEN = case((IS_WITH_OFFICE, 1), else_=0)
"""1 if `IS_WITH_OFFICE` holds, else 0, in such a statement."""


def joined_to_referral(needs: SelectOfAny) -> SelectOfAny:
    """Return a statement about needs, joined with each need's newest referral and the newest answer to it."""
    return needs.outerjoin(NeedReferral, NeedReferral.id == NEWEST_REFERRAL).outerjoin(
        ReferralAnswer, ReferralAnswer.id == NEWEST_REFERRAL_ANSWER
    )


def with_referral(needs: SelectOfAny) -> SelectOfAny:
    """Return a statement about needs with `STANDING_COLUMNS` added as its last columns."""
    joined = joined_to_referral(needs)
    return joined.add_columns(*(column.label(name) for name, column in STANDING_COLUMNS.items()))


class ReferralStanding(Protocol):
    """A need's newest referral and the answer to it; all fields are None if it has no referral."""

    @property
    def response_type(self) -> str: ...

    @property
    def referred_to(self) -> str | None: ...

    @property
    def referred_at(self) -> datetime | None: ...

    @property
    def referral_state(self) -> str | None: ...

    @property
    def referral_answered_at(self) -> datetime | None: ...


def referral_outcome(need: ReferralStanding) -> NeedOutcome | None:
    """Return what became of a need at an office, None if it was not taken to one or is no longer a referral.

    The public may know which office, on which day, and whether it helps. The office's words can reveal who
    lives where and with which papers, so only those who have a role in the settlement see them.
    """
    if need.referred_to is None or need.response_type != REFERRAL:
        return None
    answered = {"office": need.referred_to, "day": need.referral_answered_at}
    if need.referral_state == RESOLVED:
        return outcome_of(NeedStage.RESOLVED_BY_OFFICE, N_("Resolved on %(day)s by %(office)s"), **answered)
    if need.referral_state == REFUSED:
        return outcome_of(NeedStage.REFUSED_BY_OFFICE, N_("Refused on %(day)s by %(office)s"), **answered)
    taken = {"office": need.referred_to, "day": need.referred_at}
    return outcome_of(NeedStage.TAKEN_TO_OFFICE, N_("Taken on %(day)s to %(office)s"), **taken)
