"""Lookups that acts about a contract share: the contract, and who signs for its account."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.contracts import queries
from peoplesprocess.contracts.queries import ContractDetail
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.tranche_conditions import signatories


def contract_of(act: Act, number: int) -> ContractDetail:
    """Return a contract by its number. Errors: Refused if there is none."""
    found = queries.CONTRACT.first(act.db, settlement=act.settlement.id, number=number)
    if found is None:
        raise Refused(Message(N_("There is no such contract here. See the list of contracts.")))
    return found


def require_signatories(act: Act, found: ContractDetail) -> None:
    """Refuse the community's signature while too few people sign for its account. Errors: Refused."""
    named = signatories(found.signatories, found.women_signatories, found.account_rules(act.rules))
    if not named.holds:
        raise Refused(
            Message(
                N_("The community cannot sign yet. Still missing: %(condition)s."),
                {"condition": named.sentence},
            )
        )
