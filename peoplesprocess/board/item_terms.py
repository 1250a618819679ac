"""What the authority asked for and promised, line by line, as the board tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from peoplesprocess.board.queries import BoardEvent
from peoplesprocess.facts.answer_terms import ShownTerm


def terms_by_line(events: Iterable[BoardEvent]) -> dict[int, list[ShownTerm]]:
    """Return the conditions and promises among events, by the line of the plan and in order."""
    found: dict[int, list[ShownTerm]] = defaultdict(list)
    for event in sorted(events, key=lambda each: (each.kind, each.number)):
        kind, _, rest = event.kind.partition(":")
        if kind in ("condition", "promise"):
            due, _, state = rest.partition(":")
            term = ShownTerm(kind, due, state, event.number, event.day, event.amount, event.text)
            found[event.contract].append(term)
    return found
