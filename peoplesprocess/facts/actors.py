"""An account as an actor: the roles that it holds now, in any place."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import MONEY_ROLES, Actor, Role, RoleGrant
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import (
    Account,
    Invitation,
    Membership,
    NewRoleConfirmation,
    PasswordLink,
    SecondFactor,
)

_membership = Membership.__table__.c
HOLDS: ColumnElement[bool] = or_(
    _membership.revoked_at.is_(None),
    _membership.revoked_at > bindparam("now", type_=_membership.revoked_at.type),
)
"""Whether a membership is in force at `now`: it has no end, or its end lies in the future."""
HAS_CONFIRMATION: ColumnElement[bool] = exists(
    select(1).where(NewRoleConfirmation.membership_id == _membership.id).correlate(Membership.__table__)
)
"""Whether a second person confirmed a membership, or none was needed when it began."""
HAS_SECOND_FACTOR: ColumnElement[bool] = exists(
    select(1)
    .where(SecondFactor.account_id == Account.id, SecondFactor.removed_at.is_(None))
    .correlate(Account.__table__)
)
"""Whether an account has a second factor."""
_had_a_factor = exists(
    select(1).where(
        SecondFactor.account_id == PasswordLink.account_id,
        SecondFactor.removed_at.is_(None),
        SecondFactor.confirmed_at <= PasswordLink.used_at,
    )
)
_confirmed_since = exists(
    select(1)
    .where(
        NewRoleConfirmation.membership_id == _membership.id,
        NewRoleConfirmation.confirmed_by != PasswordLink.made_by,
        NewRoleConfirmation.confirmed_at > PasswordLink.used_at,
    )
    .correlate(Membership.__table__, PasswordLink)
)
IS_DOUBTED: ColumnElement[bool] = exists(
    select(1)
    .where(
        PasswordLink.account_id == _membership.account_id,
        PasswordLink.used_at.is_not(None),
        ~_had_a_factor,
        ~_confirmed_since,
    )
    .correlate(Membership.__table__)
)
"""Whether the maker of a used password link may be the one who used it.

The account had no second factor then, and nobody but the maker has confirmed the membership since.
"""
LINK_MADE_BY = (
    select(PasswordLink.made_by)
    .where(
        PasswordLink.account_id == _membership.account_id,
        PasswordLink.used_at.is_not(None),
        ~_confirmed_since,
    )
    .order_by(PasswordLink.used_at.desc())
    .limit(1)
    .correlate(Membership.__table__)
    .scalar_subquery()
)
"""The maker of the newest used password link, NULL if somebody else has confirmed the membership since."""
_invited_as = (
    select(Invitation.note)
    .where(
        Invitation.used_by == _membership.account_id,
        Invitation.used_at <= _membership.made_at,
        Invitation.role == _membership.role,
        Invitation.settlement_id == _membership.settlement_id,
    )
    .order_by(Invitation.used_at.desc(), Invitation.id.desc())
    .limit(1)
    .correlate(Membership.__table__)
    .scalar_subquery()
)
INVITED_AS: ColumnElement[str] = func.coalesce(_membership.given_as, _invited_as)
"""The note of the nomination or invitation through which an account got a membership in a settlement.

NULL if there was no note.
"""
IS_CONFIRMED: ColumnElement[bool] = or_(
    _membership.role.not_in([role.value for role in MONEY_ROLES]),
    # A grant made by the installation itself came from whoever controls the machine.
    and_(or_(_membership.made_by.is_(None), HAS_CONFIRMATION), ~IS_DOUBTED),
)
"""Whether a membership may move money, provided that its role may."""


class RoleGrantRow(NamedTuple):
    """A membership that is in force now."""

    role: str
    programme_id: UUID | None
    settlement_id: UUID | None
    area: str
    group_code: str
    is_confirmed: bool
    level: int

    @property
    def grant(self) -> RoleGrant:
        """The row as the `RoleGrant` that the table of permissions works with."""
        place = (self.programme_id, self.settlement_id, self.area, self.group_code)
        return RoleGrant(Role(self.role), *place, self.is_confirmed, self.level)


GRANT_COLUMNS = (
    *(Membership.role, Membership.programme_id, Membership.settlement_id, Membership.area),
    *(Membership.group_code, IS_CONFIRMED.label("is_confirmed"), Membership.level),
)
"""The columns of a `RoleGrantRow`, in its order."""
_GRANTS = Query(
    RoleGrantRow,
    select(*GRANT_COLUMNS)
    .join(Account, Account.id == Membership.account_id)
    .where(
        Membership.account_id == bindparam("account"),
        HOLDS,
        Account.revoked_at.is_(None),
    )
    .order_by(Membership.id),
)


def actor_of(db: Session | Connection, account_id: UUID, now: datetime) -> Actor:
    """Return an account as an actor at `now`; it has no grants if all its roles have ended."""
    return Actor(account_id, tuple(row.grant for row in _GRANTS.all(db, account=account_id, now=now)))
