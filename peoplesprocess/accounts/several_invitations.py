"""Several invitations at once, as when a settlement or a programme begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from peoplesprocess.accounts.actions import invite
from peoplesprocess.accounts.role_scope import RolePlaceInput
from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Plural, RefusalList, Refused

MOST_INVITATIONS = 60
"""The most invitations that one form makes."""


def invite_several(act: Act, wanted: Sequence[RolePlaceInput], token_of: Callable[[int], str]) -> list[str]:
    """Invite to several roles: to all of them or none; return the tokens of the links in order.

    `token_of` returns the token of a link by its position, from 1. Errors: Forbidden; Refused, naming each
    invitation that is wrong by its position.
    """
    act.require_role(Action.INVITE)
    if not wanted:
        raise Refused(Message(N_("Say for at least one role how many people you invite.")))
    if len(wanted) > MOST_INVITATIONS:
        raise Refused(
            Plural(
                "You can invite at most %(count)s person at once. Invite the others afterwards.",
                "You can invite at most %(count)s people at once. Invite the others afterwards.",
                MOST_INVITATIONS,
            )
        )
    tokens, refusals = list[str](), RefusalList()
    for place, scope in enumerate(wanted, start=1):
        with refusals:
            tokens.append(_invite_one(act, scope, place, token_of(place)))
    refusals.settle()
    return tokens


def _invite_one(act: Act, scope: RolePlaceInput, place: int, token: str) -> str:
    try:
        return invite(act, scope, token)
    except Refused as refusal:
        raise refusal.moved(lambda field: f"invitation{place}") from None
