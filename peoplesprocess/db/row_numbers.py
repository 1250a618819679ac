"""The next number of a new row among those of its owner."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from peoplesprocess.db.typed_query import ScalarQuery


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
