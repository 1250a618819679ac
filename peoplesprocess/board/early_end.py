"""The early end of a settlement's present cycle, from the events of its notice board."""

from __future__ import annotations

from collections.abc import Iterable

from peoplesprocess.board.events import BoardEvent
from peoplesprocess.facts.cycle_endings import EarlyEnd


def early_end(events: Iterable[BoardEvent]) -> EarlyEnd | None:
    """Return when and why the cycle ended early, without where people went; None if it did not."""
    ending = next((event for event in events if event.kind.startswith("ending:")), None)
    if ending is None or ending.asked_at is None or ending.released_at is None:
        return None
    ground = ending.kind.partition(":")[2]
    return EarlyEnd(ground, ending.text, ending.asked_at, ending.released_at)
