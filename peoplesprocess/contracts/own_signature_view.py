"""What a contract's page says to whoever signs for a party: that it waits, or why somebody else must."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from peoplesprocess.contracts.party_signatures import signing
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import parties_of
from peoplesprocess.core.messages import Sentence
from peoplesprocess.web.view_context import Context


class SignaturePermission(NamedTuple):
    """For which parties the person who looks may sign now; `refusal` says why not where that is none."""

    parties: Sequence[str] = ()
    refusal: Sentence | None = None

    @property
    def may_sign(self) -> bool:
        """Whether the person may sign now."""
        return bool(self.parties)


def own_signature(
    context: Context, signers: Mapping[str, UUID | None], *, ever: bool = True
) -> SignaturePermission:
    """Return what the person who looks can do about parties that lack in `signers`; `ever` as `signing`."""
    held = parties_of(context.person.actor, context.where)
    parties = [party for party in held if party not in signers]
    if not parties:
        return SignaturePermission()
    # Whoever has signed did so for another party than any of these: asked once, it holds for each.
    subject = signing(parties[0], dict(signers), context.act, ever=ever)
    subjects = [replace(subject, party=party) for party in parties]
    able = [each.party for each in subjects if context.may(Action.SIGN_CONTRACT, each)]
    return SignaturePermission(able, None if able else context.refusal(Action.SIGN_CONTRACT, subjects[-1]))


def offered_parties(context: Context, own: SignaturePermission) -> Sequence[str]:
    """Return the parties that a form offers: those that are left to the person who looks.

    Where none is, all for which a role of theirs signs: what was sent is refused with its reason.
    """
    return own.parties or parties_of(context.person.actor, context.where)
