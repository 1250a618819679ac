"""Cycles that ended before all their steps were closed: when, on which ground, and where people go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from peoplesprocess.core.cycle_endings import GROUNDS
from peoplesprocess.core.messages import Msgid
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import CycleEnding, Settlement

_other = aliased(Settlement)


@dataclass(frozen=True, slots=True)
class EarlyEnd:
    """The early end of a cycle as the public reads it."""

    ground: str
    reason: str
    ended_at: datetime
    typed_at: datetime

    @property
    def ground_name(self) -> Msgid:
        """The ground in words."""
        return GROUNDS[self.ground]


@dataclass(frozen=True, slots=True)
class CycleEndingRow(EarlyEnd):
    """The same with its key, and the settlement where it goes on, if there is one."""

    id: UUID
    goes_on_name: str | None
    goes_on_code: str | None


_PRESENT = Query(
    CycleEndingRow,
    select(
        CycleEnding.ground,
        CycleEnding.reason,
        done_at(CycleEnding).label("ended_at"),
        CycleEnding.made_at.label("typed_at"),
        CycleEnding.id,
        _other.name.label("goes_on_name"),
        _other.code.label("goes_on_code"),
    )
    .outerjoin(_other, _other.id == CycleEnding.goes_on_in)
    .where(
        CycleEnding.settlement_id == bindparam("settlement"),
        CycleEnding.cycles_before == bindparam("cycles_before"),
        not_struck(CycleEnding.id.expression),
    ),
)


def present_ending(db: Session, place: SettlementWithRules) -> CycleEndingRow | None:
    """Return the early end of a settlement's present cycle, None if the cycle has none."""
    if not place.is_ended_early:
        return None
    return _PRESENT.first(db, settlement=place.id, cycles_before=place.cycles_before)
