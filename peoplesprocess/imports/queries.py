"""What is there already of what a spreadsheet names."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.db.query import Query
from peoplesprocess.facts.actors import HOLDS
from peoplesprocess.models import Account, Area, Invitation, Membership, Settlement


class KnownSettlement(NamedTuple):
    """A settlement of any programme: codes are taken everywhere."""

    code: str
    programme_id: UUID
    groups: list[str]


SETTLEMENTS = Query(
    KnownSettlement,
    select(Settlement.code, Settlement.programme_id, Settlement.groups).where(
        Settlement.code.in_(bindparam("codes", expanding=True))
    ),
)


class KnownArea(NamedTuple):
    """An area of the programme."""

    path: str
    name: str
    authority: str


AREAS = Query(
    KnownArea,
    select(Area.path, Area.name, Area.authority)
    .where(Area.programme_id == bindparam("programme"))
    .order_by(Area.path),
)


class KnownRole(NamedTuple):
    """A role that somebody has in the programme."""

    username: str
    role: str
    settlement: str | None
    area: str
    group: str


ROLES = Query(
    KnownRole,
    select(
        Account.username,
        Membership.role,
        Settlement.code.label("settlement"),
        Membership.area,
        Membership.group_code.label("group"),
    )
    .join(Membership, Membership.account_id == Account.id)
    .outerjoin(Settlement, Settlement.id == Membership.settlement_id)
    .where(
        Membership.programme_id == bindparam("programme"),
        HOLDS,
        Account.username.in_(bindparam("usernames", expanding=True)),
    ),
)


class KnownInvitation(NamedTuple):
    """An invitation by the digest of its secret."""

    token_hash: str
    made_by: UUID | None
    used_at: datetime | None
    revoked_at: datetime | None
    expires_at: datetime


INVITATIONS = Query(
    KnownInvitation,
    select(
        Invitation.token_hash,
        Invitation.made_by,
        Invitation.used_at,
        Invitation.revoked_at,
        Invitation.expires_at,
    ).where(Invitation.token_hash.in_(bindparam("digests", expanding=True))),
)
