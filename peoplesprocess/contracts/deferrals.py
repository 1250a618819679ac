"""Saying, for everybody to read, why an endorsed item gets no contract in this cycle."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.contracts.endorsed_items import endorsed_item
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.models import ItemDeferral


def defer(act: Act, line: int, reason: str) -> ItemDeferral:
    """Say, for everybody to read, why an endorsed item gets no contract in this cycle.

    Errors: Forbidden; Refused if it has a contract, or none of the endorsed items is of that line.
    """
    act.require(Action.DEFER_ITEM)
    endorsed_item(act, line)
    if not reason.strip():
        raise Refused(Message(N_("Write why this is not built now. Everybody can read it.")), "reason")
    row = ItemDeferral(
        **act.columns, line=line, reason=reason.strip(), cycles_before=act.settlement.cycles_before
    )
    act.db.add(row)
    act.note("item.defer", f"line {line}", cycle=act.settlement.cycle)
    return row
