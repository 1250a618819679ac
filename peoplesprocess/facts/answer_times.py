"""Response times in days: of each authority level to items of plans, of the agency to tranche requests."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Subquery, bindparam, case, func, or_, select

from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.db.day_numbers import DayNumber
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.suspensions import suspended_days
from peoplesprocess.models import (
    Decision,
    PlanSubmission,
    Tranche,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
)

_order = (Decision.plan_id, Decision.line)


def answer_days(within: ColumnElement[bool]) -> Subquery:
    """Return the answers that something waited for: settlement, level that answered, and days it took.

    `within` is a condition on `Decision` that limits which decisions are read.
    """
    steps = (
        select(
            Decision.settlement_id,
            Decision.level,
            done_at(Decision).label("given_at"),
            func.lag(Decision.verdict).over(partition_by=_order, order_by=Decision.id).label("before"),
            func.lag(done_at(Decision)).over(partition_by=_order, order_by=Decision.id).label("before_at"),
            done_at(PlanSubmission).label("handed_at"),
        )
        .join(PlanSubmission, PlanSubmission.plan_id == Decision.plan_id)
        .where(within)
        .subquery()
    )
    passed_on = steps.c.before.in_((AuthorityVerdict.GIVE_ON.value, AuthorityVerdict.FORWARD.value))
    since = case((passed_on, steps.c.before_at), else_=steps.c.handed_at)
    days = DayNumber(steps.c.given_at) - DayNumber(since)
    return (
        select(steps.c.settlement_id, steps.c.level, case((days < 0, 0), else_=days).label("days"))
        # If an office answers again to change its own answer, nothing was waiting for that answer.
        .where(or_(steps.c.before.is_(None), passed_on))
        .subquery()
    )


ANSWERS_OF_SETTLEMENT = answer_days(Decision.settlement_id == bindparam("settlement"))
ANSWERS_OF_PROGRAMME = answer_days(Decision.programme_id == bindparam("programme"))

_answered_at = func.coalesce(done_at(TrancheRelease), done_at(TrancheRefusal))
AGENCY_ANSWERS = (
    select(
        TrancheRequest.settlement_id,
        (
            DayNumber(_answered_at)
            - DayNumber(done_at(TrancheRequest))
            - suspended_days(Tranche.contract_id, done_at(TrancheRequest), _answered_at)
        ).label("days"),
    )
    .join(Tranche, Tranche.id == TrancheRequest.tranche_id)
    .outerjoin(TrancheRelease, TrancheRelease.request_id == TrancheRequest.id)
    .outerjoin(TrancheRefusal, TrancheRefusal.request_id == TrancheRequest.id)
    .where(TrancheRequest.programme_id == bindparam("programme"), _answered_at.is_not(None))
    .subquery()
)
"""The released or refused tranche requests of a programme, with the days until the answer.

Days on which the work was suspended are not counted, as no money can be released then.
"""
