"""The day on which a party signed on paper, never before what the signature follows."""

from __future__ import annotations

from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.contracts import queries
from peoplesprocess.contracts.queries import ContractDetail
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.paper_days import day_on_paper
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.plans import ItemWithDecision


def contract_signed_on(act: Act, item: ItemWithDecision, on_paper: date | None) -> date | None:
    """Return the day of a signature on paper under a contract for `item`.

    Errors: Refused if it is before the authority's answer to the item.
    """
    endorsed_on = day_in(act.settlement, item.decided_at) if item.decided_at else None
    too_early = Message(
        N_("The authority endorsed it on %(day)s. It cannot have been signed before that."),
        {"day": endorsed_on},
    )
    return day_on_paper(on_paper, act.today, endorsed_on, too_early)


def amendment_signed_on(act: Act, found: ContractDetail, on_paper: date | None) -> date | None:
    """Return the day of a signature on paper under an amendment.

    Errors: Refused if it is before the contract was signed.
    """
    last = queries.LAST_SIGNED_AT.get(act.db, contract=found.id)
    begins = day_in(act.settlement, last) if last else None
    too_early = Message(
        N_("The contract was signed on %(day)s. Its amendment cannot have been signed before that."),
        {"day": begins},
    )
    return day_on_paper(on_paper, act.today, begins, too_early)
