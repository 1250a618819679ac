"""Who made whose account: if one account made another, both may be the same person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select, union_all
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import Role
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import HAS_CONFIRMATION
from peoplesprocess.models import Account, Invitation, Membership, NewRoleConfirmation, PasswordLink

AccountMakers = Mapping[UUID, frozenset[UUID]]
"""For each account, all of its makers: who made it, who made that account, and so on."""


class AccountWithMaker(NamedTuple):
    """An account with one of its makers, direct or indirect."""

    account: UUID
    maker: UUID


# Once a third account has confirmed one of its roles, an account counts as a person of its own for good.
_vouched_for = exists(
    select(1)
    .select_from(NewRoleConfirmation)
    .join(Membership, Membership.id == NewRoleConfirmation.membership_id)
    .where(Membership.account_id == Account.id, NewRoleConfirmation.confirmed_by != Invitation.made_by)
    .correlate(Account, Invitation)
)
_made_with: ColumnElement[bool] = (
    # An account is made when its first link is used; later links only add a role.
    (Invitation.used_by == Account.id) & (Invitation.used_at == Account.made_at) & ~_vouched_for
)
# The maker of a used password link may be the one who used it, until a third account confirms a role.
_vouched_for_since = exists(
    select(1)
    .select_from(NewRoleConfirmation)
    .join(Membership, Membership.id == NewRoleConfirmation.membership_id)
    .where(
        Membership.account_id == PasswordLink.account_id,
        NewRoleConfirmation.confirmed_by != PasswordLink.made_by,
        NewRoleConfirmation.confirmed_at > PasswordLink.used_at,
    )
    .correlate(PasswordLink)
)
_makers = union_all(
    select(Account.id.label("account"), Invitation.made_by.label("maker"))
    .join(Invitation, _made_with)
    .where(Invitation.made_by.is_not(None)),
    select(PasswordLink.account_id, PasswordLink.made_by).where(
        PasswordLink.used_at.is_not(None), ~_vouched_for_since
    ),
).subquery("maker")
_is_known_giver = exists(
    select(1)
    .where(
        Membership.account_id == _makers.c.account,
        or_(
            Membership.role == Role.ADMINISTRATOR.value,
            and_(
                Membership.role == Role.PROGRAMME_MANAGER.value,
                or_(Membership.made_by.is_(None), HAS_CONFIRMATION),
            ),
        ),
    )
    .correlate(_makers)
)
"""Whether an account is an administrator, or a manager appointed by the installation or confirmed."""
MADE_ACCOUNT = _makers.c.account
"""The column of the made account in the table of makers, for conditions passed to `makers_of`."""


def makers_of(asked: ColumnElement[bool]) -> Select[UUID, UUID]:
    """Return each account that meets the condition `asked` with its makers, direct and indirect."""
    made = select(_makers.c.account, _makers.c.maker).where(asked).cte("line", recursive=True)
    line = made.union(
        select(made.c.account, _makers.c.maker).join(_makers, _makers.c.account == made.c.maker)
    )
    return select(line.c.account, line.c.maker).where(line.c.maker.is_not(None))


_MAKERS = Query(
    AccountWithMaker,
    makers_of(
        or_(
            MADE_ACCOUNT.in_(bindparam("accounts", expanding=True)),
            MADE_ACCOUNT.in_(bindparam("givers", expanding=True)) & ~_is_known_giver,
        )
    ),
)


def account_makers(
    db: Session, accounts: Iterable[UUID], givers: Iterable[UUID | None] = ()
) -> AccountMakers:
    """Return the makers of those of `accounts` that somebody made or gave a new password.

    Also of those of `givers` whose role as manager was never confirmed: their maker may have acted in their
    name.
    """
    found, gave = defaultdict(set), {giver for giver in givers if giver is not None}
    for row in _MAKERS.all(db, accounts=list(accounts), givers=list(gave)):
        found[row.account].add(row.maker)
    return {account: frozenset(makers) for account, makers in found.items()}


def tied(db: Session, account: UUID | None, others: Iterable[UUID | None]) -> frozenset[UUID]:
    """Return `account` as a set if it made, or was made by, one of `others`; else an empty set."""
    known = {other for other in others if other is not None and other != account}
    if account is None or not known:
        return frozenset()
    return tied_by(account_makers(db, [account, *known]), account, known)


def tied_by(made: AccountMakers, account: UUID, known: Collection[UUID]) -> frozenset[UUID]:
    """Return what `tied` does, from makers already read; `known` must not contain `account`."""
    is_maker = any(account in made.get(other, ()) for other in known)
    return frozenset({account}) if is_maker else made_by_others(made, account, known)


def made_by_others(
    made: AccountMakers, account: UUID | None, others: Iterable[UUID | None]
) -> frozenset[UUID]:
    """Return `account` as a set if one of `others` is among its makers, else an empty set."""
    makers: frozenset[UUID] = made.get(account, frozenset()) if account is not None else frozenset()
    return frozenset({account}) if account is not None and makers.intersection(others) else frozenset()
