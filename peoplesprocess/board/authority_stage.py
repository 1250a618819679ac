"""The stage of a work at the authority: its answer, what it asked for and promised, and objections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from peoplesprocess.board.events import BoardEvent
from peoplesprocess.board.work_facts import StageLine, WorkFacts, labelled, missing, so
from peoplesprocess.core.answer_terms import FULFILLED
from peoplesprocess.core.approval_chain import asked
from peoplesprocess.core.authority_decisions import answer_due, days_late, days_waiting
from peoplesprocess.core.messages import N_, Message, Plural, Sentence
from peoplesprocess.facts.days import day_in
from peoplesprocess.facts.need_outcomes import ItemProgress

OBJECTIONS_SHOWN = 5
"""So many of the newest objections stand with their answers; the others are on the notice board."""
_OPEN = {
    "": N_("Condition “%(words)s”: open, to be met by %(day)s"),
    "reported": N_("Condition “%(words)s”: reported as met, not confirmed yet, to be met by %(day)s"),
    "not-yet": N_("Condition “%(words)s”: not met yet, to be met by %(day)s"),
}


def authority(work: WorkFacts) -> Iterator[StageLine]:
    """Yield what is so and what is missing of the authority's answer, its conditions and its promises."""
    yield from _answer(work)
    for condition in work.of_kinds("condition"):
        yield from _condition(work, condition)
    for promise in work.of_kinds("promise"):
        yield _promise(work, promise)
    yield from _objections(work.of_kinds("objection"))


def _answer(work: WorkFacts) -> Iterator[StageLine]:
    item = work.item
    if item is None or item.submitted_at is None:
        yield missing(N_("It is not with the authority yet."))
        return
    if item.adopted_on:
        yield so(N_("An assembly adopted the plan on %(day)s."), day=item.adopted_on)
    if item.answer is not None and item.decided_at is not None and item.decided_at < item.submitted_at:
        # The answer to an earlier version with the same item: how long that one waited is not told here.
        yield from _decision(item, item.answer)
        return
    yield so(N_("Handed to the authority on %(day)s."), day=item.submitted_at)
    yield from _waited(work, item, item.submitted_at)


def _waited(work: WorkFacts, item: ItemProgress, submitted_at: datetime) -> Iterator[StageLine]:
    """The answer, or by when it is due, and how late it is."""
    rules = work.place.rules
    # A work that has a contract was endorsed by all levels, one after the other, each within days of its own.
    since, limit = day_in(work.place, submitted_at), sum(map(rules.days_of, asked(rules.levels)))
    if item.answer is None or item.decided_at is None:
        yield missing(N_("The answer is due by %(day)s."), day=answer_due(since, limit))
        answered = work.today
    else:
        yield from _decision(item, item.answer)
        answered = day_in(work.place, item.decided_at)
        waited = days_waiting(since, answered)
        yield StageLine(
            Plural(
                "The authority answered after %(count)s day.",
                "The authority answered after %(count)s days.",
                waited,
            )
        )
    if late := days_late(since, limit, answered):
        yield StageLine(Plural("%(count)s day late", "%(count)s days late", late), is_late=True)


def _decision(item: ItemProgress, answer: Message) -> Iterator[StageLine]:
    yield StageLine(answer)
    if item.verdict == "endorse" and item.reason:
        yield StageLine(labelled(N_("Condition"), item.reason))


def _condition(work: WorkFacts, condition: BoardEvent) -> Iterator[StageLine]:
    """Where a condition stands, and how late it is."""
    state = condition.kind.rpartition(":")[2]
    values: dict[str, object] = {"words": condition.text, "day": condition.day}
    if state in FULFILLED:
        yield StageLine(_fulfilled(work, condition, state))
        return
    yield missing(_OPEN[state], **values)
    if condition.day is not None and (late := (work.today - condition.day).days) > 0:
        yield StageLine(Plural("%(count)s day late", "%(count)s days late", late), is_late=True)


def _fulfilled(work: WorkFacts, condition: BoardEvent, state: str) -> Sentence:
    """That a condition was met, with the days since the yes that it went with, or lifted."""
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


def _promise(work: WorkFacts, promise: BoardEvent) -> StageLine:
    _, kind, state = promise.kind.split(":")
    what: object = promise.text
    if kind == "co-funding":
        what = Message(N_("%(sum)s more from the authority"), {"sum": work.money(promise.amount)})
    if state == "kept":
        return so(N_("Promise “%(promise)s”: kept, seen on %(day)s"), promise=what, day=promise.day)
    if state == "broken":
        return missing(N_("Promise “%(promise)s”: not kept, seen on %(day)s"), promise=what, day=promise.day)
    return missing(N_("Promise “%(promise)s”: not seen yet"), promise=what)


def _objections(objections: list[BoardEvent]) -> Iterator[StageLine]:
    """How many objected, by whom nobody is told, and what was answered."""
    if not objections:
        return
    yield StageLine(
        Plural(
            "There was %(count)s objection to this work.",
            "There were %(count)s objections to this work.",
            len(objections),
        )
    )
    for objection in objections[-OBJECTIONS_SHOWN:]:
        state, values = objection.kind.rpartition(":")[2], {"number": objection.number}
        if not state:
            yield missing(N_("Objection %(number)s: not answered yet"), **values)
        elif state == "answered":
            yield so(N_("Objection %(number)s, answered: %(reason)s"), reason=objection.text, **values)
        else:
            sentence = N_("Objection %(number)s, recorded by mistake: %(reason)s")
            yield so(sentence, reason=objection.text, **values)
    if len(objections) > OBJECTIONS_SHOWN:
        yield so(N_("The others and their answers stand on the notice board of the settlement."))
