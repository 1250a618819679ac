"""Which of an authority's decisions is in force for an item of a plan: the rule as SQL."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from peoplesprocess.core.authority_decisions import SHORT_FINGERPRINT, YES, AuthorityVerdict
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.models import Decision, Plan, PlanItem

_newest, _plan, _later = aliased(Decision), aliased(Plan), aliased(Decision)


def same_content(stored: InstrumentedAttribute[str], now: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return whether two fingerprints are of one content: `is_fingerprint_of` of the core, as SQL."""
    return stored.in_((now, func.substr(now, 1, SHORT_FINGERPRINT)))


def is_in_force(decision: type[Decision], item: type[PlanItem]) -> ColumnElement[bool]:
    """Return what joins an item to the decision in force, either of them under another name."""
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
"""What joins an item to the decision in force: the newest one on the item's content as it is now.

A returned item that comes back as it was waits again, so a return holds only in the version that it was
given on; every other decision holds in each version in which the content is the same. The same rule for
decisions that are read already is `core.authority_decisions.in_force`.
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
"""Each answer that sent an item back or declined it, with the version of the plan and why."""

VERDICT_IN_FORCE = select(Decision.verdict).where(IN_FORCE).correlate(PlanItem).scalar_subquery()
"""The verdict in force for an item, NULL while the item waits."""

MAY_WAIT: ColumnElement[bool] = func.coalesce(VERDICT_IN_FORCE, AuthorityVerdict.FORWARD.value).in_(
    (AuthorityVerdict.FORWARD.value, AuthorityVerdict.GIVE_ON.value)
)
"""Whether an item may wait for an office: it has no decision in force, was forwarded, or goes on to a level.

For whom it waits, and since when, `core.approval_chain` says.
"""
IS_UNDECIDED: ColumnElement[bool] = (
    func.coalesce(VERDICT_IN_FORCE, AuthorityVerdict.GIVE_ON.value) == AuthorityVerdict.GIVE_ON.value
)
"""Whether an item has no answer that holds for all levels: none, or only the yes of earlier ones."""

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
"""What joins an item, beside its plan, to every decision on its content as it is now."""

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
"""Whether a decision is a level's newest word on a line, and a yes: so long what goes with it holds."""

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
"""Whether a decision was given by an area to which one below it had forwarded the item, at the same level."""
