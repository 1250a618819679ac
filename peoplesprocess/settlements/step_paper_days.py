"""The day on which a step was closed on paper, and its bounds: never before what its gate depends on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.paper_days import EarliestDay, day_after_all
from peoplesprocess.core.process.gate_checks import CHECK_NAMES
from peoplesprocess.core.process.steps import StepDefinition
from peoplesprocess.facts.cycle_days import cycle_began
from peoplesprocess.facts.gate_days import FIELD_OF_CHECK, GATE_DAYS
from peoplesprocess.facts.local_days import day_in


def step_closed_on(act: Act, step: StepDefinition, on_paper: date | None) -> date | None:
    """Return the day on which a step was closed on paper, or None if it is closed today.

    Errors: Refused if the cycle began later, the previous step was closed later, or something that the gate
    requires did not exist yet.
    """
    if on_paper is None:
        return None
    place = act.settlement
    before = day_in(place, place.since) if place.since else None
    sentence = N_(
        "The step before this one was closed on %(day)s. This one cannot have been closed before that. "
        "Enter that day or a later one, or leave the field empty if it was today."
    )
    return day_after_all(
        on_paper,
        act.today,
        [
            cycle_began(act.db, place),
            EarliestDay(before, Message(sentence, {"day": before})),
            *_gate_days(act, step),
        ],
    )


def _gate_days(act: Act, step: StepDefinition) -> Iterator[EarliestDay]:
    place = act.settlement
    days = GATE_DAYS.one(act.db, settlement=place.id, cycles_before=place.cycles_before)
    sentence = N_(
        "%(check)s: %(day)s. The step cannot have been closed before that. Enter that day or a later one, "
        "or leave the field empty if it was today."
    )
    for check in step.gate:
        first = getattr(days, FIELD_OF_CHECK[check]) if check in FIELD_OF_CHECK else None
        day = day_in(place, first) if isinstance(first, datetime) else first
        yield EarliestDay(day, Message(sentence, {"check": Message(CHECK_NAMES[check]), "day": day}))
