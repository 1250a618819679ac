"""The first day of a settlement's present cycle: nothing that belongs to the cycle can be dated earlier."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.paper_days import EarliestDay
from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.models import Cycle

_BEGAN_AT = ScalarQuery(
    select(done_at(Cycle)).where(
        Cycle.settlement_id == bindparam("settlement"), Cycle.cycles_before == bindparam("cycles_before")
    )
)


def cycle_began(db: Session, place: SettlementWithRules) -> EarliestDay:
    """Return the day on which the present cycle began, as a bound for dates; no day for the first cycle."""
    began_at = _BEGAN_AT.get(db, settlement=place.id, cycles_before=place.cycles_before)
    day = day_in(place, began_at) if began_at else None
    sentence = N_(
        "Cycle %(number)s began on %(day)s. Nothing in this cycle can have been done before that. Enter "
        "that day or a later one, or leave the field empty if it was today."
    )
    return EarliestDay(day, Message(sentence, {"number": place.cycle, "day": day}))
