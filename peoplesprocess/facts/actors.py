"""Who an account is: its grants as they are now, wherever they hold."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import Actor, Grant, Role
from peoplesprocess.db.query import Query
from peoplesprocess.models import Account, Membership


class GrantRow(NamedTuple):
    """A membership that was not taken back."""

    role: str
    programme_id: UUID | None
    settlement_id: UUID | None
    area: str
    group_code: str

    @property
    def grant(self) -> Grant:
        """The row as the table of permissions knows it."""
        return Grant(Role(self.role), self.programme_id, self.settlement_id, self.area, self.group_code)


_GRANTS = Query(
    GrantRow,
    select(
        Membership.role,
        Membership.programme_id,
        Membership.settlement_id,
        Membership.area,
        Membership.group_code,
    )
    .join(Account, Account.id == Membership.account_id)
    .where(
        Membership.account_id == bindparam("account"),
        Membership.revoked_at.is_(None),
        Account.revoked_at.is_(None),
    )
    .order_by(Membership.id),
)


def actor_of(db: Session | Connection, account_id: UUID) -> Actor:
    """Return who an account is now; without grants if its roles were taken back."""
    return Actor(account_id, tuple(row.grant for row in _GRANTS.all(db, account=account_id)))
