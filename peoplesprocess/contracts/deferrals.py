"""Deferrals: a public reason why an endorsed item gets no contract in this cycle."""

from __future__ import annotations

from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.contracts.endorsed_items import endorsed_item
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.paper_days import EarliestDay, day_after_all, day_detail
from peoplesprocess.facts.cycle_days import cycle_began
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.plans import ItemWithDecision
from peoplesprocess.models import ItemDeferral


def defer(act: Act, line: int, reason: str, on_paper: date | None = None) -> ItemDeferral:
    """Record for everybody why an endorsed item gets no contract in this cycle, perhaps `on_paper` earlier.

    Errors: Forbidden; Refused if it has a contract, if no endorsed item has this line, or if the day on paper
    is before the authority's yes or before the cycle.
    """
    act.require(Action.DEFER_ITEM)
    item = endorsed_item(act, line)
    if not reason.strip():
        raise Refused(Message(N_("Write why this is not built now. Everybody can read it.")), "reason")
    place, deferred_on = act.settlement, _deferred_on(act, item, on_paper)
    row = ItemDeferral(
        **act.columns,
        line=line,
        reason=reason.strip(),
        cycles_before=place.cycles_before,
        on_paper_at=noon(place, deferred_on),
    )
    act.db.add(row)
    act.note("item.defer", f"line {line}", cycle=place.cycle, **day_detail(deferred_on))
    return row


def _deferred_on(act: Act, item: ItemWithDecision, on_paper: date | None) -> date | None:
    if on_paper is None:
        return None
    endorsed_on = day_in(act.settlement, item.decided_at) if item.decided_at else None
    sentence = N_(
        "The authority endorsed it on %(day)s. It cannot have been put off before that. Give that day or a "
        "later one, or leave it empty if it was today."
    )
    endorsed = EarliestDay(endorsed_on, Message(sentence, {"day": endorsed_on}))
    return day_after_all(on_paper, act.today, [endorsed, cycle_began(act.db, act.settlement)])
