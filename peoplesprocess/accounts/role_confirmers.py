"""Who will be able to confirm a role that somebody gives, told before the role is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import MONEY_ROLES, Role
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import HOLDS, IS_CONFIRMED
from peoplesprocess.facts.user_account_makers import Lines, comes_from, lines
from peoplesprocess.models import Account, Membership


class RoleGiver(NamedTuple):
    """Somebody who may give and confirm roles in a programme."""

    account_id: UUID
    name: str
    role: str


_GIVERS = Query(
    RoleGiver,
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
    """Who could confirm the role of somebody whom a giver invites, by name.

    `inviters` are those whose invitations to a role that releases money somebody else than the giver could
    confirm. While `needs_nobody` a programme manager whom the giver invites is the first one, and confirmed
    by nobody.
    """

    names: tuple[str, ...]
    signs_only: bool
    inviters: tuple[str, ...]
    needs_nobody: bool


def role_confirmers(
    db: Session, programme: UUID, giver: UUID, now: datetime, role: str = ""
) -> RoleConfirmers:
    """Return who could confirm a role that `giver` gives, or whatever `giver` may give if it is not chosen.

    Whose account the giver made is no second person; nor is the giver's maker where the role releases money.
    """
    known = _GIVERS.all(db, programme=programme, now=now)
    made = lines(db, {row.account_id for row in known})
    others = [row for row in known if row.account_id != giver]
    signs_only = bool(role) and Role(role) not in MONEY_ROLES
    may_confirm = _is_no_descendant if signs_only else _are_two
    return RoleConfirmers(
        _names(row for row in others if may_confirm(made, row.account_id, giver)),
        signs_only,
        _names(
            row for row in others if any(_are_two(made, row.account_id, each.account_id) for each in others)
        ),
        any(row.account_id == giver and row.role == Role.ADMINISTRATOR.value for row in known)
        and all(row.role != Role.PROGRAMME_MANAGER.value for row in known),
    )


def _is_no_descendant(made: Lines, account: UUID, maker: UUID) -> bool:
    return not comes_from(made, account, (maker,))


def _are_two(made: Lines, one: UUID, other: UUID) -> bool:
    return one != other and _is_no_descendant(made, one, other) and _is_no_descendant(made, other, one)


def _names(rows: Iterable[RoleGiver]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.name for row in rows))
