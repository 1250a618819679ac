"""The stages of a work before the authority: its needs, and their places in the vote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from peoplesprocess.board.work_stage_lines import WorkFacts, WorkStageLine, labelled, missing, so
from peoplesprocess.core.messages import N_, Message

NEED = N_("Need %(number)s: %(title)s")


def need(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield the needs that the work answers, with the groups that raised them."""
    for need in work.needs:
        yield so(NEED, number=need.number, title=need.title)
        raised_by = (need.raised_by or "").split()
        names = [group.name for code, group in work.place.groups.items() if code in raised_by]
        if names:
            yield WorkStageLine(labelled(N_("Raised by"), _listed(names)))
    if not work.needs:
        yield missing(N_("No need is named for this work."))


def vote(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield the places of the work's needs in the vote."""
    for need, told in work.places.items():
        for sentence in told:
            several = Message(NEED, {"number": need, "title": sentence})
            yield WorkStageLine(several if len(work.places) > 1 else sentence)
    if not work.places:
        yield missing(N_("No vote about it was counted."))


def _listed(names: Sequence[object]) -> object:
    """Return values joined by messages, so that each language has its own comma."""
    return reduce(
        lambda first, second: Message(N_("%(first)s, %(second)s"), {"first": first, "second": second}), names
    )
