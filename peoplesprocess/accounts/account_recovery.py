"""Helping somebody back in: a link for a new password, ending sessions, removing a lost second factor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update

from peoplesprocess.accounts import second_factors
from peoplesprocess.accounts.account_reach import locked_account, reaches, require_open, require_reach
from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.roles import Role
from peoplesprocess.core.secrets import hashed, new_token
from peoplesprocess.db import journal, throttle
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.actors import actor_of
from peoplesprocess.facts.user_account_makers import tied
from peoplesprocess.models import Account, PasswordLink, SecondFactor, SignInSession

VALID_FOR = timedelta(hours=72)
SAME_PERSON_EXCLUDED_FOR = timedelta(days=30)
"""How long the same person may not both make a link for a new password and remove the second factor."""


class PasswordLinkDetail(NamedTuple):
    """A link for a new password, with its account."""

    account_id: UUID
    username: str
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


class SecondFactorRemoval(NamedTuple):
    """The name of the person who removed a second factor, and when."""

    by: str
    at: datetime


_LINK = Query(
    PasswordLinkDetail,
    select(
        PasswordLink.account_id,
        Account.username,
        PasswordLink.expires_at,
        PasswordLink.revoked_at,
        PasswordLink.used_at,
    )
    .join(Account, Account.id == PasswordLink.account_id)
    .where(PasswordLink.token_hash == bindparam("token_hash"), Account.revoked_at.is_(None)),
)
_MADE_LINKS = ScalarQuery(
    select(PasswordLink.made_by).where(
        PasswordLink.account_id == bindparam("account"), PasswordLink.made_at > bindparam("since")
    )
)
_REMOVED_FACTORS = ScalarQuery(
    select(SecondFactor.removed_by).where(
        SecondFactor.account_id == bindparam("account"), SecondFactor.removed_at > bindparam("since")
    )
)
_UNTOLD = Query(
    SecondFactorRemoval,
    select(Account.name.label("by"), SecondFactor.removed_at.label("at"))
    .select_from(SecondFactor)
    .join(Account, Account.id == SecondFactor.removed_by)
    .where(
        SecondFactor.account_id == bindparam("account"),
        SecondFactor.removed_at.is_not(None),
        SecondFactor.told_at.is_(None),
    )
    .order_by(SecondFactor.removed_at.desc()),
)
_ACCOUNT_OF = ScalarQuery(select(Account.id).where(Account.username == bindparam("username")))


def link_of(act: Act, token: str) -> PasswordLinkDetail | None:
    """Return the link with this token, or None."""
    return _LINK.first(act.db, token_hash=hashed(token))


def make_password_link(act: Act, account_id: UUID, token: str = "") -> str:
    """Make a one-time link for a new password; return its token.

    Only the token's digest is stored, and earlier links no longer work. Errors: Forbidden; Refused for the
    actor's own account, for an account with a role that the actor could not give, or if the actor removed its
    second factor.
    """
    _require_help(act, account_id)
    if _is_one_of(
        act, _REMOVED_FACTORS.all(act.db, account=account_id, since=act.now - SAME_PERSON_EXCLUDED_FOR)
    ):
        raise Refused(
            Message(
                N_(
                    "You removed this person's second factor. Somebody else must make the link for a "
                    "new password."
                )
            )
        )
    return _new_link(act, account_id, act.actor.id, token or new_token())


def make_administrators_password_link(act: Act, username: str) -> str:
    """Make such a link for an administrator whom nobody else can help; return its token.

    Only a command of the installation does this, and the row names the administrator as its maker. Errors:
    Forbidden, also if the account is no administrator's; Refused if there is no such account.
    """
    act.require_installation()
    account_id = _ACCOUNT_OF.get(act.db, username=username)
    if account_id is None:
        raise Refused(Message(N_("Nobody has this user name.")))
    if not any(grant.role is Role.ADMINISTRATOR for grant in actor_of(act.db, account_id, act.now).grants):
        raise Forbidden("only an administrator is helped by the installation itself")
    return _new_link(act, account_id, account_id, new_token())


def use_password_link(act: Act, token: str, password_hash: str) -> None:
    """Store the hash of a new password and end all sessions of its account; the second factor stays.

    It asks no action of the table: the token is the permission, and its maker must still be allowed to help.
    Errors: Refused if the link cannot be used.
    """
    link = act.db.scalar(
        select(PasswordLink)
        .where(PasswordLink.token_hash == hashed(token))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if link is None:
        raise Refused(Message(N_("This link is not known here. Ask whoever made it for a new one.")))
    if sentence := obstacle(link, act.now):
        raise Refused(Message(sentence))
    maker, helped = (actor_of(act.db, each, act.now) for each in (link.made_by, link.account_id))
    if not (maker.grants and reaches(maker, helped.grants)):
        raise Refused(
            Message(N_("The person who made this link is no longer allowed to help you. Ask for a new one."))
        )
    link.used_at = act.now
    act.db.get_one(Account, link.account_id).password_hash = password_hash
    act.db.execute(delete(SignInSession).where(SignInSession.account_id == link.account_id))
    act.note_in(journal.INSTALLATION, "password_link.use", f"account {link.account_id}")


def obstacle(link: PasswordLink | PasswordLinkDetail, now: datetime) -> str:
    """Return a sentence on why a link cannot be used, or ""."""
    if link.used_at is not None:
        return N_(
            "This link has already been used. If it was not you, tell the person who gave it to "
            "you, without delay."
        )
    if link.revoked_at is not None:
        return N_("This link was withdrawn, or there is a newer link. Use that one, or ask for a new one.")
    if link.expires_at <= now:
        return N_("This link was valid for three days, and they are over. Ask for a new one.")
    return ""


def end_sessions_of(act: Act, account_id: UUID) -> None:
    """End all sessions of somebody. Errors: Forbidden; Refused as `make_password_link`."""
    _require_help(act, account_id)
    ended = act.db.scalars(
        delete(SignInSession)
        .where(SignInSession.account_id == account_id)
        .returning(SignInSession.token_hash)
    ).all()
    act.note_in(journal.INSTALLATION, "sessions.end", f"account {account_id}", ended=len(ended))


def remove_second_factor_of(act: Act, account_id: UUID) -> None:
    """Remove somebody's lost second factor, of which they are told at the next sign-in.

    Errors: Forbidden; Refused as `make_password_link`, if there is none, or if the actor made a link for a
    new password: only two people together can open an account.
    """
    _require_help(act, account_id)
    if _is_one_of(act, _MADE_LINKS.all(act.db, account=account_id, since=act.now - SAME_PERSON_EXCLUDED_FOR)):
        raise Refused(
            Message(N_("You made the link for a new password. Somebody else must remove the second factor."))
        )
    second_factors.remove(act, account_id)


def take_removal_notice(act: Act) -> SecondFactorRemoval | None:
    """Return who removed the actor's second factor and when, but only the first time."""
    removal = _UNTOLD.first(act.db, account=act.actor.id)
    if removal is not None:
        untold = update(SecondFactor).where(
            SecondFactor.account_id == act.actor.id, SecondFactor.told_at.is_(None)
        )
        act.db.execute(untold.where(SecondFactor.removed_at.is_not(None)).values(told_at=act.now))
    return removal


def unlock(act: Act, secret: bytes, username: str) -> int:
    """Clear the failed sign-ins that slow an account down; return their number.

    Only a command of the installation does this. Errors: Forbidden; Refused if there is no such account.
    """
    act.require_installation()
    account_id = _ACCOUNT_OF.get(act.db, username=username)
    if account_id is None:
        raise Refused(Message(N_("Nobody has this user name.")))
    failures = throttle.unlock(act.db, secret, username)
    act.note_in(journal.INSTALLATION, "account.unlock", f"account {account_id}", failures=failures)
    return failures


def withdraw_links(act: Act, account_id: UUID) -> None:
    """Withdraw the open links for a new password of an account; the caller notes it in the journal."""
    open_ones = update(PasswordLink).where(
        PasswordLink.account_id == account_id,
        PasswordLink.used_at.is_(None),
        PasswordLink.revoked_at.is_(None),
    )
    act.db.execute(open_ones.values(revoked_at=act.now))


def _new_link(act: Act, account_id: UUID, made_by: UUID | None, token: str) -> str:
    require_open(act, account_id)
    withdraw_links(act, account_id)
    act.db.add(
        PasswordLink(
            token_hash=hashed(token),
            account_id=account_id,
            made_by=made_by,
            made_at=act.now,
            expires_at=act.now + VALID_FOR,
        )
    )
    act.note_in(journal.INSTALLATION, "password_link.make", f"account {account_id}")
    return token


def _require_help(act: Act, account_id: UUID) -> None:
    act.require(Action.INVITE, ActSubject())
    # Acts in two programmes do not wait for each other; this lock keeps one person from doing both at once.
    locked_account(act, account_id)
    require_reach(act, account_id, actor_of(act.db, account_id, act.now).grants)


def _is_one_of(act: Act, people: Sequence[UUID | None]) -> bool:
    """Return whether the actor is among `people` or tied to one of them by who made whose account."""
    return act.actor.id in people or bool(tied(act.db, act.actor.id, people))
