"""The people who will be able to confirm a role, shown before it is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from peoplesprocess.core.actor_relations import CONFIRMED_ROLES
from peoplesprocess.core.roles import MONEY_ROLES, Role
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import HOLDS, IS_CONFIRMED
from peoplesprocess.facts.user_account_makers import account_makers, made_by_others
from peoplesprocess.models import Account, Membership

NAMES_OF_CONFIRMED_ROLES = frozenset(role.value for role in CONFIRMED_ROLES)
"""The values of the roles that a second person confirms."""


class PossibleRoleGiver(NamedTuple):
    """Somebody who may give and confirm roles in a programme."""

    account_id: UUID
    name: str
    role: str


_GIVERS = Query(
    PossibleRoleGiver,
    select(Membership.account_id, Account.name, Membership.role)
    .join(Account, Account.id == Membership.account_id)
    .where(
        or_(
            Membership.role == Role.ADMINISTRATOR.value,
            (Membership.role == Role.PROGRAMME_MANAGER.value)
            & (Membership.programme_id == bindparam("programme")),
        ),
        HOLDS,
        IS_CONFIRMED,
        Account.revoked_at.is_(None),
    )
    .order_by(Account.name, Membership.id),
)


@dataclass(frozen=True, slots=True)
class RoleConfirmers:
    """The names of those who could confirm a role that a giver gives.

    `inviters` are those whose invitations the giver could confirm. If `needs_nobody`, a programme manager
    invited by the giver would be the first, and needs no confirmation. `signs_only` means that the role
    releases no money.
    """

    names: tuple[str, ...]
    signs_only: bool
    inviters: tuple[str, ...]
    needs_nobody: bool


def role_confirmers(
    db: Session, programme: UUID, giver: UUID, now: datetime, role: str = ""
) -> RoleConfirmers:
    """Return who could confirm a role that `giver` gives; an empty `role` stands for any.

    Somebody whose account the giver made does not count as a second person, nor does whoever made the account
    of a giver without a confirmed role.
    """
    known = _GIVERS.all(db, programme=programme, now=now)
    accounts = {row.account_id for row in known}
    made = account_makers(db, accounts, [giver])
    others = [row for row in known if row.account_id != giver]
    makers = made.get(giver, ()) if giver not in accounts else ()
    return RoleConfirmers(
        _names(
            row
            for row in others
            if row.account_id not in makers and not made_by_others(made, row.account_id, (giver,))
        ),
        bool(role) and Role(role) not in MONEY_ROLES,
        _names(row for row in others if not made_by_others(made, giver, (row.account_id,))),
        any(row.account_id == giver and row.role == Role.ADMINISTRATOR.value for row in known)
        and all(row.role != Role.PROGRAMME_MANAGER.value for row in known),
    )


def _names(rows: Iterable[PossibleRoleGiver]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.name for row in rows))
