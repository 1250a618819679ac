"""Queries of the plan alone: the words of the needs that an item answers."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, select

from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Need


class NeedWords(NamedTuple):
    """The statement and the cause of a need, "" if not written."""

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
"""The words of the needs with the given numbers, in order."""
