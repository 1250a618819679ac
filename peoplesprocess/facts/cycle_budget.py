"""What the present cycle can plan with: the settlement's envelope without what earlier cycles granted."""

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
    """What contracts of earlier cycles grant together, in minor units, and when the newest cycle began."""

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
    """The envelope of all cycles and what of it earlier ones granted. Minor units; no envelope is 0."""

    envelope: int
    granted_before: int = 0
    began_at: datetime | None = None

    @property
    def left(self) -> int:
        """What a cycle can plan with; below 0 if the envelope was made smaller than what is granted."""
        return self.envelope - self.granted_before


def cycle_budget(db: Session, place: SettlementWithRules, *, of_next: bool = False) -> CycleBudget:
    """Return what the present cycle can plan with, or the next one before new money comes with it."""
    cycle = place.cycles_before + of_next
    if not cycle or not place.envelope:
        return CycleBudget(place.envelope)
    row = _EARLIER.one(db, settlement=place.id, cycles_before=cycle)
    return CycleBudget(place.envelope, row.granted, row.began_at)
