"""The committee in office: the newest election that was not struck, its seats, and who signs."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import not_struck, with_strike
from peoplesprocess.models import Election, Seat, SeatChange

_election, _filled, _seat = aliased(Election), aliased(Election), aliased(Seat)
_change, _later = aliased(SeatChange), aliased(SeatChange)
_is_newest = ~exists(
    select(1)
    .where(_later.seat_id == _change.seat_id, _later.number > _change.number)
    .correlate_except(_later)
)
_joined = and_(_change.seat_id == _seat.id, _is_newest)
_is_held = or_(_change.id.is_(None), _change.kind == "replaced")
_woman = func.coalesce(_change.woman, _seat.woman)
_signatory = func.coalesce(_change.signatory, _seat.signatory)


def newest_election(settlement: ColumnElement[UUID]) -> ScalarSelect[UUID]:
    """Return the key of the election that made the committee in office.

    It may be used in any statement: it correlates with everything except its own table.
    """
    return (
        select(_election.id)
        .where(_election.settlement_id == settlement, not_struck(_election.id))
        .order_by(_election.held_on.desc(), _election.id.desc())
        .limit(1)
        .correlate_except(_election)
        .scalar_subquery()
    )


def seats(settlement: ColumnElement[UUID]) -> ScalarSelect[int]:
    """Return how many seats of the committee in office are held."""
    return _seats(settlement)


def women_seats(settlement: ColumnElement[UUID]) -> ScalarSelect[int]:
    """Return how many seats of the committee in office women hold."""
    return _seats(settlement, _woman.is_(True))


def signatories(settlement: ColumnElement[UUID]) -> ScalarSelect[int]:
    """Return how many signatories of the account the committee in office has."""
    return _seats(settlement, _signatory.is_(True))


def women_signatories(settlement: ColumnElement[UUID]) -> ScalarSelect[int]:
    """Return how many signatories of the account are women."""
    return _seats(settlement, _signatory.is_(True), _woman.is_(True))


def held_since(settlement: ColumnElement[UUID], office: str) -> ScalarSelect[date]:
    """Return since when an office of the committee in office has been held, NULL while its seat is empty."""
    return (
        select(func.max(func.coalesce(_change.changed_on, _filled.held_on)))
        .select_from(_seat)
        .join(_filled, _filled.id == _seat.election_id)
        .outerjoin(_change, _joined)
        .where(_seat.election_id == newest_election(settlement), _is_held, _seat.office == office)
        .correlate_except(_seat, _change, _filled)
        .scalar_subquery()
    )


class ElectionTurnout(NamedTuple):
    """An election: who could vote and who did, and when and why it was struck, if it was."""

    id: UUID
    held_on: date
    eligible_women: int
    eligible_men: int
    voted_women: int
    voted_men: int
    observers: int
    term_ends_on: date | None
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None

    @property
    def share(self) -> PeopleShare:
        """The share of those who could vote that did."""
        return PeopleShare(self.voted_women + self.voted_men, self.eligible_women + self.eligible_men)


class CommitteeSeat(NamedTuple):
    """A seat of the committee in office: as it was elected, and its newest change, if any."""

    id: UUID
    position: int
    office: str
    woman: bool
    group_code: str
    signatory: bool
    change: int | None
    kind: str | None
    changed_on: date | None
    reason: str | None
    woman_now: bool
    group_now: str
    signatory_now: bool

    @property
    def is_held(self) -> bool:
        """Whether somebody holds the seat."""
        return self.kind in (None, "replaced")


_in_office = newest_election(bindparam("settlement"))
ELECTIONS = Query(
    ElectionTurnout,
    with_strike(
        select(
            Election.id,
            Election.held_on,
            Election.eligible_women,
            Election.eligible_men,
            Election.voted_women,
            Election.voted_men,
            Election.observers,
            Election.term_ends_on,
        ),
        Election.id,
    )
    .where(Election.settlement_id == bindparam("settlement"))
    .order_by(Election.held_on.desc(), Election.id.desc()),
)
"""A settlement's elections, the newest first; the first one not struck made the committee in office."""
TURNOUT = ELECTIONS.where(Election.id == _in_office)
"""The election that made a settlement's committee in office."""
SEATS = Query(
    CommitteeSeat,
    select(
        _seat.id,
        _seat.position,
        _seat.office,
        _seat.woman,
        _seat.group_code,
        _seat.signatory,
        _change.number.label("change"),
        _change.kind,
        _change.changed_on,
        _change.reason,
        _woman.label("woman_now"),
        func.coalesce(_change.group_code, _seat.group_code).label("group_now"),
        _signatory.label("signatory_now"),
    )
    .select_from(_seat)
    .outerjoin(_change, _joined)
    .where(_seat.election_id == _in_office)
    .order_by(_seat.position),
)
"""The seats of a settlement's committee in office, in the order of the election sheet."""


class SeatKey(NamedTuple):
    """A seat's key, with its position on the election sheet."""

    position: int
    id: UUID


SEAT_KEYS = Query(SeatKey, select(Seat.position, Seat.id).where(Seat.election_id == bindparam("election")))
"""The keys of the seats of an election."""


class SeatChangeLine(NamedTuple):
    """A change of a seat of the committee in office, beside what was elected."""

    office: str
    position: int
    number: int
    kind: str
    changed_on: date
    reason: str
    woman: bool
    group_code: str
    signatory: bool
    elected_woman: bool
    elected_group: str
    elected_signatory: bool


SEAT_HISTORY = Query(
    SeatChangeLine,
    select(
        Seat.office,
        Seat.position,
        SeatChange.number,
        SeatChange.kind,
        SeatChange.changed_on,
        SeatChange.reason,
        SeatChange.woman,
        SeatChange.group_code,
        SeatChange.signatory,
        Seat.woman.label("elected_woman"),
        Seat.group_code.label("elected_group"),
        Seat.signatory.label("elected_signatory"),
    )
    .join(Seat, Seat.id == SeatChange.seat_id)
    .where(Seat.election_id == _in_office)
    .order_by(Seat.position, SeatChange.number),
)
"""All changes of the seats of a settlement's committee in office, by seat and in order."""


def _seats(settlement: ColumnElement[UUID], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(_seat)
        .outerjoin(_change, _joined)
        .where(_seat.election_id == newest_election(settlement), _is_held, *conditions)
        .correlate_except(_seat, _change)
        .scalar_subquery()
    )
