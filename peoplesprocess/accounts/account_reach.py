"""Accounts that somebody may help, close or reopen: those whose every role they could give and end."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import may
from peoplesprocess.core.roles import Actor, ActPlace, RoleGrant
from peoplesprocess.models import Account


def require_reach(act: Act, account_id: UUID, grants: Iterable[RoleGrant]) -> None:
    """Refuse an act on the actor's own account, or on one with a role that the actor could not give."""
    if account_id == act.actor.id:
        raise Refused(Message(N_("This is your own account. Open “My account” instead.")))
    if not reaches(act.actor, grants):
        raise Refused(
            Message(N_("This person has a role that you could not give. Ask an administrator to help."))
        )


def reaches(helper: Actor, grants: Iterable[RoleGrant]) -> bool:
    """Return whether the helper could give each role, since the holder of a link could act in them all."""
    return all(
        may(helper, Action.INVITE, ActPlace(programme=grant.programme), ActSubject(role=grant.role))
        for grant in grants
    )


def locked_account(act: Act, account_id: UUID) -> Account:
    """Return an account with its row locked, after any concurrent closing or reopening has ended."""
    return act.db.get_one(Account, account_id, with_for_update=True, populate_existing=True)


def require_open(act: Act, account_id: UUID) -> None:
    """Refuse to give anything to a closed account. Errors: Refused."""
    if locked_account(act, account_id).revoked_at is not None:
        raise Refused(Message(N_("This account is closed. It has to be opened again first.")))
