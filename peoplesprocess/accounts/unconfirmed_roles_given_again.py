"""Giving an unconfirmed role again in another person's name, so that the previous giver can confirm it."""

from __future__ import annotations

from uuid import UUID

from peoplesprocess.accounts.role_journal_places import chain_of, role_to_end
from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.models import Membership, NewRoleConfirmation


def give_role_again(act: Act, membership_id: UUID) -> Membership:
    """Give somebody the same role in the actor's name; the one that somebody else gave ends.

    It needs no acceptance and signs nobody out, as the person has the role already. Errors: Forbidden;
    Refused for the actor's own role, or if the actor gave it, if it has ended, or if it is confirmed.
    """
    act.require_role(Action.INVITE)
    held = role_to_end(act, membership_id)
    if held.made_by is None or act.db.get(NewRoleConfirmation, held.id) is not None:
        raise Refused(Message(N_("This role is already confirmed.")))
    if held.made_by == act.actor.id:
        raise Refused(Message(N_("You have already given this role. Somebody else must confirm it.")))
    again = Membership(
        account_id=held.account_id,
        role=held.role,
        programme_id=held.programme_id,
        settlement_id=held.settlement_id,
        area=held.area,
        group_code=held.group_code,
        level=held.level,
        given_as=held.given_as,
        made_by=act.actor.id,
        made_at=act.now,
        revoked_at=held.revoked_at,
        revoked_by=held.revoked_by,
        end_reason=held.end_reason,
    )
    held.revoked_at, held.revoked_by, held.end_reason = act.now, act.actor.id, ""
    act.db.add(again)
    act.note_in(chain_of(held), "membership.give", f"account {held.account_id}", role=held.role)
    return again
