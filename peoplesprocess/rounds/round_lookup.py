"""Finding the round that an act is about."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.rounds import ROUND, RoundRow


def round_by_number(act: Act, number: int) -> RoundRow:
    """Return a round by its number. Errors: Refused if there is none."""
    act.db.flush()
    found = ROUND.first(act.db, settlement=act.settlement.id, number=number)
    if found is None:
        raise Refused(Message(N_("There is no round with this number. See the page “Priorities”.")))
    return found
