"""Roles given by one person and confirmed by another: the query and the acts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import aliased

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.roles import Role
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.actors import HAS_CONFIRMATION, HOLDS, INVITED_AS, IS_CONFIRMED, LINK_MADE_BY
from peoplesprocess.facts.user_account_makers import AccountMakers, account_makers, made_by_others
from peoplesprocess.models import Account, Area, Membership, NewRoleConfirmation, Settlement


class RoleToConfirm(NamedTuple):
    """A role in a programme, with its giver, and whether it was ever confirmed."""

    account_id: UUID
    name: str
    role: str
    group_code: str
    made_by: UUID | None
    giver: str | None
    link_made_by: UUID | None
    was_confirmed: bool
    settlement: str | None
    area_name: str | None
    invited_as: str | None


_giver = aliased(Account)
ROLE_TO_CONFIRM = Query(
    RoleToConfirm,
    select(
        Membership.account_id,
        Account.name,
        Membership.role,
        Membership.group_code,
        Membership.made_by,
        _giver.name.label("giver"),
        LINK_MADE_BY.label("link_made_by"),
        or_(Membership.made_by.is_(None), HAS_CONFIRMATION).label("was_confirmed"),
        Settlement.name.label("settlement"),
        Area.name.label("area_name"),
        INVITED_AS.label("invited_as"),
    )
    .select_from(Membership)
    .join(Account, Account.id == Membership.account_id)
    .outerjoin(_giver, _giver.id == Membership.made_by)
    .outerjoin(Settlement, Settlement.id == Membership.settlement_id)
    .outerjoin(
        Area,
        (Area.programme_id == Membership.programme_id) & (Area.path == Membership.area),
    )
    .where(Membership.id == bindparam("membership"), Membership.programme_id == bindparam("programme")),
)
"""One role in a programme."""

_OF_ADMINISTRATOR = ScalarQuery(
    select(Membership.id).where(
        Membership.account_id == bindparam("account"),
        Membership.role == Role.ADMINISTRATOR.value,
        HOLDS,
    )
)
_CONFIRMED_MANAGER = ScalarQuery(
    select(Membership.id)
    .join(Account, Account.id == Membership.account_id)
    .where(
        Membership.programme_id == bindparam("programme"),
        Membership.role == Role.PROGRAMME_MANAGER.value,
        HOLDS,
        Account.revoked_at.is_(None),
        IS_CONFIRMED,
    )
    .limit(1)
)


_LINK_MADE_BY = ScalarQuery(select(LINK_MADE_BY).where(Membership.id == bindparam("membership")))


def confirm_roles(act: Act, membership_ids: Iterable[UUID]) -> list[NewRoleConfirmation]:
    """Confirm several roles: all of them or none. Errors: as `confirm_role`; Refused if there are none."""
    act.require_role(Action.CONFIRM_ROLE)
    confirmed = [confirm_role(act, held) for held in membership_ids]
    if not confirmed:
        raise Refused(Message(N_("Choose at least one person.")), "roles")
    return confirmed


def confirm_role(act: Act, membership_id: UUID) -> NewRoleConfirmation:
    """Confirm a role that somebody else gave.

    Errors: Forbidden; Refused if the actor gave it, holds it, or is tied to one of these two; if it has
    ended; or if it needs no confirmation.
    """
    act.require_role(Action.CONFIRM_ROLE)
    held = act.db.get_one(Membership, membership_id, with_for_update=True, populate_existing=True)
    if held.programme_id != act.programme.id:
        raise Forbidden(Action.CONFIRM_ROLE)
    link_made_by = _LINK_MADE_BY.get(act.db, membership=held.id)
    made = account_makers(act.db, [act.actor.id] if act.actor.id else [], [held.made_by, link_made_by])
    subject = confirmation(made, act.actor.id, held.account_id, held.made_by, link_made_by)
    act.require(Action.CONFIRM_ROLE, subject)
    if held.revoked_at is not None and held.revoked_at <= act.now:
        raise Refused(Message(N_("This role has already ended.")))
    row = act.db.get(NewRoleConfirmation, held.id)
    if link_made_by is None and (held.made_by is None or row is not None):
        raise Refused(Message(N_("This role is already confirmed.")))
    row = row or NewRoleConfirmation(membership_id=held.id)
    row.confirmed_by, row.confirmed_at = act.actor.id, act.now
    act.db.add(row)
    chain = held.settlement_id or act.programme.id
    act.note_in(chain, "membership.confirm", f"account {held.account_id}", role=held.role)
    return row


def confirmation(
    made: AccountMakers,
    actor: UUID | None,
    account: UUID | None,
    giver: UUID | None,
    link_made_by: UUID | None = None,
) -> ActSubject:
    """Return the confirmation of an account's role as the subject of a permission rule.

    `made` says who made the accounts of the actor and of givers whose own role is unconfirmed; `link_made_by`
    is who made the account's link for a new password.
    """
    made_the_giver = any(made_by_others(made, each, (actor,)) for each in (giver, link_made_by))
    return ActSubject(
        account=account,
        given_by=giver,
        link_made_by=link_made_by,
        tied=made_by_others(made, actor, (account, giver)),
        made_the_giver=frozenset({actor}) if made_the_giver and actor is not None else frozenset(),
    )


def begin(act: Act, held: Membership) -> bool:
    """Return whether a new role needs no confirmation, and record that.

    This is so for a programme manager whom an administrator invited, while the programme has no other manager
    who could confirm: somebody has to be the first.
    """
    if held.made_by is None or held.role != Role.PROGRAMME_MANAGER.value:
        return False
    if _OF_ADMINISTRATOR.get(act.db, account=held.made_by, now=act.now) is None:
        return False
    if _CONFIRMED_MANAGER.get(act.db, programme=held.programme_id, now=act.now) is not None:
        return False
    act.db.add(NewRoleConfirmation(membership_id=held.id, confirmed_by=None, confirmed_at=act.now))
    return True
