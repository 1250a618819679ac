"""The endorsed item of the plan that a contract is for."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.contracts import queries
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.plans import ENDORSED_ITEMS, ItemWithDecision


def endorsed_item(act: Act, line: int, total: int = 0, own: int = 0) -> ItemWithDecision:
    """The endorsed item of the plan that a contract of a `total` may be for, or a refusal."""
    endorsed = ENDORSED_ITEMS.all(act.db, settlement=act.settlement.id)
    item = next((item for item in endorsed if item.line == line), None)
    if item is None:
        raise Refused(Message(N_("The authority has not endorsed this item of the plan.")), "line")
    if queries.contracts_of_lines(act.db, act.settlement.id).get(line, own) != own:
        raise Refused(Message(N_("This item of the plan has a contract already.")), "line")
    if total > item.cost:
        raise Refused(
            Message(N_("The bill costs more than the plan's item. Lower it, or change the plan.")), "line"
        )
    return item
