"""Acts on accounts: invite, accept, add, change a password, withdraw an invitation."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select

from peoplesprocess.accounts import role_confirmations
from peoplesprocess.accounts.account_reach import require_open
from peoplesprocess.accounts.role_journal_places import chain_of, chain_of_grant, columns_of, require_inside
from peoplesprocess.accounts.role_scope import RolePlaceInput, check_level, checked_settlement
from peoplesprocess.accounts.usable_invitations import OWN_INVITATION, make_invitation, usable
from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.invisible_characters import without_marks
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.roles import Actor, Role, RoleGrant
from peoplesprocess.db import journal
from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.models import Account, Invitation, Membership, SignInSession

_LONGEST_USERNAME = 40


@dataclass(frozen=True, slots=True)
class AccountInput:
    """A new account; of its password only the hash."""

    username: str
    name: str
    password_hash: str
    language: str = ""
    """The language in which the account was made; "" for the default language."""


_ACCOUNTS = ScalarQuery(select(func.count()).select_from(Account))
_SET_UP_LINKS = select(Invitation).where(
    Invitation.made_by.is_(None),
    Invitation.programme_id.is_(None),
    Invitation.used_at.is_(None),
    Invitation.revoked_at.is_(None),
)
NO_USERNAME = N_("Use 2 to 40 letters and digits, without spaces. You can put dots and hyphens between them.")
_USERNAME_TAKEN = ScalarQuery(select(Account.id).where(Account.username == bindparam("username")))


def username_of(typed: str) -> str:
    """Return a user name in its normal form: NFC, lower case, without invisible marks."""
    plain = without_marks(unicodedata.normalize("NFKC", typed)).strip().casefold()
    # Lower case can undo NFKC's composition in some scripts.
    return unicodedata.normalize("NFC", plain)


def invite(act: Act, scope: RolePlaceInput, token: str = "") -> str:
    """Invite somebody to one role in one place of the programme; return the token of the link.

    Only its digest is stored. Errors: Forbidden; Refused at the field that does not fit the role.
    """
    act.require(Action.INVITE, ActSubject(role=scope.role))
    settlement = checked_settlement(act.db, act.programme.id, scope)
    check_level(scope, act.rules)
    programme = None if scope.role is Role.ADMINISTRATOR else act.programme.id
    grant = RoleGrant(scope.role, programme, settlement, scope.area, scope.group, level=scope.level)
    return make_invitation(act, grant, token, scope.note.strip())


def invite_first_administrator(act: Act) -> str:
    """Return the token of the link for the first administrator.

    It asks no action of the table, as nobody has a role yet: the installation itself does this, and only
    while there is no account. Earlier links are withdrawn. Errors: Forbidden.
    """
    act.require_installation()
    if _ACCOUNTS.get(act.db):
        raise Forbidden("somebody can sign in already")
    for earlier in act.db.scalars(_SET_UP_LINKS):
        earlier.revoked_at = act.now
        act.note_in(journal.INSTALLATION, "invitation.revoke", "invitation", role=earlier.role)
    return make_invitation(act, RoleGrant(Role.ADMINISTRATOR))


def accept(act: Act, token: str, account: AccountInput) -> Account:
    """Make the account for an invitation, with its role.

    It asks no action of the table: the holder of the token has no account yet, and the inviter was allowed to
    give the role. Errors: Refused if the invitation cannot be used, or the user name is taken.
    """
    invitation = usable(act, token)
    row = _new_account(act, account)
    _take_up(replace(act, actor=Actor(row.id)), invitation, row.id)
    return row


def accept_as(act: Act, token: str) -> None:
    """Add an invitation's role to the actor's account.

    It asks no action of the table: the token is the permission, as in `accept`. Errors: Forbidden; Refused if
    the invitation cannot be used, or if the account made it or already has its role.
    """
    account_id = act.actor.id
    if account_id is None:
        raise Forbidden("the installation has no account to add a role to")
    invitation = usable(act, token)
    if invitation.made_by == account_id:
        raise Refused(Message(OWN_INVITATION))
    require_open(act, account_id)
    known = select(Membership.id).where(
        Membership.account_id == account_id,
        Membership.revoked_at.is_(None),
        Membership.role == invitation.role,
        Membership.programme_id.is_not_distinct_from(invitation.programme_id),
        Membership.settlement_id.is_not_distinct_from(invitation.settlement_id),
        Membership.area == invitation.area,
        Membership.group_code == invitation.group_code,
        Membership.level == invitation.level,
    )
    if act.db.scalar(known) is not None:
        raise Refused(
            Message(N_("You already have this role here. Leave the link for the person it was made for."))
        )
    _take_up(act, invitation, account_id)


def add_account(act: Act, account: AccountInput, grants: Sequence[RoleGrant]) -> Account:
    """Add an account with all its roles, as the installation itself does for the demonstration.

    Errors: Forbidden to every account; Refused if the user name is taken or invalid.
    """
    act.require_installation()
    row = _new_account(act, account)
    own = replace(act, actor=Actor(row.id))
    for grant in grants:
        act.db.add(Membership(account_id=row.id, made_at=act.now, **columns_of(grant)))
        own.note_in(chain_of_grant(grant), "membership.add", "account", role=grant.role.value)
    if not grants:
        own.note_in(journal.INSTALLATION, "account.add", "account")
    return row


def change_password(act: Act, password_hash: str, *, session: str = "", renewed: bool = False) -> None:
    """Store a new hash of the actor's password, and end all sessions but `session`.

    With `renewed` it is the same password under a new hash, and sessions stay. It asks no action of the
    table: everybody may change their own password, even without a role. Errors: Forbidden.
    """
    account_id = act.actor.id
    if account_id is None:
        raise Forbidden("the installation has no password")
    act.db.get_one(Account, account_id).password_hash = password_hash
    if not renewed:
        act.db.execute(
            delete(SignInSession).where(
                SignInSession.account_id == account_id, SignInSession.token_hash != session
            )
        )
    what = "password.rehash" if renewed else "password.change"
    act.note_in(journal.INSTALLATION, what, "account")


def revoke_invitation(act: Act, invitation_id: UUID) -> Invitation:
    """Withdraw an open invitation. Errors: Forbidden; Refused if it was already used or withdrawn."""
    act.require_role(Action.INVITE)
    # The same order of locks as in the act that accepts an invitation: first the journal, then the row.
    journal.lock(act.db.connection(), chain_of(act.db.get_one(Invitation, invitation_id)))
    invitation = act.db.get_one(Invitation, invitation_id, with_for_update=True, populate_existing=True)
    require_inside(act, invitation, ActSubject(role=Role(invitation.role)))
    if invitation.used_at is not None:
        raise Refused(Message(N_("This invitation has already been used. End the role instead.")))
    if invitation.revoked_at is not None:
        raise Refused(Message(N_("This invitation has already been withdrawn.")))
    invitation.revoked_at = act.now
    act.note_in(chain_of(invitation), "invitation.revoke", "invitation", role=invitation.role)
    return invitation


def _take_up(act: Act, invitation: Invitation, account_id: UUID) -> None:
    invitation.used_at, invitation.used_by = act.now, account_id
    held = Membership(
        account_id=account_id,
        role=invitation.role,
        programme_id=invitation.programme_id,
        settlement_id=invitation.settlement_id,
        area=invitation.area,
        group_code=invitation.group_code,
        level=invitation.level,
        made_by=invitation.made_by,
        made_at=act.now,
    )
    act.db.add(held)
    act.db.flush()
    first = {"first": True} if role_confirmations.begin(act, held) else {}
    chain = chain_of(invitation)
    act.note_in(chain, "invitation.accept", f"account {account_id}", role=invitation.role, **first)


def _new_account(act: Act, account: AccountInput) -> Account:
    username = username_of(account.username)
    if not is_username(username):
        raise Refused(Message(NO_USERNAME), "username")
    if _USERNAME_TAKEN.get(act.db, username=username) is not None:
        raise Refused(Message(N_("Somebody already has this user name. Choose another.")), "username")
    row = Account(**{**asdict(account), "username": username}, made_at=act.now)
    act.db.add(row)
    act.db.flush()
    return row


def is_username(name: str) -> bool:
    """Return whether a name consists of letters, digits and combining marks, with dots and hyphens inside."""
    kinds = [unicodedata.category(sign)[0] for sign in name]
    if not 2 <= len(name) <= _LONGEST_USERNAME or kinds[0] not in "LN" or name[-1] in ".-":
        return False
    return all(kind in "LMN" or sign in "._-" for kind, sign in zip(kinds, name, strict=True))
