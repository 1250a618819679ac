"""What must be over before the next cycle begins."""

from __future__ import annotations

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.rounds import OPEN_ROUND


def require_end(db: Session, place: SettlementWithRules, *, may_begin_early: bool) -> None:
    """Refuse what would cut the present cycle off. Errors: Refused."""
    asked = OPEN_ROUND.first(db, settlement=place.id)
    if asked is not None:
        raise Refused(
            Message(N_("Round %(number)s is still open. Close it first."), {"number": asked.number})
        )
    if place.present is None:
        return
    if not place.is_planned:
        raise Refused(
            Message(N_("This cycle still plans. The next one can open when its planning is closed."))
        )
    if not may_begin_early:
        raise Refused(
            Message(
                N_("Not everything is handed over. Only a programme manager can open the next cycle now.")
            )
        )
