"""Conditions and promises of the authority by line, and its answer times, as the board shows them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from peoplesprocess.board.events import BoardEvent
from peoplesprocess.core.answer_times import AnswerTimeStatistics, answer_times
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.facts.conditions_and_promises import ShownConditionOrPromise


def terms_by_line(events: Iterable[BoardEvent]) -> dict[int, list[ShownConditionOrPromise]]:
    """Return the conditions, promises and objections among events, by line of the plan and in order."""
    found: dict[int, list[ShownConditionOrPromise]] = defaultdict(list)
    for event in sorted(events, key=lambda each: (each.kind, each.number)):
        kind, _, rest = event.kind.partition(":")
        due, _, state = rest.partition(":")
        if kind == "objection":
            found[event.contract].append(
                ShownConditionOrPromise(kind, due, state, event.number, None, 0, words="", said=event.text)
            )
        elif kind in ("condition", "promise"):
            found[event.contract].append(
                ShownConditionOrPromise(kind, due, state, event.number, event.day, event.amount, event.text)
            )
    return found


def times_by_level(events: Iterable[BoardEvent], rules: ProgrammeRules) -> dict[str, AnswerTimeStatistics]:
    """Return the answer times of each level, by its name and in the programme's order."""
    taken: dict[int, Counter[int]] = defaultdict(Counter)
    for event in events:
        if event.kind == "answer":
            taken[event.contract][event.number] += 1
    return {level.name: answer_times(taken[level.number]) for level in rules.levels if level.number in taken}
