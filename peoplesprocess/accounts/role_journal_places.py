"""The journal to which a role or an invitation belongs, and checks before either is ended."""

from __future__ import annotations

from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.roles import Role, RoleGrant
from peoplesprocess.db import journal
from peoplesprocess.models import Invitation, Membership


def require_inside(act: Act, row: Membership | Invitation, subject: ActSubject) -> None:
    """Refuse to end a role or an invitation of another programme, or without the permission to give it."""
    if row.programme_id not in (None, act.programme_columns["programme_id"]):
        raise Forbidden(Action.INVITE)
    act.require(Action.INVITE, subject)


def role_to_end(act: Act, membership_id: UUID) -> Membership:
    """Return a role that has not ended, with its journal and its row locked.

    Errors: Forbidden; Refused for the actor's own role, and for a role that has ended.
    """
    found = act.db.get_one(Membership, membership_id)
    journal.lock(act.db.connection(), chain_of(found))
    held = act.db.get_one(Membership, membership_id, with_for_update=True, populate_existing=True)
    require_inside(act, held, ActSubject(account=held.account_id, role=Role(held.role)))
    if held.revoked_at is not None and held.revoked_at <= act.now:
        raise Refused(Message(N_("This role has already ended.")))
    return held


def chain_of(row: Membership | Invitation) -> UUID:
    """Return the journal of the narrowest place in which it holds."""
    return row.settlement_id or row.programme_id or journal.INSTALLATION


def columns_of(grant: RoleGrant) -> dict[str, object]:
    """Return the columns of a role or an invitation that describe a grant."""
    return {
        "role": grant.role.value,
        "programme_id": grant.programme,
        "settlement_id": grant.settlement,
        "area": grant.area,
        "group_code": grant.group,
        "level": grant.level,
    }


def chain_of_grant(grant: RoleGrant) -> UUID:
    """Return the journal of the narrowest place in which a grant holds."""
    return grant.settlement or grant.programme or journal.INSTALLATION
