"""The stage of a work at the authority: its answer, its conditions and promises, and objections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from peoplesprocess.board.events import BoardEvent
from peoplesprocess.board.work_stage_lines import WorkFacts, WorkStageLine, labelled, missing, so
from peoplesprocess.core.approval_chain import endorsing_levels
from peoplesprocess.core.authority_decisions import answer_due, days_late, days_waiting
from peoplesprocess.core.conditions_and_promises import FULFILLED
from peoplesprocess.core.messages import N_, Message, Plural, Sentence
from peoplesprocess.facts.item_progress import ItemProgress
from peoplesprocess.facts.local_days import day_in

OBJECTIONS_SHOWN = 5
"""How many of the newest objections are listed with their answers; the board lists the others."""
_OPEN = {
    "": N_("Condition “%(words)s”: open, to be met by %(day)s"),
    "reported": N_("Condition “%(words)s”: reported as met, not confirmed yet, to be met by %(day)s"),
    "not-yet": N_("Condition “%(words)s”: not met yet, to be met by %(day)s"),
}
_PROMISED = {
    "": N_("Promise “%(promise)s”: not seen yet"),
    "kept": N_("Promise “%(promise)s”: kept, seen on %(day)s"),
    "broken": N_("Promise “%(promise)s”: not kept, seen on %(day)s"),
}
_REFUSED = {
    "return": N_("Sent back on %(day)s in version %(version)s of the plan, and it came again: %(reason)s"),
    "decline": N_("Declined on %(day)s in version %(version)s of the plan, and it came again: %(reason)s"),
}
_OBJECTED = {
    "": N_("Objection %(number)s: not answered yet"),
    "answered": N_("Objection %(number)s, answered: %(reason)s"),
    "mistaken": N_("Objection %(number)s, recorded by mistake: %(reason)s"),
}


def authority(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield the authority's answer, its conditions, promises and objections, and what is missing of them."""
    for refusal in work.of_kinds("refusal"):
        yield _refusal(refusal)
    yield from _answer(work)
    if conditions := work.of_kinds("condition"):
        yield _conditions(work, conditions)
        for condition in conditions:
            yield from _condition(work, condition)
    if promises := work.of_kinds("promise"):
        yield _promises(promises)
        for promise in promises:
            yield _promise(work, promise)
    yield from _objections(work.of_kinds("objection"))


def _refusal(refusal: BoardEvent) -> WorkStageLine:
    """Return that an earlier version's item was returned or declined, and why."""
    values = {"version": refusal.number, "day": refusal.asked_at, "reason": refusal.text}
    return WorkStageLine(Message(_REFUSED[_state(refusal)], values), is_detail=True)


def _answer(work: WorkFacts) -> Iterator[WorkStageLine]:
    item = work.item
    if item is None or item.submitted_at is None:
        yield missing(N_("It is not with the authority yet."))
        return
    if item.adopted_on:
        yield so(N_("An assembly adopted the plan on %(day)s."), day=item.adopted_on)
    if item.answer is not None and item.decided_at is not None and item.decided_at < item.submitted_at:
        # The answer belongs to an earlier version with the same item, whose wait is not reported here.
        yield from _decision(item, item.answer)
        return
    yield so(N_("Handed to the authority on %(day)s."), day=item.submitted_at)
    yield from _waited(work, item, item.submitted_at)


def _waited(work: WorkFacts, item: ItemProgress, submitted_at: datetime) -> Iterator[WorkStageLine]:
    """Yield the answer, or the day by which it is due, and how late it is."""
    rules = work.place.rules
    # A contracted work was endorsed by all levels, one after the other, each within its own number of days.
    since, limit = day_in(work.place, submitted_at), sum(map(rules.days_of, endorsing_levels(rules.levels)))
    if item.answer is None or item.decided_at is None:
        yield missing(N_("The answer is due by %(day)s."), day=answer_due(since, limit))
        answered = work.today
    else:
        yield from _decision(item, item.answer)
        answered = day_in(work.place, item.decided_at)
        waited = days_waiting(since, answered)
        yield WorkStageLine(
            Plural(
                "The authority answered after %(count)s day.",
                "The authority answered after %(count)s days.",
                waited,
            )
        )
    if late := days_late(since, limit, answered):
        yield WorkStageLine(Plural("%(count)s day late", "%(count)s days late", late), is_late=True)


def _decision(item: ItemProgress, answer: Message) -> Iterator[WorkStageLine]:
    yield WorkStageLine(answer)
    if item.verdict == "endorse" and item.reason:
        yield WorkStageLine(labelled(N_("Remark"), item.reason))


def _conditions(work: WorkFacts, conditions: list[BoardEvent]) -> WorkStageLine:
    """Return how many conditions are met or lifted, and how many days the latest other one is overdue."""
    met = sum(_state(each) in FULFILLED for each in conditions)
    values: dict[str, object] = {"met": met, "conditions": len(conditions)}
    late = max(_days_late(work, each) for each in conditions)
    if not late:
        sentence = Message(N_("Conditions met or lifted: %(met)s of %(conditions)s"), values)
        return WorkStageLine(sentence, met == len(conditions))
    return WorkStageLine(
        Plural(
            "Conditions met or lifted: %(met)s of %(conditions)s, one is late by %(count)s day",
            "Conditions met or lifted: %(met)s of %(conditions)s, one is late by %(count)s days",
            late,
            values,
        ),
        holds=False,
        is_late=True,
    )


def _condition(work: WorkFacts, condition: BoardEvent) -> Iterator[WorkStageLine]:
    """Yield the state of a condition, and how late it is."""
    state = _state(condition)
    if state in FULFILLED:
        yield WorkStageLine(_fulfilled(work, condition, state), is_detail=True)
        return
    sentence = Message(_OPEN[state], {"words": condition.text, "day": condition.day})
    yield WorkStageLine(sentence, holds=False, is_detail=True)
    if late := _days_late(work, condition):
        overdue = Plural("It is late by %(count)s day.", "It is late by %(count)s days.", late)
        yield WorkStageLine(overdue, is_late=True, is_detail=True)


def _state(term: BoardEvent) -> str:
    return term.kind.rpartition(":")[2]


def _days_late(work: WorkFacts, condition: BoardEvent) -> int:
    """Return by how many days a condition is overdue, 0 if it is not."""
    if _state(condition) in FULFILLED or condition.day is None:
        return 0
    return max(0, (work.today - condition.day).days)


def _fulfilled(work: WorkFacts, condition: BoardEvent, state: str) -> Sentence:
    """Return that a condition was lifted, or met how many days after its answer."""
    values: dict[str, object] = {"words": condition.text, "day": condition.released_at}
    if state == "lifted" or condition.asked_at is None or condition.released_at is None:
        return Message(N_("Condition “%(words)s”: lifted by the authority on %(day)s"), values)
    asked_on, met_on = (day_in(work.place, at) for at in (condition.asked_at, condition.released_at))
    return Plural(
        "Condition “%(words)s”: met on %(day)s, after %(count)s day",
        "Condition “%(words)s”: met on %(day)s, after %(count)s days",
        (met_on - asked_on).days,
        values,
    )


def _promises(promises: list[BoardEvent]) -> WorkStageLine:
    kept = sum(_state(each) == "kept" for each in promises)
    values = {"kept": kept, "promises": len(promises)}
    return WorkStageLine(
        Message(N_("Promises kept: %(kept)s of %(promises)s"), values), kept == len(promises)
    )


def _promise(work: WorkFacts, promise: BoardEvent) -> WorkStageLine:
    what: object = promise.text
    if promise.kind.split(":")[1] == "co-funding":
        what = Message(N_("%(sum)s more from the authority"), {"sum": work.money(promise.amount)})
    state = _state(promise)
    sentence = Message(_PROMISED[state], {"promise": what, "day": promise.day})
    return WorkStageLine(sentence, state == "kept", is_detail=True)


def _objections(objections: list[BoardEvent]) -> Iterator[WorkStageLine]:
    """Yield the number of objections and their answers, without saying who objected."""
    if not objections:
        return
    answered = sum(bool(_state(each)) for each in objections)
    values = {"answered": answered, "objections": len(objections)}
    sentence = Message(N_("Objections answered: %(answered)s of %(objections)s"), values)
    yield WorkStageLine(sentence, answered == len(objections))
    for objection in objections[-OBJECTIONS_SHOWN:]:
        state = _state(objection)
        told = {"number": objection.number, "reason": objection.text}
        yield WorkStageLine(Message(_OBJECTED[state], told), bool(state), is_detail=True)
    if len(objections) > OBJECTIONS_SHOWN:
        rest = Message(N_("The others, with their answers, are on the notice board of the settlement."))
        yield WorkStageLine(rest, is_detail=True)
