"""What only the plan asks for: the words of the needs that an item answers."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, select

from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Need


class NeedWords(NamedTuple):
    """What people said of a need, and why it is so; "" where nobody wrote it."""

    statement: str
    cause: str


WORDS_OF_NEEDS = Query(
    NeedWords,
    select(Need.statement, Need.cause)
    .where(
        Need.settlement_id == bindparam("settlement"), Need.number.in_(bindparam("numbers", expanding=True))
    )
    .order_by(Need.number),
)
"""The words of needs by their numbers, in order."""
