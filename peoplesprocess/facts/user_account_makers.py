"""Who made whose account: two accounts of which one made the other may be one person with two browsers."""

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

Lines = Mapping[UUID, frozenset[UUID]]
"""Accounts, each with whoever made it, whoever made that one's, and so on."""


class AccountWithMaker(NamedTuple):
    """An account with one of those who made it, or made its maker's."""

    account: UUID
    maker: UUID


# Somebody else's word for one of the account's roles says, for good, that it is a person of its own.
_vouched_for = exists(
    select(1)
    .select_from(NewRoleConfirmation)
    .join(Membership, Membership.id == NewRoleConfirmation.membership_id)
    .where(Membership.account_id == Account.id, NewRoleConfirmation.confirmed_by != Invitation.made_by)
    .correlate(Account, Invitation)
)
_made_with: ColumnElement[bool] = (
    # An account begins in the moment in which its link is used; later ones only add a role.
    (Invitation.used_by == Account.id) & (Invitation.used_at == Account.made_at) & ~_vouched_for
)
# Whoever made a link to a new password may be who has used it, until somebody else says otherwise.
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
"""Whether an account gives roles on somebody's word, or as an administrator."""
MADE_ACCOUNT = _makers.c.account
"""An account that somebody made, or gave a new password: which are asked about is a condition on it."""


def line_of(asked: ColumnElement[bool]) -> Select[UUID, UUID]:
    """Return each account of which `asked` holds with whoever made it, whoever made that one's, and so on."""
    made = select(_makers.c.account, _makers.c.maker).where(asked).cte("line", recursive=True)
    line = made.union(
        select(made.c.account, _makers.c.maker).join(_makers, _makers.c.account == made.c.maker)
    )
    return select(line.c.account, line.c.maker).where(line.c.maker.is_not(None))


_LINES = Query(
    AccountWithMaker,
    line_of(
        or_(
            MADE_ACCOUNT.in_(bindparam("accounts", expanding=True)),
            MADE_ACCOUNT.in_(bindparam("givers", expanding=True)) & ~_is_known_giver,
        )
    ),
)


def lines(db: Session, accounts: Iterable[UUID], givers: Iterable[UUID | None] = ()) -> Lines:
    """Return those of `accounts` that somebody made, or gave a new password, each with its makers.

    Besides, those of `givers` for whose role of a manager nobody has stood yet: whoever made one of them may
    have given in its name.
    """
    found, gave = defaultdict(set), {giver for giver in givers if giver is not None}
    for row in _LINES.all(db, accounts=list(accounts), givers=list(gave)):
        found[row.account].add(row.maker)
    return {account: frozenset(makers) for account, makers in found.items()}


def tied(db: Session, account: UUID | None, others: Iterable[UUID | None]) -> frozenset[UUID]:
    """Return `account` if it made the account of one of `others`, or one of them made its; else nobody."""
    known = {other for other in others if other is not None and other != account}
    if account is None or not known:
        return frozenset()
    return tied_by(lines(db, [account, *known]), account, known)


def tied_by(made: Lines, account: UUID, known: Collection[UUID]) -> frozenset[UUID]:
    """Return the same of accounts that are `known`, another than `account`, with what was read of all."""
    is_maker = any(account in made.get(other, ()) for other in known)
    return frozenset({account}) if is_maker else comes_from(made, account, known)


def comes_from(made: Lines, account: UUID | None, others: Iterable[UUID | None]) -> frozenset[UUID]:
    """Return `account` if one of `others` made it, or made its maker's; else nobody."""
    makers: frozenset[UUID] = made.get(account, frozenset()) if account is not None else frozenset()
    return frozenset({account}) if account is not None and makers.intersection(others) else frozenset()
