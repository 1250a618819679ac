"""The signatures of a contract: how many, by which parties, and when the last one was made."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.core.choice_lists import PARTIES
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.models import Contract, Signature

SIGNATURES = (
    select(func.count()).where(Signature.contract_id == Contract.id).correlate(Contract).scalar_subquery()
)
"""How many parties have signed a contract."""
SIGNED_PARTIES = (
    select(aggregate_strings(Signature.party, " "))
    .where(Signature.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
"""The parties that have signed a contract, separated by blanks, NULL before the first."""
IS_SIGNED = len(PARTIES) <= SIGNATURES
"""Whether all parties have signed a contract."""
SIGNED_AT = (
    select(func.max(done_at(Signature)))
    .where(Signature.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
"""When the newest signature of a contract was made, NULL before the first."""


def is_signed_by_all(signatures: int) -> bool:
    """Return whether a number of signatures means that all parties have signed."""
    return signatures >= len(PARTIES)


def signed_parties(stored: str | None) -> list[str]:
    """Return the parties that have signed, in the contract's order; `stored` is separated by blanks."""
    there = (stored or "").split()
    return [party for party in PARTIES if party in there]
