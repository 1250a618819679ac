"""Where a need stands that was taken to an office: to which, since when, and what the office said last.

A need that others were merged into stands where the newest of all their referrals stands.
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
from peoplesprocess.facts.decision_in_force import VERDICT_IN_FORCE
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.needs import IS_LIVE
from peoplesprocess.facts.plans import newest_plan
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Contract, Merge, Need, NeedReferral, Plan, PlanItem, ReferralAnswer

# Of tables, as `facts.needs`.
_need, _merge = Need.__table__, Merge.__table__.alias()
_referral, _answer = aliased(NeedReferral), aliased(ReferralAnswer)


def is_referral_of(owner: SQLColumnExpression[UUID], need: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Whether a referral whose need is `owner` is told of a need: it is its own, or of one merged into it."""
    merged_into_it = select(_merge.c.need_id).where(_merge.c.into_id == need, not_struck(_merge.c.id))
    return or_(owner == need, owner.in_(merged_into_it.correlate_except(_merge)))


NEWEST_REFERRAL = (
    select(_referral.id)
    # Most places took few to an office: these are looked through.
    .where(_referral.settlement_id == _need.c.settlement_id)
    .where(is_referral_of(_referral.need_id.expression, _need.c.id))
    .where(not_struck(_referral.id.expression))
    .order_by(done_at(_referral).desc(), _referral.number.desc())
    .limit(1)
    .correlate(_need)
    .scalar_subquery()
)
"""The key of the newest referral of a need, NULL if it was taken nowhere."""
_own, _merged = aliased(NeedReferral), aliased(NeedReferral)
_was_taken = or_(
    exists(select(1).where(_own.need_id == _need.c.id, not_struck(_own.id.expression)).correlate(_need)),
    # Apart from it, so that either is found by a key: of many needs each may have been taken.
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
"""The key of what was answered last to a referral, NULL if nothing was."""
_of_line = exists(
    select(1)
    .where(Contract.settlement_id == Plan.settlement_id, Contract.line == PlanItem.line)
    .correlate(Plan, PlanItem)
)
_being_built = exists(
    select(1)
    # By the settlement too, as an index has it: the contracts of all others are not looked through.
    .where(Contract.settlement_id == Plan.settlement_id, Contract.plan_id == PlanItem.plan_id)
    .where(Contract.line == PlanItem.line, ~IS_ENDED)
    .correlate(Plan, PlanItem)
)
_planned = and_(
    Plan.id == newest_plan(Plan.settlement_id.expression).correlate(Plan),
    func.coalesce(VERDICT_IN_FORCE, "") != AuthorityVerdict.DECLINE.value,
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
"""Whether an item of the newest plan, or one under contract, answers a need: no office is asked then."""
_own_of_merged = aliased(NeedReferral)
MAY_BE_TAKEN: ColumnElement[bool] = _need.c.id.in_(
    select(_own.need_id).union_all(
        select(_merge.c.into_id).join(_own_of_merged, _own_of_merged.need_id == _merge.c.need_id)
    )
)
"""Whether a need, or one merged into it, was ever taken to an office: of very many needs few were."""
WAITS_TO_BE_TAKEN: ColumnElement[bool] = and_(
    # Written out, as an index of such needs alone is only found so.
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
"""What a need's outcome asks of its newest referral, by the names of `need_outcomes.OutcomeSubject`."""

COUNT_TAKEN = case((NeedReferral.id.is_not(None), 1), else_=0)
"""1 for a need that was taken to an office, in a statement that is `joined_to_referral`."""
COUNT_RESOLVED, COUNT_REFUSED = (
    case((ReferralAnswer.state == state, 1), else_=0) for state in (RESOLVED, REFUSED)
)
"""1 for a need that an office resolved, or refused, in such a statement."""
IS_WITH_OFFICE: ColumnElement[bool] = and_(
    func.coalesce(ReferralAnswer.state, "").not_in((RESOLVED, REFUSED)), ~IS_ANSWERED_BY_PLAN
)
"""Whether an office is still to answer a need of that kind, taken there or not, in such a statement."""
COUNT_OPEN = case((IS_WITH_OFFICE, 1), else_=0)
"""1 for a need that is open so."""


def joined_to_referral(needs: SelectOfAny) -> SelectOfAny:
    """Return a statement about needs with the newest referral of each and what was answered to it last."""
    return needs.outerjoin(NeedReferral, NeedReferral.id == NEWEST_REFERRAL).outerjoin(
        ReferralAnswer, ReferralAnswer.id == NEWEST_REFERRAL_ANSWER
    )


def with_referral(needs: SelectOfAny) -> SelectOfAny:
    """Return a statement about needs with the columns that an outcome asks of a referral at its end."""
    joined = joined_to_referral(needs)
    return joined.add_columns(*(column.label(name) for name, column in STANDING_COLUMNS.items()))


class ReferralStanding(Protocol):
    """Where a need stands by its newest referral: all is None where it was taken nowhere."""

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
    """Return what became of a need at the office that it was taken to, None if it was taken nowhere.

    A need that is of another kind by now is answered otherwise.

    Anybody is told this much: which office, on which day, and whether it helps. What it said can tell who
    lives where and with which papers, and stays with those who have a role in the settlement.
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
