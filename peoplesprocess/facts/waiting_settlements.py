"""Whom settlements wait for, and whether for too long: conditions on their summaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from peoplesprocess.core.approval_chain import AuthorityLevel, endorsing_levels, level_after
from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.facts.decision_in_force import IN_FORCE, IS_LEFT, PASSED_LEVEL
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.local_days import before_in_any_zone, first_day
from peoplesprocess.facts.plans import newest_submitted_plan
from peoplesprocess.models import Decision, Plan, PlanItem, PlanSubmission, SettlementSummary

_summary = SettlementSummary.__table__.c
_NOT_AGREED = and_(_summary.no_objections == 0, _summary.closed_steps.is_(None))
WAIT_NAMES: Mapping[str, Msgid] = {
    "authority": N_("An answer from the authority"),
    "money": N_("Money"),
    "correction": N_("The answer to a correction"),
    "signature": N_("Signatures under a contract"),
    "repair": N_("The repair of a defect"),
}
"""What settlements can wait for, by the word in addresses."""
WAITS: Mapping[str, ColumnElement[bool]] = {
    # The rank includes forwarded items, but also a no-objection that is no longer asked for.
    "authority": or_(
        _NOT_AGREED,
        _summary.items_undecided > 0,
        and_(_summary.no_objections > 0, _summary.waits_rank == 0),
    ),
    "money": _summary.requests_waiting > 0,
    "correction": _summary.corrections_open > 0,
    "signature": _summary.contracts > _summary.contracts_signed,
    "repair": _summary.defects_open > 0,
}
"""The condition that a settlement waits, for each of `WAIT_NAMES`."""


def may_be_late(rules: ProgrammeRules, now: datetime) -> ColumnElement[bool]:
    """Return a necessary condition for `late_settlements` to find a settlement late.

    For an item's answer each level has its own number of days, counted from when the item came to it.
    """
    today = first_day(now)
    return or_(
        _summary.requested_at < before_in_any_zone(today, rules.release_days),
        and_(_NOT_AGREED, _summary.made_at < before_in_any_zone(today, rules.answer_days)),
        and_(or_(_summary.items_undecided > 0, _summary.waits_rank == 0), _has_late_item(rules, today)),
    )


def _has_late_item(rules: ProgrammeRules, today: date) -> ColumnElement[bool]:
    """Return the condition that an item has waited with a level for longer than that level's days."""
    since = func.coalesce(done_at(Decision), done_at(PlanSubmission))
    late = [
        and_(
            _turn(rules.levels) == level.number,
            since < before_in_any_zone(today, rules.days_of(level.number)),
        )
        for level in rules.levels
    ]
    return exists(
        select(1)
        .select_from(PlanItem)
        .join(Plan, Plan.id == PlanItem.plan_id)
        .join(PlanSubmission, PlanSubmission.plan_id == Plan.id)
        .outerjoin(Decision, IN_FORCE)
        .where(
            Plan.id == newest_submitted_plan(_summary.settlement_id).correlate(SettlementSummary),
            ~IS_LEFT,
            # What the top area forwards goes outside, and so waits for nobody here.
            or_(
                Decision.id.is_(None),
                Decision.verdict == AuthorityVerdict.GIVE_ON.value,
                and_(Decision.verdict == AuthorityVerdict.FORWARD.value, Decision.area.contains("/")),
            ),
            or_(*late),
        )
        .correlate(SettlementSummary)
    )


def _turn(levels: Sequence[AuthorityLevel]) -> ColumnElement[int]:
    """Return the level that an item waits for: the one that forwarded it, or the next one to endorse."""
    chain = endorsing_levels(levels)
    after = {level.number: level_after(levels, level.number) or chain[-1] for level in levels}
    given_on = case(after, value=PASSED_LEVEL, else_=chain[0])
    return case((Decision.verdict == AuthorityVerdict.FORWARD.value, Decision.level), else_=given_on)
