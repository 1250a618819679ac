"""Where a role or an invitation belongs: its journal, and whether who acts there may end it."""

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
    """Refuse to end what belongs to another programme, or to none if it is an administrator's."""
    if row.programme_id not in (None, act.programme_columns["programme_id"]):
        raise Forbidden(Action.INVITE)
    act.require(Action.INVITE, subject)


def role_to_end(act: Act, membership_id: UUID) -> Membership:
    """Return a role that goes on, to end it: nobody else changes it, or writes its journal, meanwhile.

    Errors: Forbidden; Refused for one's own, and for a role that has ended.
    """
    found = act.db.get_one(Membership, membership_id)
    journal.lock(act.db.connection(), chain_of(found))
    held = act.db.get_one(Membership, membership_id, with_for_update=True, populate_existing=True)
    require_inside(act, held, ActSubject(account=held.account_id, role=Role(held.role)))
    if held.revoked_at is not None and held.revoked_at <= act.now:
        raise Refused(Message(N_("This role has already ended.")))
    return held


def chain_of(row: Membership | Invitation) -> UUID:
    """Return the journal of the narrowest place where it holds."""
    return row.settlement_id or row.programme_id or journal.INSTALLATION


def columns_of(grant: RoleGrant) -> dict[str, object]:
    """Return the columns of a membership or an invitation that say what somebody is where."""
    return {
        "role": grant.role.value,
        "programme_id": grant.programme,
        "settlement_id": grant.settlement,
        "area": grant.area,
        "group_code": grant.group,
        "level": grant.level,
    }


def chain_of_grant(grant: RoleGrant) -> UUID:
    """Return the journal of the narrowest place where a grant holds."""
    return grant.settlement or grant.programme or journal.INSTALLATION
