"""The contract that an act of the closing is about."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.closure import queries
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.completion import ContractProgress


def signed_contract(act: Act, number: int) -> ContractProgress:
    """Return a signed contract with how far its closing is. Errors: Refused if there is none."""
    row = queries.SIGNED_CONTRACT.first(act.db, settlement=act.settlement.id, number=number)
    if row is None:
        raise Refused(Message(N_("There is no signed contract with this number here.")))
    return row
