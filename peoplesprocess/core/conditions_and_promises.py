"""What goes with an authority's yes: conditions, when they must be met, and promises of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from peoplesprocess.core.messages import N_, Message, Refused


class ConditionDuePhase(StrEnum):
    """When a condition of an authority's yes must be met, relative to the contract and its work."""

    SIGNING = "signing"
    DURING = "during"
    AFTER = "after"


DUE = {
    ConditionDuePhase.SIGNING.value: N_("Before the contract is signed"),
    ConditionDuePhase.DURING.value: N_("While the work is built"),
    ConditionDuePhase.AFTER.value: N_("After the work is built"),
}
CONDITION_STATES = {
    "": N_("Open"),
    "reported": N_("Reported as met, not confirmed yet"),
    "met": N_("Met"),
    "not-yet": N_("Not met yet"),
    "lifted": N_("Lifted"),
}
"""The state of a condition, by what was last said about it."""
JUDGEMENTS = {kind: CONDITION_STATES[kind] for kind in ("met", "not-yet", "lifted")}
"""What an authority can say about a condition."""
FULFILLED = ("met", "lifted")

PROMISES = {
    "co-funding": N_("The authority adds money"),
    "upkeep": N_("The authority keeps it running"),
}
PROMISE_STATES = {
    "": N_("Not seen yet"),
    "kept": N_("Kept"),
    "broken": N_("Not kept"),
}


OBJECTION_STATES = {
    "": N_("Not answered yet"),
    "answered": N_("Answered"),
    "mistaken": N_("Recorded by mistake"),
}
"""The state of an objection."""


class ConditionOfItem(Protocol):
    """A condition of an item, as far as signing depends on it."""

    @property
    def due(self) -> str:
        """When it must be met, a key of `DUE`."""

    @property
    def state(self) -> str:
        """Its state, a key of `CONDITION_STATES`."""

    @property
    def words(self) -> str:
        """What the authority asks for."""


def check_signing(conditions: Iterable[ConditionOfItem]) -> None:
    """Refuse the agency's signature while a condition that must be met first is open. Errors: Refused."""
    for each in conditions:
        if each.due == ConditionDuePhase.SIGNING and each.state not in FULFILLED:
            raise Refused(
                Message(
                    N_(
                        "The authority endorsed this on a condition that is not confirmed yet: %(words)s. "
                        "Report under “The authority's answers” that it is met, and let the authority "
                        "confirm or lift it. Then sign."
                    ),
                    {"words": each.words},
                )
            )


def check_condition(words: str, due: str, due_on: date | None, today: date, field: str) -> None:
    """Refuse a condition that lacks a part, or whose day is past. `field` is the prefix of its fields' names.

    Errors: Refused, naming the field.
    """
    if not words:
        raise Refused(Message(N_("Write what the condition is, or leave its line empty.")), f"{field}_words")
    if due not in DUE:
        raise Refused(Message(N_("Choose when it must be met.")), f"{field}_due")
    if due_on is None:
        raise Refused(Message(N_("Write the day by which it must be met.")), f"{field}_due_on")
    if due_on < today:
        raise Refused(Message(N_("This day is over. Write today or a later one.")), f"{field}_due_on")


def last_objection_day(told_on: date, days: int) -> date:
    """Return the last day on which an objection to a work can be made, `days` after `told_on`.

    `told_on` is the day on which the endorsement was published here; for a paper, the day on which it was
    typed in.
    """
    return told_on + timedelta(days=days)


def check_objections(states: Iterable[str], told_on: date | None, days: int, today: date) -> None:
    """Refuse the agency's signature while objections can still be made, or while one is unanswered.

    `states` are those of the objections to the work; `days` is the programme's period for objections, 0 for
    none. Errors: Refused, with the day.
    """
    if any(not state for state in states):
        raise Refused(
            Message(
                N_(
                    "An objection to this work waits for its answer. Answer it under “The authority's "
                    "answers”, then sign."
                )
            )
        )
    until = last_objection_day(told_on, days) if told_on is not None and days else None
    if until is not None and today <= until:
        raise Refused(
            Message(
                N_("Objections to this work can be made until %(day)s. Sign after that day."), {"day": until}
            )
        )
