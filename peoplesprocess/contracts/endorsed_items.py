"""The endorsed item of the plan that a contract is for."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.contracts import queries
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.facts.plans import ENDORSED_ITEMS, ItemWithDecision


def endorsed_item(act: Act, line: int, total: int = 0, own: int = 0) -> ItemWithDecision:
    """Return the endorsed item of the plan that a contract of `total` minor units may be for.

    `own` is the number of the contract itself.
    Errors: Refused if there is no such item.
    """
    endorsed = ENDORSED_ITEMS.all(act.db, settlement=act.settlement.id)
    item = next((item for item in endorsed if item.line == line), None)
    if item is None:
        raise Refused(Message(N_("The authority has not endorsed this item of the plan.")), "line")
    if queries.contracts_of_lines(act.db, act.settlement.id).get(line, own) != own:
        raise Refused(Message(N_("This item of the plan already has a contract.")), "line")
    if total > item.cost:
        sentence = N_(
            "The bill adds up to %(total)s. The item of the plan costs %(cost)s. Lower the bill, or change "
            "the plan."
        )
        currency = act.settlement.currency
        values = {"total": Money(total, currency), "cost": Money(item.cost, currency)}
        raise Refused(Message(sentence, values), "rate1")
    return item
