"""A settlement's rounds: which are closed, what stands on open ballots, the newest result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.query import Query, Value
from peoplesprocess.models import Result, Round

IS_CLOSED: ColumnElement[bool] = exists(select(1).where(Result.round_id == Round.id))
"""Whether a round has a result."""

ROUNDS = 10


class CountedRound(NamedTuple):
    """A round with its ballot and what its newest result holds, None while it is open."""

    number: int
    rule: str
    ballot: list[int]
    figures: dict[str, object] | None


_newest = aliased(Result)
NEWEST_RESULT = (
    select(_newest.id)
    .where(_newest.round_id == Round.id)
    .order_by(_newest.number.desc())
    .limit(1)
    .correlate(Round)
    .scalar_subquery()
)
"""The key of a round's newest result."""
NEWEST_ROUNDS = Query(
    CountedRound,
    select(Round.number, Round.rule, Round.ballot, Result.figures)
    .outerjoin(Result, Result.id == NEWEST_RESULT)
    .where(Round.settlement_id == bindparam("settlement"))
    .order_by(Round.number.desc())
    .limit(ROUNDS),
)
"""A settlement's newest rounds, each with its newest result."""

_OPEN_BALLOTS = Value(select(Round.ballot).where(Round.settlement_id == bindparam("settlement"), ~IS_CLOSED))


def open_ballots(db: Session, settlement: UUID) -> Sequence[list[int]]:
    """Return the needs that groups choose from now, of each open round."""
    return _OPEN_BALLOTS.all(db, settlement=settlement)
