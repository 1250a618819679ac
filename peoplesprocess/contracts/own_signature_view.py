"""What a contract's page tells somebody who signs for a party: to sign, or why somebody else must."""

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
    """The parties for which the reader may sign now; `refusal` says why there are none."""

    parties: Sequence[str] = ()
    refusal: Sentence | None = None

    @property
    def may_sign(self) -> bool:
        """Whether the person may sign now."""
        return bool(self.parties)


def own_signature(
    context: Context, signers: Mapping[str, UUID | None], *, ever: bool = True
) -> SignaturePermission:
    """Return what the reader can do about the parties missing from `signers`; `ever` is as in `signing`."""
    held = parties_of(context.person.actor, context.where)
    parties = [party for party in held if party not in signers]
    if not parties:
        return SignaturePermission()
    # A signer has signed for another party than any of these, so one subject serves them all.
    subject = signing(parties[0], dict(signers), context.act, ever=ever)
    subjects = [replace(subject, party=party) for party in parties]
    able = [each.party for each in subjects if context.may(Action.SIGN_CONTRACT, each)]
    return SignaturePermission(able, None if able else context.refusal(Action.SIGN_CONTRACT, subjects[-1]))


def offered_parties(context: Context, own: SignaturePermission) -> Sequence[str]:
    """Return the parties that a form offers: those for which the reader may still sign.

    If there are none, all parties that the reader's roles sign for, so that what is sent is refused with a
    reason.
    """
    return own.parties or parties_of(context.person.actor, context.where)
