"""What a contract's page says to whoever signs for a party: that it waits, or why somebody else must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from peoplesprocess.contracts.party_signatures import signing
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import parties_of
from peoplesprocess.core.messages import Sentence
from peoplesprocess.web.view_context import Context


class SignaturePermission(NamedTuple):
    """Whether the person who looks may sign now; `refusal` says why not where the person is the wrong one."""

    may_sign: bool = False
    refusal: Sentence | None = None


def own_signature(context: Context, signers: Mapping[str, UUID | None]) -> SignaturePermission:
    """Return what the person who looks can do about the parties that lack in `signers`."""
    parties = [party for party in parties_of(context.person.actor, context.where) if party not in signers]
    if not parties:
        return SignaturePermission()
    # Whoever has signed did so for another party than any of these: asked once, it holds for each.
    subject = signing(parties[0], dict(signers), context.act)
    subjects = [replace(subject, party=party) for party in parties]
    if any(context.may(Action.SIGN_CONTRACT, each) for each in subjects):
        return SignaturePermission(True)
    return SignaturePermission(refusal=context.refusal(Action.SIGN_CONTRACT, subject))
