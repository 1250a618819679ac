"""Queries of what exists already of what a spreadsheet names."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.core.roles import Role
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import HOLDS, IS_CONFIRMED
from peoplesprocess.models import (
    Account,
    Area,
    FieldSubmission,
    Invitation,
    Membership,
    Settlement,
)


class KnownSettlement(NamedTuple):
    """A settlement of any programme, since codes are unique across programmes."""

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


class FieldSubmissionDigest(NamedTuple):
    """A submission received before, with the digest of its content."""

    instance_id: str
    digest: str


SUBMISSIONS = Query(
    FieldSubmissionDigest,
    select(FieldSubmission.instance_id, FieldSubmission.digest).where(
        FieldSubmission.settlement_id == bindparam("settlement"),
        FieldSubmission.instance_id.in_(bindparam("ids", expanding=True)),
    ),
)


class AccountKeyRow(NamedTuple):
    """The key and the user name of an account."""

    id: UUID
    username: str


_account = select(Account.id, Account.username).where(Account.revoked_at.is_(None))
_with_role = (
    _account.join(Membership, Membership.account_id == Account.id)
    .where(HOLDS)
    .order_by(Membership.made_at, Membership.id)
    .limit(1)
)
FIRST_FACILITATOR = Query(
    AccountKeyRow,
    _with_role.where(
        Membership.role == Role.FACILITATOR.value, Membership.settlement_id == bindparam("settlement")
    ),
)
"""The facilitator of a settlement whose role began first."""
FIRST_MANAGER = Query(
    AccountKeyRow,
    _with_role.where(
        Membership.role == Role.PROGRAMME_MANAGER.value,
        Membership.programme_id == bindparam("programme"),
        IS_CONFIRMED,
    ),
)
"""The manager of a programme whose role began first, among those confirmed by a second person."""
NAMED_ACCOUNT = Query(AccountKeyRow, _account.where(Account.username == bindparam("username")))
"""An account by its user name."""
