"""Several invitations at once, as a village or a programme begins: each is judged for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from peoplesprocess.accounts.actions import invite
from peoplesprocess.accounts.role_scope import RolePlaceInput
from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Plural, RefusalList, Refused

MOST_INVITATIONS = 60
"""So many invitations one form makes."""


def invite_several(act: Act, wanted: Sequence[RolePlaceInput], token_of: Callable[[int], str]) -> list[str]:
    """Invite to several roles, to all of them or to none; return the secrets of the links in their order.

    `token_of` makes the secret of a link from its place, from 1. Errors: Forbidden; Refused, naming each
    invitation that does not fit by its place.
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
