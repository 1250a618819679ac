"""The columns that every new row of a settlement needs: its settlement, author and number there."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from peoplesprocess.db.typed_query import ScalarQuery


class HasSettlementKeys(Protocol):
    """The keys of a settlement's row, as the guard passes it to a view."""

    @property
    def id(self) -> UUID:
        """The settlement's key."""

    @property
    def programme_id(self) -> UUID:
        """The key of its programme."""


def belonging(place: HasSettlementKeys, actor: UUID | None, now: datetime) -> dict[str, object]:
    """Return the columns with a new row's settlement, programme, author and time."""
    return {"settlement_id": place.id, "programme_id": place.programme_id, "made_by": actor, "made_at": now}


def next_number(
    db: Session, number: InstrumentedAttribute[int], owner: InstrumentedAttribute[UUID], owner_id: UUID
) -> int:
    """Return the next number of `owner_id`; safe, because acts in a place follow one another."""
    return (_highest(number, owner).get(db, owner=owner_id) or 0) + 1


@lru_cache
def _highest(
    number: InstrumentedAttribute[int], owner: InstrumentedAttribute[UUID]
) -> ScalarQuery[int | None]:
    # Cached, and built of columns instead of attributes, because nearly every act needs a number.
    of, by = number.property.columns[0], owner.property.columns[0]
    return ScalarQuery(select(func.max(of)).where(by == bindparam("owner")))
