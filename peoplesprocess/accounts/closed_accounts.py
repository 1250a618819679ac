"""Closing an account, by its owner or by somebody who could end all its roles, and reopening it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, func, literal, select, union
from sqlalchemy.orm import aliased

from peoplesprocess.accounts import second_factors
from peoplesprocess.accounts.account_reach import locked_account, require_reach
from peoplesprocess.accounts.account_recovery import withdraw_links
from peoplesprocess.accounts.role_endings import end_all_roles
from peoplesprocess.accounts.role_journal_places import require_inside
from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.roles import Role
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.db import journal
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.actors import GRANT_COLUMNS, HOLDS, RoleGrantRow, actor_of
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    Account,
    AccountClosing,
    Device,
    MailAddress,
    Membership,
    MobileNumber,
    NumberConfirmation,
    Settlement,
    SignInSession,
)
from peoplesprocess.strike_writer import strike_record


class OwnDevice(NamedTuple):
    """A device that sends forms in an account's name, with the code of its settlement."""

    id: UUID
    number: int
    settlement: str


class JournalOfAccount(NamedTuple):
    """A journal that gets an entry when an account is closed."""

    chain: UUID


_of_account = (Device.account_id == bindparam("account"), not_struck(Device.id))
_DEVICES = Query(
    OwnDevice,
    select(Device.id, Device.number, Settlement.code.label("settlement"))
    .join(Settlement, Settlement.id == Device.settlement_id)
    .where(*_of_account)
    .order_by(Device.id),
)
_CHAINS = Query(
    JournalOfAccount,
    union(
        select(
            func.coalesce(
                Membership.settlement_id, Membership.programme_id, literal(journal.INSTALLATION, Uuid())
            ).label("chain")
        ).where(Membership.account_id == bindparam("account"), HOLDS),
        select(Device.settlement_id).where(*_of_account),
    ).order_by("chain"),
)
_former = aliased(Membership)
_ENDED_LAST = Query(
    RoleGrantRow,
    select(*GRANT_COLUMNS).where(
        Membership.account_id == bindparam("account"),
        Membership.revoked_at
        == select(func.max(_former.revoked_at))
        .where(_former.account_id == bindparam("account"))
        .scalar_subquery(),
    ),
)
_NEWEST = (
    select(AccountClosing)
    .where(AccountClosing.account_id == bindparam("account"))
    .order_by(AccountClosing.id.desc())
    .limit(1)
)


def close_own_account(act: Act, reason: str) -> None:
    """Close the actor's own account.

    It asks no action of the table: everybody may close their own account, after a proof if it has a second
    factor. Errors: Forbidden; SecondFactorNeeded; Refused as `close_account`.
    """
    if act.actor.id is None:
        raise Forbidden("the installation has no account")
    if second_factors.IN_FORCE.first(act.db, account=act.actor.id) is not None:
        act.require_proof()
    _close(act, _locked(act, act.actor.id), reason)


def close_account(act: Act, membership_id: UUID, reason: str) -> None:
    """Close the account of somebody who has or had a role here, which ends all its roles and devices.

    Errors: Forbidden; Refused for the actor's own account, for an account with a role that the actor could
    not end (or could not have ended, if all have ended), if it is already closed, without a reason, or if
    nobody would be left to give such a role.
    """
    act.require(Action.CLOSE_ACCOUNT)
    _close(act, _within_reach(act, membership_id), reason)


def reopen_account(act: Act, membership_id: UUID, reason: str) -> None:
    """Reopen an account, without the roles that it had.

    Errors: Forbidden; Refused if it had a role, when it was closed or else last, that the actor could not
    end; if it is open; and without a reason.
    """
    act.require(Action.CLOSE_ACCOUNT)
    account = _within_reach(act, membership_id)
    closing = act.db.scalar(_NEWEST, {"account": account.id})
    if account.revoked_at is None or closing is None:
        raise Refused(Message(N_("This account is open.")))
    require_reason(reason)
    closing.reopened_by, closing.reopened_at, closing.reopening_reason = act.actor.id, act.now, reason
    account.revoked_at = None
    # Somebody may have signed in at the moment of the closing.
    act.db.execute(delete(SignInSession).where(SignInSession.account_id == account.id))
    act.note_in(journal.INSTALLATION, "user_account.reopen", f"account {account.id}")


def _within_reach(act: Act, membership_id: UUID) -> Account:
    """Return the locked account with this role, if the actor could give each of its roles.

    If all have ended, the roles that ended last count. Errors: Forbidden; Refused.
    """
    held = act.db.get_one(Membership, membership_id)
    require_inside(act, held, ActSubject(role=Role(held.role)))
    account = _locked(act, held.account_id)
    grants = actor_of(act.db, account.id, act.now).grants
    ended = () if grants else _ENDED_LAST.all(act.db, account=account.id)
    require_reach(act, account.id, grants or (row.grant for row in ended))
    return account


def _locked(act: Act, account_id: UUID) -> Account:
    # Always in the same order, so that two such acts cannot deadlock.
    for row in _CHAINS.all(act.db, account=account_id, now=act.now):
        journal.lock(act.db.connection(), row.chain)
    return locked_account(act, account_id)


def _close(act: Act, account: Account, reason: str) -> None:
    require_reason(reason)
    if account.revoked_at is not None:
        raise Refused(Message(N_("This account is already closed.")))
    end_all_roles(act, account.id, reason)
    _revoke_devices(act, account.id, reason)
    withdraw_links(act, account.id)
    for kept in (SignInSession, MailAddress, MobileNumber, NumberConfirmation):
        act.db.execute(delete(kept).where(kept.account_id == account.id))
    account.revoked_at = act.now
    act.db.add(
        AccountClosing(account_id=account.id, closed_by=act.actor.id, closed_at=act.now, reason=reason)
    )
    act.note_in(journal.INSTALLATION, "user_account.close", f"account {account.id}")


def _revoke_devices(act: Act, account_id: UUID, reason: str) -> None:
    for device in _DEVICES.all(act.db, account=account_id):
        there = replace(act, place=settlement_by_code(act.db, device.settlement))
        strike_record(there, Device, device.id, reason)
        there.note("device.revoke", f"device {device.number}")
