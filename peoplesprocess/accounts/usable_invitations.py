"""Whether an invitation can be used, for pages and for acts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Uuid, bindparam, func, literal, select

from peoplesprocess.accounts import queries
from peoplesprocess.accounts.queries import InvitationDetail
from peoplesprocess.accounts.role_journal_places import chain_of_grant, columns_of
from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.roles import RoleGrant
from peoplesprocess.core.secrets import hashed, new_token
from peoplesprocess.db import journal
from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.models import Invitation

OWN_INVITATION = N_(
    "You made this invitation, so it is for somebody else. If you need this role, another person has to "
    "invite you."
)
VALID_FOR = timedelta(hours=72)
_CHAIN_OF_INVITATION = ScalarQuery(
    select(
        func.coalesce(
            Invitation.settlement_id, Invitation.programme_id, literal(journal.INSTALLATION, Uuid())
        )
    ).where(Invitation.token_hash == bindparam("token_hash"))
)


def obstacle(invitation: InvitationDetail, now: datetime) -> str:
    """Return a sentence on why an invitation cannot be used, or ""."""
    if invitation.revoked_at is not None:
        return N_("This invitation was withdrawn. Ask the person who invited you.")
    if invitation.used_at is not None:
        return N_("This invitation has already been used. If it was you, sign in. If not, ask for a new one.")
    if invitation.expires_at <= now:
        return N_("This invitation was valid for three days, and they are over. Ask for a new one.")
    if not invitation.is_standing and invitation.made_by is None:
        return N_(
            "This link was for the first administrator, and there already is one. Ask for an invitation."
        )
    if not invitation.is_standing:
        return N_(
            "The person who made this invitation is no longer allowed to invite people to this role. Ask "
            "somebody else in the programme for a new one."
        )
    return ""


def usable(act: Act, token: str) -> Invitation:
    """Return the locked invitation with this token, after any concurrent act on it has ended.

    Errors: Refused if it cannot be used.
    """
    token_hash = hashed(token)
    chain = _CHAIN_OF_INVITATION.get(act.db, token_hash=token_hash)
    if chain is None:
        raise Refused(Message(N_("This invitation is not known here. Ask whoever sent it for a new one.")))
    journal.lock(act.db.connection(), chain)
    # The page may have read the row before the lock, so it is read again.
    row = act.db.scalars(
        select(Invitation)
        .where(Invitation.token_hash == token_hash)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    found = queries.invitation(act.db, token, act.now)
    if found is not None and (sentence := obstacle(found, act.now)):
        raise Refused(Message(sentence))
    return row


def make_invitation(act: Act, grant: RoleGrant, token: str = "", note: str = "") -> str:
    """Make an invitation to a role that the caller has allowed; return the token of its link."""
    token = token or new_token()
    act.db.add(
        Invitation(
            token_hash=hashed(token),
            made_by=act.actor.id,
            made_at=act.now,
            expires_at=act.now + VALID_FOR,
            note=note,
            **columns_of(grant),
        )
    )
    detail = {"role": grant.role.value, "area": grant.area, "group": grant.group}
    act.note_in(chain_of_grant(grant), "invitation.make", "invitation", **detail)
    return token
