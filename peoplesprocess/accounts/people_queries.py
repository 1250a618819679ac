"""Queries on the people of a programme: roles, invitations, and roles to be confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, cast, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from peoplesprocess.accounts.invitation_validity import IS_STANDING
from peoplesprocess.accounts.queries import place_of, within
from peoplesprocess.db.column_types import UtcTime
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import (
    HAS_CONFIRMATION,
    INVITED_AS,
    IS_CONFIRMED,
    IS_DOUBTED,
    LINK_MADE_BY,
)
from peoplesprocess.models import Account, Area, Invitation, Membership, Settlement

PEOPLE_ON_A_PAGE = 50
AFTER_ALL = UUID(int=2**128 - 1)
"""A key above all others, to start a list that is sorted backwards."""


class PersonLine(NamedTuple):
    """A role or an invitation in a programme; `at` is when the role began, or when the invitation expires.

    The `name` of an invitation is its note, which may be empty. `has_confirmation` means that nobody has to
    confirm the role, `is_confirmed` that it may move money if it is such a role. `closed_at` is set while the
    account is closed.
    """

    id: UUID
    invited: bool
    name: str
    role: str
    account_id: UUID | None
    group_code: str
    level: int
    settlement: str | None
    area_name: str | None
    at: datetime
    made_by: UUID | None
    link_made_by: UUID | None
    has_confirmation: bool
    is_confirmed: bool
    revoked_at: datetime | None
    end_reason: str
    invited_as: str | None
    closed_at: datetime | None

    def is_over(self, now: datetime) -> bool:
        """Return whether the role has ended."""
        return self.revoked_at is not None and self.revoked_at <= now


_held = (
    select(
        Membership.id,
        literal(False).label("invited"),
        Account.name,
        Membership.role,
        Membership.account_id,
        Membership.group_code,
        Membership.level,
        Settlement.name.label("settlement"),
        Area.name.label("area_name"),
        Membership.made_at.label("at"),
        Membership.made_by,
        LINK_MADE_BY.label("link_made_by"),
        and_(
            or_(Membership.made_by.is_(None), Membership.programme_id.is_(None), HAS_CONFIRMATION),
            ~IS_DOUBTED,
        ).label("has_confirmation"),
        IS_CONFIRMED.label("is_confirmed"),
        Membership.revoked_at,
        Membership.end_reason,
        INVITED_AS.label("invited_as"),
        Account.revoked_at.label("closed_at"),
    )
    .select_from(Membership)
    .join(Account, Account.id == Membership.account_id)
    .outerjoin(Settlement, Settlement.id == Membership.settlement_id)
    .outerjoin(Area, place_of(Membership.programme_id, Membership.area))
    .where(within(Membership.programme_id))
)
_invited = (
    select(
        Invitation.id,
        literal(True).label("invited"),
        Invitation.note.label("name"),
        Invitation.role,
        Invitation.made_by.label("account_id"),
        Invitation.group_code,
        Invitation.level,
        Settlement.name.label("settlement"),
        Area.name.label("area_name"),
        Invitation.expires_at.label("at"),
        Invitation.made_by,
        cast(null(), Uuid).label("link_made_by"),
        literal(True).label("has_confirmation"),
        literal(True).label("is_confirmed"),
        Invitation.revoked_at,
        literal("").label("end_reason"),
        literal("").label("invited_as"),
        cast(null(), UtcTime).label("closed_at"),
    )
    .select_from(Invitation)
    .outerjoin(Settlement, Settlement.id == Invitation.settlement_id)
    .outerjoin(Area, place_of(Invitation.programme_id, Invitation.area))
    .where(Invitation.revoked_at.is_(None), Invitation.used_at.is_(None))
    .where(Invitation.expires_at > bindparam("now"), within(Invitation.programme_id), IS_STANDING)
)
_everybody = union_all(_held, _invited).subquery()
_PEOPLE = Query(
    PersonLine,
    select(_everybody)
    .where(_everybody.c.id < bindparam("before"))
    .order_by(_everybody.c.id.desc())
    .limit(PEOPLE_ON_A_PAGE + 1),
)


def people(
    db: Session, programme_id: UUID, now: datetime, *, installation: bool, before: UUID | None = None
) -> list[PersonLine]:
    """Return a page of roles, including ended ones, and open invitations, newest first, and one more.

    `installation` includes those that are not bound to a programme.
    """
    return _PEOPLE.all(
        db, programme=programme_id, now=now, installation=installation, before=before or AFTER_ALL
    )


_TO_CONFIRM = Query(
    PersonLine,
    select(_everybody)
    .where(~_everybody.c.invited, ~_everybody.c.has_confirmation)
    .where(or_(_everybody.c.revoked_at.is_(None), _everybody.c.revoked_at > bindparam("now")))
    # Roles that cannot be used yet come first.
    .order_by(_everybody.c.is_confirmed, _everybody.c.id),
)


def unconfirmed_roles(db: Session, programme_id: UUID, now: datetime) -> list[PersonLine]:
    """Return all of a programme's roles that only one person has given and nobody confirmed.

    There is no limit, as a page of them may hold only roles that whoever asks cannot confirm.
    """
    return _TO_CONFIRM.all(db, programme=programme_id, now=now, installation=False)
