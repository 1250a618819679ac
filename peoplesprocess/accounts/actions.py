"""What is done about accounts: inviting, accepting, adding, changing a password, revoking."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from peoplesprocess.accounts.role_scope import RoleScope, checked
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.roles import Grant, Role
from peoplesprocess.core.secrets import hashed
from peoplesprocess.db import journal
from peoplesprocess.models import Account, Invitation, Membership, SignIn

VALID_FOR = timedelta(hours=72)
_USERNAME = re.compile(r"\w[\w.-]{0,38}\w")


def username_of(typed: str) -> str:
    """Return a user name as it is stored: one spelling, small letters."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def invite(
    db: Session,
    actor: UUID | None,
    *,
    role: str,
    programme_id: UUID | None,
    settlement_id: UUID | None,
    area: str,
    group_code: str,
    now: datetime,
    token: str = "",
) -> str:
    """Invite somebody to one role in one place; return the secret of the link: just its digest is kept."""
    token = token or secrets.token_urlsafe(24)
    db.add(
        Invitation(
            token_hash=hashed(token),
            role=role,
            programme_id=programme_id,
            settlement_id=settlement_id,
            area=area,
            group_code=group_code,
            made_by=actor,
            made_at=now,
            expires_at=now + VALID_FOR,
        )
    )
    chain = settlement_id or programme_id or journal.INSTALLATION
    journal.write(
        db, chain, actor, "invitation.make", "invitation", now, role=role, area=area, group=group_code
    )
    return token


def invite_into(
    db: Session,
    actor: UUID,
    programme_id: UUID,
    reach: RoleScope,
    token: str,
    now: datetime,
    *,
    by_administrator: bool,
) -> str:
    """Invite somebody into a programme's place. Errors: Refused at the field that does not fit the role."""
    role = Role(reach.role)
    if role is Role.ADMINISTRATOR and not by_administrator:
        raise Refused(Message(N_("Only an administrator can invite an administrator.")), "role")
    settlement = checked(db, programme_id, role, reach)
    return invite(
        db,
        actor,
        role=role.value,
        programme_id=None if role is Role.ADMINISTRATOR else programme_id,
        settlement_id=settlement.id if settlement else None,
        area=reach.area,
        group_code=reach.group_code,
        now=now,
        token=token,
    )


def accept(db: Session, token: str, username: str, name: str, password_hash: str, now: datetime) -> Account:
    """Make the account that an invitation is for, with its one role.

    Errors: Refused if the invitation cannot be used, or the user name is not free.
    """
    invitation = _usable(db, token, now)
    account = _new_account(db, username, name, password_hash, now)
    _take_up(db, invitation, account.id, now)
    return account


def accept_as(db: Session, token: str, account_id: UUID, now: datetime) -> None:
    """Add an invitation's role to an account that exists.

    Errors: Refused if the invitation cannot be used, or the account has this role already.
    """
    invitation = _usable(db, token, now)
    known = select(Membership.id).where(
        Membership.account_id == account_id,
        Membership.revoked_at.is_(None),
        Membership.role == invitation.role,
        Membership.programme_id.is_not_distinct_from(invitation.programme_id),
        Membership.settlement_id.is_not_distinct_from(invitation.settlement_id),
        Membership.area == invitation.area,
        Membership.group_code == invitation.group_code,
    )
    if db.scalar(known) is not None:
        raise Refused(Message(N_("You have this role here already. Leave the link to whom it was made for.")))
    _take_up(db, invitation, account_id, now)


def obstacle(invitation: Invitation, now: datetime) -> str:
    """Return why an invitation cannot be used, as a sentence; "" if it can."""
    if invitation.revoked_at is not None:
        return N_("This invitation was taken back. Ask who invited you.")
    if invitation.used_at is not None:
        return N_("This invitation was used already. If it was you, sign in. If not, ask for a new one.")
    if invitation.expires_at <= now:
        return N_("This invitation was valid for three days, which are over. Ask for a new one.")
    return ""


def add_account(
    db: Session,
    *,
    username: str,
    name: str,
    password_hash: str,
    memberships: Sequence[Grant],
    now: datetime,
) -> Account:
    """Add an account with all its roles. Errors: Refused if the user name is not free."""
    account = _new_account(db, username, name, password_hash, now)
    for held in memberships:
        db.add(
            Membership(
                account_id=account.id,
                role=held.role.value,
                programme_id=held.programme,
                settlement_id=held.settlement,
                area=held.area,
                group_code=held.group,
                made_at=now,
            )
        )
        chain = held.settlement or held.programme or journal.INSTALLATION
        journal.write(db, chain, account.id, "membership.add", "account", now, role=held.role.value)
    if not memberships:
        journal.write(db, journal.INSTALLATION, account.id, "account.add", "account", now)
    return account


def change_password(
    db: Session,
    account_id: UUID,
    password_hash: str,
    now: datetime,
    *,
    session: str = "",
    renewed: bool = False,
) -> None:
    """Store another hash and end all sessions but `session`; with `renewed` it is the same password."""
    db.get_one(Account, account_id).password_hash = password_hash
    act = "password.rehash" if renewed else "password.change"
    if not renewed:
        db.execute(delete(SignIn).where(SignIn.account_id == account_id, SignIn.token_hash != session))
    journal.write(db, journal.INSTALLATION, account_id, act, "account", now)


def revoke_membership(db: Session, actor: UUID, membership_id: UUID, now: datetime) -> Membership:
    """Take a role back and end all sessions of its account. Errors: Refused for one's own."""
    held = db.get_one(Membership, membership_id, with_for_update=True)
    if held.account_id == actor:
        raise Refused(Message(N_("This is your own role. Somebody else has to take it back.")))
    if held.revoked_at is not None:
        raise Refused(Message(N_("This role was taken back already.")))
    held.revoked_at, held.revoked_by = now, actor
    db.execute(delete(SignIn).where(SignIn.account_id == held.account_id))
    chain = held.settlement_id or held.programme_id or journal.INSTALLATION
    journal.write(db, chain, actor, "membership.revoke", f"account {held.account_id}", now, role=held.role)
    return held


def revoke_invitation(db: Session, actor: UUID, invitation_id: UUID, now: datetime) -> Invitation:
    """Take an open invitation back. Errors: Refused if it was used or taken back already."""
    invitation = db.get_one(Invitation, invitation_id, with_for_update=True)
    if invitation.used_at is not None:
        raise Refused(Message(N_("This invitation was used already. Take the role back instead.")))
    if invitation.revoked_at is not None:
        raise Refused(Message(N_("This invitation was taken back already.")))
    invitation.revoked_at = now
    chain = invitation.settlement_id or invitation.programme_id or journal.INSTALLATION
    journal.write(db, chain, actor, "invitation.revoke", "invitation", now, role=invitation.role)
    return invitation


def _usable(db: Session, token: str, now: datetime) -> Invitation:
    invitation = db.scalar(select(Invitation).where(Invitation.token_hash == hashed(token)).with_for_update())
    if invitation is None:
        raise Refused(Message(N_("This invitation is not known here.")))
    if sentence := obstacle(invitation, now):
        raise Refused(Message(sentence))
    return invitation


def _take_up(db: Session, invitation: Invitation, account_id: UUID, now: datetime) -> None:
    invitation.used_at, invitation.used_by = now, account_id
    db.add(
        Membership(
            account_id=account_id,
            role=invitation.role,
            programme_id=invitation.programme_id,
            settlement_id=invitation.settlement_id,
            area=invitation.area,
            group_code=invitation.group_code,
            made_by=invitation.made_by,
            made_at=now,
        )
    )
    chain = invitation.settlement_id or invitation.programme_id or journal.INSTALLATION
    journal.write(
        db, chain, account_id, "invitation.accept", f"account {account_id}", now, role=invitation.role
    )


def _new_account(db: Session, username: str, name: str, password_hash: str, now: datetime) -> Account:
    username = username_of(username)
    if not _USERNAME.fullmatch(username):
        raise Refused(
            Message(N_("Use 2 to 40 letters and digits, no blanks. Dots and hyphens may stand between.")),
            "username",
        )
    if db.scalar(select(Account.id).where(Account.username == username)) is not None:
        raise Refused(Message(N_("Somebody has this user name already. Choose another.")), "username")
    account = Account(username=username, name=name, password_hash=password_hash, made_at=now)
    db.add(account)
    db.flush()
    return account
