"""Acts about conditions and promises (reported, judged, lifted, kept), and remarks on items."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.approvals.plan_review import review
from peoplesprocess.core.actions import Action
from peoplesprocess.core.conditions_and_promises import FULFILLED, JUDGEMENTS
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.roles import Role, reaches
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.facts.conditions_and_promises import CONDITION, PROMISE, ConditionOrPromiseRow
from peoplesprocess.facts.submitted_items import decided_items
from peoplesprocess.models import ConditionEvent, ItemRemark, PromiseOutcome


@dataclass(frozen=True, slots=True)
class ConditionJudgementInput:
    """An authority's judgement of a condition; `kind` is a key of `JUDGEMENTS`."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class PromiseOutcomeInput:
    """Whether a promise was kept, as seen on a day."""

    kept: bool
    seen_on: date
    words: str


def report_condition(act: Act, number: int, words: str) -> ConditionEvent:
    """Report to the authority that a condition is met, and how people can see it.

    Errors: Forbidden; Refused if it is confirmed or lifted already, or without words.
    """
    act.require(Action.REPORT_CONDITION)
    found = _condition(act, number)
    if found.state in FULFILLED:
        raise Refused(Message(N_("The authority has already confirmed or lifted this condition.")))
    if not words.strip():
        raise Refused(Message(N_("Write how people can see that it is met.")), "words")
    return _say(act, found, "reported", words, "condition.report")


def judge_condition(act: Act, number: int, judged: ConditionJudgementInput) -> ConditionEvent:
    """Judge whether a condition is met, or lift it; the newest judgement counts.

    Errors: Forbidden; Refused if another office set it, if the actor is a builder here, or without a reason
    unless it is met.
    """
    act.require_role(Action.JUDGE_CONDITION)
    found = _condition(act, number)
    who_builds = builders_here(act.db, act.settlement, act.actor.id)
    subject = replace(found.subject(act.settlement.area), **who_builds)
    act.require(Action.JUDGE_CONDITION, subject)
    if judged.kind not in JUDGEMENTS:
        raise Refused(Message(N_("Say whether it is met.")), "kind")
    if judged.kind != "met" and not judged.words.strip():
        raise Refused(Message(N_("Write the reason: the community acts on it.")), "words")
    return _say(act, found, judged.kind, judged.words, "condition.judge")


def record_outcome(act: Act, number: int, outcome: PromiseOutcomeInput) -> PromiseOutcome:
    """Record whether an authority kept a promise; the newest record counts.

    Errors: Forbidden; Refused if the day is before the promise, or if it was broken and nothing says how.
    """
    act.require(Action.RECORD_PROMISE)
    found = PROMISE.first(act.db, settlement=act.settlement.id, number=number)
    if found is None:
        raise Refused(Message(N_("This promise no longer counts: the authority has given a new answer.")))
    if outcome.seen_on < found.made_at.date():
        raise Refused(
            Message(N_("It was promised on %(day)s. Give a later day."), {"day": found.made_at}), "seen_on"
        )
    if not outcome.kept and not outcome.words.strip():
        raise Refused(Message(N_("Write what is missing: everybody can read it.")), "words")
    row = PromiseOutcome(
        **act.columns,
        promise_id=found.id,
        kept=outcome.kept,
        seen_on=outcome.seen_on,
        words=outcome.words.strip(),
    )
    act.db.add(row)
    act.note("promise.record", f"promise {number}", line=found.line, kept=outcome.kept)
    return row


def remark(act: Act, line: int, words: str) -> ItemRemark:
    """Leave a remark on an item that is with an authority; it needs no answer and is none.

    Errors: Forbidden; Refused without words, or if the item is not with an authority.
    """
    act.require(Action.REMARK_ITEM)
    found = review(decided_items(act.db, act.settlement.id), act.settlement).line(line)
    if found is None:
        raise Refused(Message(N_("This item is not with the authority.")))
    if not words.strip():
        raise Refused(Message(N_("Write the remark.")), "words")
    level = own_level(act)
    row = ItemRemark(
        **act.columns,
        plan_id=found.item.plan_id,
        line=line,
        level=level,
        office=act.rules.level_name(level),
        words=words.strip(),
    )
    act.db.add(row)
    act.note("item.remark", f"plan {found.item.plan} line {line}", level=level)
    return row


def own_level(act: Act) -> int:
    """Return the level for which the actor is the authority here."""
    return next(
        grant.level
        for grant in act.actor.grants
        if grant.role is Role.LOCAL_AUTHORITY and reaches(grant, act.where)
    )


def _condition(act: Act, number: int) -> ConditionOrPromiseRow:
    found = CONDITION.first(act.db, settlement=act.settlement.id, number=number)
    if found is None:
        raise Refused(Message(N_("This condition no longer counts: the authority has given a new answer.")))
    return found


def _say(act: Act, found: ConditionOrPromiseRow, kind: str, words: str, what: str) -> ConditionEvent:
    row = ConditionEvent(**act.columns, condition_id=found.id, kind=kind, words=words.strip())
    act.db.add(row)
    act.note(what, f"condition {found.number}", line=found.line, kind=kind)
    return row
