"""Which of an authority's decisions is in force for an item of a plan, as SQL."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from peoplesprocess.core.authority_decisions import SHORT_FINGERPRINT, YES, AuthorityVerdict
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import CycleEnding, Decision, Plan, PlanItem

_newest, _plan, _later, _left = aliased(Decision), aliased(Plan), aliased(Decision), aliased(Plan)


def same_content(stored: InstrumentedAttribute[str], now: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return whether two fingerprints have the same content: `core`'s `is_fingerprint_of` as SQL."""
    return stored.in_((now, func.substr(now, 1, SHORT_FINGERPRINT)))


def is_in_force(decision: type[Decision], item: type[PlanItem]) -> ColumnElement[bool]:
    """Return the join condition between an item and the decision in force; both may be aliases."""
    newest_on_content = (
        select(_newest.id)
        .join(_plan, _plan.settlement_id == _newest.settlement_id)
        .where(
            _plan.id == item.plan_id,
            _newest.line == item.line,
            same_content(_newest.fingerprint, item.fingerprint),
        )
        .order_by(_newest.id.desc())
        .limit(1)
        .correlate(item)
        .scalar_subquery()
    )
    return and_(
        decision.id == newest_on_content,
        (decision.verdict != AuthorityVerdict.RETURN.value) | (decision.plan_id == item.plan_id),
    )


IN_FORCE = is_in_force(Decision, PlanItem)
"""The join condition between an item and the decision in force: the newest on its present content.

An item that was returned and comes back unchanged waits again, so a return holds only for the version it
was given on; every other decision holds in each version with the same content.
`core.authority_decisions.in_force` is the same rule for decisions already read.
"""

REFUSALS = (
    select(
        Decision.settlement_id,
        Decision.line,
        Decision.verdict,
        Decision.reason,
        Plan.number.label("version"),
        done_at(Decision).label("given_at"),
    )
    .join(Plan, Plan.id == Decision.plan_id)
    .where(Decision.verdict.in_((AuthorityVerdict.RETURN.value, AuthorityVerdict.DECLINE.value)))
).subquery()
"""The answers that returned or declined an item, with the reason and the version of the plan."""

VERDICT_IN_FORCE = select(Decision.verdict).where(IN_FORCE).correlate(PlanItem).scalar_subquery()
"""The verdict in force for an item, NULL if there is none."""


def left_at(item: type[PlanItem]) -> ScalarSelect[datetime]:
    """Return when the cycle of an item's plan ended early, NULL if it did not; `item` may be an alias."""
    return (
        select(done_at(CycleEnding))
        .join(_left, _left.settlement_id == CycleEnding.settlement_id)
        # Keys are in order of time: a plan older than the ending belongs to that cycle or an earlier one.
        .where(_left.id == item.plan_id, CycleEnding.id > _left.id, not_struck(CycleEnding.id.expression))
        .order_by(CycleEnding.id)
        .limit(1)
        .correlate(item)
        .scalar_subquery()
    )


LEFT_AT = left_at(PlanItem)
"""When the cycle of an item's plan ended early, NULL if it did not."""
IS_LEFT: ColumnElement[bool] = LEFT_AT.is_not(None)
"""Whether the cycle of an item's plan ended early: nobody answers or corrects the item any more."""
MAY_WAIT: ColumnElement[bool] = and_(
    func.coalesce(VERDICT_IN_FORCE, AuthorityVerdict.FORWARD.value).in_(
        (AuthorityVerdict.FORWARD.value, AuthorityVerdict.GIVE_ON.value)
    ),
    ~IS_LEFT,
)
"""Whether an item may wait for an office: it has no decision in force, was forwarded, or was given on.

`core.approval_chain` says whom it waits for, and since when.
"""
IS_UNDECIDED: ColumnElement[bool] = and_(
    func.coalesce(VERDICT_IN_FORCE, AuthorityVerdict.GIVE_ON.value) == AuthorityVerdict.GIVE_ON.value,
    ~IS_LEFT,
)
"""Whether an item lacks an answer that holds for all levels: it has none, or only the yes of earlier ones."""

_passed, _of_passed = aliased(Decision), aliased(Plan)
PASSED_LEVEL = (
    select(_passed.level)
    .join(_of_passed, _of_passed.settlement_id == _passed.settlement_id)
    .where(
        _of_passed.id == PlanItem.plan_id,
        _passed.line == PlanItem.line,
        same_content(_passed.fingerprint, PlanItem.fingerprint),
        _passed.verdict == AuthorityVerdict.GIVE_ON.value,
    )
    .order_by(_passed.id.desc())
    .limit(1)
    .correlate(PlanItem)
    .scalar_subquery()
)
"""The last level that endorsed an item's content and gave it on, NULL if none did."""

ON_CONTENT = and_(
    Decision.settlement_id == Plan.settlement_id,
    Decision.line == PlanItem.line,
    same_content(Decision.fingerprint, PlanItem.fingerprint),
)
"""The join condition between an item, with its plan, and every decision on its present content."""

IS_YES_OF_LEVEL: ColumnElement[bool] = and_(
    Decision.verdict.in_([verdict.value for verdict in YES]),
    ~exists(
        select(1)
        .where(
            _later.settlement_id == Decision.settlement_id,
            _later.line == Decision.line,
            _later.level == Decision.level,
            _later.id > Decision.id,
        )
        .correlate(Decision)
    ),
)
"""Whether a decision is a level's newest on a line and a yes; only then do its terms hold."""

_forwarded = aliased(Decision)
_below = Decision.area + "/"
WAS_FORWARDED: ColumnElement[bool] = exists(
    select(1)
    .where(
        _forwarded.settlement_id == Decision.settlement_id,
        _forwarded.line == Decision.line,
        same_content(_forwarded.fingerprint, Decision.fingerprint),
        _forwarded.level == Decision.level,
        _forwarded.verdict == AuthorityVerdict.FORWARD.value,
        _forwarded.id < Decision.id,
        func.substr(_forwarded.area, 1, func.length(_below)) == _below,
    )
    .correlate(Decision)
)
"""Whether a decision came from an area to which an area below it, at the same level, forwarded the item."""
