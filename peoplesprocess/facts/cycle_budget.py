"""The budget of a cycle: the settlement's envelope less the grants of earlier cycles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.grant_returns import GRANT_IN_FORCE
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.models import Contract, Cycle


class EarlierCyclesGrantRow(NamedTuple):
    """The total of grants of earlier cycles, in minor units, and when the newest cycle began."""

    granted: int
    began_at: datetime | None


_EARLIER = Query(
    EarlierCyclesGrantRow,
    select(
        select(GRANT_IN_FORCE)
        .where(Contract.settlement_id == bindparam("settlement"))
        .where(Contract.cycles_before < bindparam("cycles_before"))
        .scalar_subquery()
        .label("granted"),
        select(func.max(Cycle.made_at))
        .where(Cycle.settlement_id == bindparam("settlement"))
        .scalar_subquery()
        .label("began_at"),
    ),
)


@dataclass(frozen=True, slots=True)
class CycleBudget:
    """The envelope of all cycles (0 if there is none) and the grants of earlier cycles, in minor units."""

    envelope: int
    granted_before: int = 0
    began_at: datetime | None = None

    @property
    def left(self) -> int:
        """What a cycle can plan with; negative if the envelope was reduced below what has been granted."""
        return self.envelope - self.granted_before


def cycle_budget(db: Session, place: SettlementWithRules, *, of_next: bool = False) -> CycleBudget:
    """Return the budget of the present cycle, or of the next one before new money is added for it."""
    cycle = place.cycles_before + of_next
    if not cycle or not place.envelope:
        return CycleBudget(place.envelope)
    row = _EARLIER.one(db, settlement=place.id, cycles_before=cycle)
    return CycleBudget(place.envelope, row.granted, row.began_at)
