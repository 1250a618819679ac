"""The committee in office: the newest election, the seats that it filled, who signs for the account."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.core.inclusion import Share
from peoplesprocess.db.query import Query
from peoplesprocess.models import Election, Seat

_election, _seat = aliased(Election), aliased(Seat)


def newest_election(settlement: ColumnElement[UUID]) -> ScalarSelect[UUID]:
    """Return the key of the election that made the committee in office.

    It may stand anywhere inside a statement about settlements: all but its own table is taken from there.
    """
    return (
        select(_election.id)
        .where(_election.settlement_id == settlement)
        .order_by(_election.held_on.desc(), _election.id.desc())
        .limit(1)
        .correlate_except(_election)
        .scalar_subquery()
    )


def seats(settlement: ColumnElement[UUID]) -> ScalarSelect[int]:
    """Return how many seats the committee in office has."""
    return _seats(settlement)


def women_seats(settlement: ColumnElement[UUID]) -> ScalarSelect[int]:
    """Return how many of its seats women hold."""
    return _seats(settlement, _seat.woman.is_(True))


def signatories(settlement: ColumnElement[UUID]) -> ScalarSelect[int]:
    """Return how many of the committee in office sign for the account."""
    return _seats(settlement, _seat.signatory.is_(True))


def women_signatories(settlement: ColumnElement[UUID]) -> ScalarSelect[int]:
    """Return how many women are among them."""
    return _seats(settlement, _seat.signatory.is_(True), _seat.woman.is_(True))


class Turnout(NamedTuple):
    """An election: who could vote and who did."""

    held_on: date
    eligible_women: int
    eligible_men: int
    voted_women: int
    voted_men: int

    @property
    def share(self) -> Share:
        """Those who voted, of those who could."""
        return Share(self.voted_women + self.voted_men, self.eligible_women + self.eligible_men)


class CommitteeSeat(NamedTuple):
    """A seat of the committee in office."""

    office: str
    woman: bool
    group_code: str
    signatory: bool


_in_office = newest_election(bindparam("settlement"))
TURNOUT = Query(
    Turnout,
    select(
        Election.held_on,
        Election.eligible_women,
        Election.eligible_men,
        Election.voted_women,
        Election.voted_men,
    ).where(Election.id == _in_office),
)
"""The election that made a settlement's committee in office."""
SEATS = Query(
    CommitteeSeat,
    select(Seat.office, Seat.woman, Seat.group_code, Seat.signatory)
    .where(Seat.election_id == _in_office)
    .order_by(Seat.position),
)
"""The seats of a settlement's committee in office, in the order of the election sheet."""


def _seats(settlement: ColumnElement[UUID], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(_seat)
        .where(_seat.election_id == newest_election(settlement), *conditions)
        .correlate_except(_seat)
        .scalar_subquery()
    )
