"""What every new row of a settlement needs: whose it is, who made it, and its number there."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from peoplesprocess.db.typed_query import ScalarQuery


class HasSettlementKeys(Protocol):
    """A settlement's row, as the guard hands it to a view."""

    @property
    def id(self) -> UUID:
        """The settlement's key."""

    @property
    def programme_id(self) -> UUID:
        """The key of its programme."""


def belonging(place: HasSettlementKeys, actor: UUID | None, now: datetime) -> dict[str, object]:
    """Return the columns that say whose a row is, who made it and when."""
    return {"settlement_id": place.id, "programme_id": place.programme_id, "made_by": actor, "made_at": now}


def next_number(
    db: Session, number: InstrumentedAttribute[int], owner: InstrumentedAttribute[UUID], owner_id: UUID
) -> int:
    """Return the number after the highest that `owner_id` has; safe, as one act at a time goes on there."""
    return (_highest(number, owner).get(db, owner=owner_id) or 0) + 1


@lru_cache
def _highest(
    number: InstrumentedAttribute[int], owner: InstrumentedAttribute[UUID]
) -> ScalarQuery[int | None]:
    # Made once, and of columns rather than attributes: nearly every act asks for a number.
    of, by = number.property.columns[0], owner.property.columns[0]
    return ScalarQuery(select(func.max(of)).where(by == bindparam("owner")))
