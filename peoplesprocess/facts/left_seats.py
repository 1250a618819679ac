"""Committee seats that their officers left: accounts that may still have the role, and empty seats."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from peoplesprocess.core.roles import Role
from peoplesprocess.core.time_zones import day_at, zone_at
from peoplesprocess.facts.committee import newest_election
from peoplesprocess.facts.cycles import IS_ENDED_EARLY
from peoplesprocess.facts.waiting_thing_kinds import WaitingThingKind, WaitingThingRow, thing_of
from peoplesprocess.models import Invitation, Membership, Seat, SeatChange, Settlement

SHOWN_DAYS = 60
"""Days for which it is shown: accounts do not name their seat, so the role may belong to somebody else."""

_later = aliased(SeatChange)
_is_newest = ~exists(
    select(1).where(_later.seat_id == SeatChange.seat_id, _later.number > SeatChange.number)
).correlate(SeatChange)
_is_officers = and_(
    Membership.role == Role.COMMITTEE_OFFICER.value, Membership.settlement_id == Settlement.id
)
_kept: ColumnElement[bool] = exists(
    select(1)
    .where(_is_officers, Membership.revoked_at.is_(None), Membership.made_at < SeatChange.made_at)
    .correlate(Settlement, SeatChange)
)
_given_since: ColumnElement[bool] = exists(
    select(1).where(_is_officers, Membership.made_at >= SeatChange.made_at).correlate(Settlement, SeatChange)
)
_invited_since: ColumnElement[bool] = exists(
    select(1)
    .where(
        Invitation.role == Role.COMMITTEE_OFFICER.value,
        Invitation.settlement_id == Settlement.id,
        Invitation.made_at >= SeatChange.made_at,
    )
    .correlate(Settlement, SeatChange)
)
_of_officer = (
    Seat.election_id == newest_election(Settlement.id.expression),
    or_(Seat.office != "member", Seat.signatory.is_(True)),
    _is_newest,
)
_last_ended = (
    select(func.max(Membership.revoked_at)).where(_is_officers).correlate(Settlement).scalar_subquery()
)

LEFT_SEATS: Select[*tuple[object, ...]] = (
    thing_of(
        WaitingThingKind.LEFT_SEAT,
        SeatChange.made_at.expression,
        day=SeatChange.changed_on.expression,
        happened_at=_last_ended,
    )
    .join(SeatChange, SeatChange.settlement_id == Settlement.id)
    .join(Seat, Seat.id == SeatChange.seat_id)
    .where(*_of_officer, _kept, ~_given_since, ~_invited_since)
)
"""Each seat that an officer left, if no such role was given or offered since; and when a role last ended."""

EMPTY_SEATS: Select[*tuple[object, ...]] = (
    thing_of(
        WaitingThingKind.EMPTY_SEAT,
        SeatChange.made_at.expression,
        day=SeatChange.changed_on.expression,
    )
    .join(SeatChange, SeatChange.settlement_id == Settlement.id)
    .join(Seat, Seat.id == SeatChange.seat_id)
    # Nobody is elected after a cycle ended early.
    .where(*_of_officer, SeatChange.kind != "replaced", ~IS_ENDED_EARLY)
)
"""Each seat of an officer, or of a signatory of the account, that nobody holds."""


def may_keep_role(row: WaitingThingRow, today: date) -> bool:
    """Return whether the one who left the seat may still have the role.

    No such role has ended since that day, and that was not more than `SHOWN_DAYS` ago.
    """
    zone = zone_at(row.time_zone, row.area)
    is_ended = row.happened_at and row.day and day_at(zone, row.happened_at) >= row.day
    return not is_ended and (today - day_at(zone, row.since)).days <= SHOWN_DAYS
