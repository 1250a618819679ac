"""The conditions that must hold before the next cycle begins."""

from __future__ import annotations

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.rounds import OPEN_ROUND


def require_next_cycle(db: Session, place: SettlementWithRules, *, may_begin_early: bool) -> None:
    """Refuse to open the next cycle while something of the present one would be cut off. Errors: Refused."""
    obstacle = next_cycle_obstacle(place, open_round(db, place), may_begin_early=may_begin_early)
    if obstacle is not None:
        raise Refused(obstacle)


def open_round(db: Session, place: SettlementWithRules) -> int | None:
    """Return the number of the open round, or None."""
    asked = OPEN_ROUND.first(db, settlement=place.id)
    return asked.number if asked is not None else None


def next_cycle_obstacle(
    place: SettlementWithRules, open_number: int | None, *, may_begin_early: bool
) -> Sentence | None:
    """Return why the next cycle cannot begin now, or None.

    `open_number` is the number of the open round, None if none is open.
    """
    if open_number is not None:
        return Message(N_("Round %(number)s is still open. Close it first."), {"number": open_number})
    if place.present is None:
        return None
    if not place.is_planned:
        sentence = N_(
            "This cycle is still being planned. The next one can open after the planning steps are closed, "
            "or after a programme manager has ended this cycle early."
        )
        return Message(sentence)
    if not may_begin_early:
        return Message(
            N_("Not everything is handed over. Only a programme manager can open the next cycle now.")
        )
    return None
