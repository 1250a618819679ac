"""Queries on accounts, invitations and roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from peoplesprocess.accounts.invitation_validity import IS_STANDING
from peoplesprocess.core.roles import BUILDING_ROLES, CHECKING_ROLES, Actor, ActPlace, Role, reaches
from peoplesprocess.core.secrets import hashed
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import HOLDS, INVITED_AS, IS_CONFIRMED
from peoplesprocess.facts.places import group_name
from peoplesprocess.models import Account, Area, Invitation, Membership, Programme, Settlement

CHOICES = 60
"""The most settlements in a list of choices; if there are more, the code is typed."""


class CredentialsRow(NamedTuple):
    """The credentials of an account."""

    id: UUID
    username: str
    password_hash: str


CREDENTIALS = Query(
    CredentialsRow,
    select(Account.id, Account.username, Account.password_hash).where(
        Account.username == bindparam("username"), Account.revoked_at.is_(None)
    ),
)
"""The credentials for a user name, if the account is open."""


class InvitationDetail(NamedTuple):
    """An invitation with the names of its place."""

    role: str
    group_code: str
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    used_by: UUID | None
    made_by: UUID | None
    is_standing: bool
    groups: list[dict[str, str]] | None
    programme: str | None
    settlement: str | None
    area_name: str | None
    programme_id: UUID | None
    settlement_id: UUID | None

    @property
    def group(self) -> str:
        """The name of the group that the invited person would represent, or ""."""
        return _named(self.groups, self.group_code)

    def takes_from(self, actor: Actor) -> bool:
        """Return whether accepting would keep the actor from paying or judging those who build there."""
        where = ActPlace(self.programme_id, self.settlement_id)
        # The area of an authority is not compared: it counts in the whole programme.
        checks = (
            grant.role in CHECKING_ROLES
            and (grant.programme == where.programme if grant.area else reaches(grant, where))
            for grant in actor.grants
        )
        return Role(self.role) in BUILDING_ROLES and any(checks)


class HeldRole(NamedTuple):
    """A role of an account, with the names of its place."""

    role: str
    group_code: str
    revoked_at: datetime | None
    is_confirmed: bool
    groups: list[dict[str, str]] | None
    programme: str | None
    settlement: str | None
    area_name: str | None

    @property
    def group(self) -> str:
        """The name of the group that is represented, or ""."""
        return _named(self.groups, self.group_code)


class RoleToEnd(NamedTuple):
    """A role to be ended."""

    name: str
    role: str
    settlement: str | None
    area_name: str | None
    invited_as: str | None


class OpenInvitation(NamedTuple):
    """An invitation to be withdrawn."""

    role: str
    expires_at: datetime
    note: str
    settlement: str | None
    area_name: str | None


def place_of(
    programme: InstrumentedAttribute[UUID | None], area: InstrumentedAttribute[str]
) -> ColumnElement[bool]:
    """Return the condition that joins a role or an invitation to its area."""
    return and_(Area.programme_id == programme, Area.path == area)


def within(programme: InstrumentedAttribute[UUID | None]) -> ColumnElement[bool]:
    """Return the condition for rows of a programme and, with `installation`, rows of none."""
    inside: ColumnElement[bool] = programme == bindparam("programme")
    return or_(inside, and_(bindparam("installation", type_=Boolean), programme.is_(None)))


_settlement, _area_name = Settlement.name.label("settlement"), Area.name.label("area_name")
_area_of_invitation = place_of(Invitation.programme_id, Invitation.area)
_area_of_membership = place_of(Membership.programme_id, Membership.area)

_INVITATION = Query(
    InvitationDetail,
    select(
        Invitation.role,
        Invitation.group_code,
        Invitation.expires_at,
        Invitation.revoked_at,
        Invitation.used_at,
        Invitation.used_by,
        Invitation.made_by,
        IS_STANDING.label("is_standing"),
        Programme.groups,
        Programme.name.label("programme"),
        _settlement,
        _area_name,
        Invitation.programme_id,
        Invitation.settlement_id,
    )
    .select_from(Invitation)
    .outerjoin(Programme, Programme.id == Invitation.programme_id)
    .outerjoin(Settlement, Settlement.id == Invitation.settlement_id)
    .outerjoin(Area, _area_of_invitation)
    .where(Invitation.token_hash == bindparam("token_hash")),
)


def invitation(db: Session, token: str, now: datetime) -> InvitationDetail | None:
    """Return the invitation with this token, with the names of its place, or None."""
    return _INVITATION.first(db, token_hash=hashed(token), now=now)


HELD_ROLES = Query(
    HeldRole,
    select(
        Membership.role,
        Membership.group_code,
        Membership.revoked_at,
        IS_CONFIRMED.label("is_confirmed"),
        Programme.groups,
        Programme.name.label("programme"),
        _settlement,
        _area_name,
    )
    .select_from(Membership)
    .outerjoin(Programme, Programme.id == Membership.programme_id)
    .outerjoin(Settlement, Settlement.id == Membership.settlement_id)
    .outerjoin(Area, _area_of_membership)
    .where(Membership.account_id == bindparam("account"), HOLDS)
    .order_by(Membership.id),
)
"""The roles of an account, with the names of their places."""

ROLE_OF_ACCOUNT = Query(
    RoleToEnd,
    select(Account.name, Membership.role, _settlement, _area_name, INVITED_AS.label("invited_as"))
    .select_from(Membership)
    .join(Account, Account.id == Membership.account_id)
    .outerjoin(Settlement, Settlement.id == Membership.settlement_id)
    .outerjoin(Area, _area_of_membership)
    .where(Membership.id == bindparam("membership"), within(Membership.programme_id)),
)
"""A role in a programme, with the name of its holder."""

OPEN_INVITATION = Query(
    OpenInvitation,
    select(Invitation.role, Invitation.expires_at, Invitation.note, _settlement, _area_name)
    .select_from(Invitation)
    .outerjoin(Settlement, Settlement.id == Invitation.settlement_id)
    .outerjoin(Area, _area_of_invitation)
    .where(Invitation.id == bindparam("invitation"), within(Invitation.programme_id)),
)
"""An invitation into a programme."""


class InvitablePlaces(NamedTuple):
    """Places of invitations: settlements by code and areas by path; not `all_shown` if there are too many."""

    settlements: list[tuple[str, str]]
    areas: list[tuple[str, str]]
    all_shown: bool


class PlaceChoice(NamedTuple):
    """A settlement or an area of a programme, as a choice."""

    is_settlement: bool
    key: str
    name: str


_settlement_choices = (
    select(literal(True).label("is_settlement"), Settlement.code.label("key"), Settlement.name)
    .where(Settlement.programme_id == bindparam("programme"))
    .order_by(Settlement.name)
    .limit(CHOICES + 1)
    .subquery()
)
_PLACES = Query(
    PlaceChoice,
    union_all(
        select(_settlement_choices),
        select(
            literal(False).label("is_settlement"),
            Area.path.label("key"),
            Area.name,
        ).where(Area.programme_id == bindparam("programme")),
    ),
)


def places(db: Session, programme_id: UUID) -> InvitablePlaces:
    """Return a programme's settlements and areas as choices, whose labels include the codes."""
    found = _PLACES.all(db, programme=programme_id)
    settlements = sorted(
        ((row.key, f"{row.name} ({row.key})") for row in found if row.is_settlement),
        key=lambda choice: choice[1],
    )
    areas = sorted((row.key, f"{row.name} ({row.key})") for row in found if not row.is_settlement)
    return InvitablePlaces(settlements, areas, len(settlements) <= CHOICES)


def _named(groups: Iterable[Mapping[str, str]] | None, code: str) -> str:
    return next((group_name(group) for group in groups or () if group["code"] == code), "")
