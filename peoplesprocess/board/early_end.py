"""The early end of a settlement's present cycle, from the events of its notice board."""

from __future__ import annotations

from collections.abc import Iterable

from peoplesprocess.board.events import BoardEvent
from peoplesprocess.facts.cycle_endings import EarlyEnd


def early_end(events: Iterable[BoardEvent]) -> EarlyEnd | None:
    """Return when and why the cycle ended early, None if it did not."""
    told = {event.kind.partition(":")[0]: event for event in events}
    ending, goes_on = told.get("ending"), told.get("goes-on")
    if ending is None or ending.asked_at is None or ending.released_at is None:
        return None
    return EarlyEnd(
        ground=ending.kind.partition(":")[2],
        reason=ending.text,
        ended_at=ending.asked_at,
        typed_at=ending.released_at,
        goes_on_name=goes_on.text if goes_on else None,
        goes_on_code=goes_on.kind.partition(":")[2] if goes_on else None,
    )
