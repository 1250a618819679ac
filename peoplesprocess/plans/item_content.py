"""The content of an item that the authority judges, from what was typed in and what is stored."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from peoplesprocess.act import Act
from peoplesprocess.core.plan_items import JUDGED, NO_DETAILS, ItemContent, valued_labour
from peoplesprocess.core.unit_rates import day_rate
from peoplesprocess.facts.unit_rates import UNIT_RATES
from peoplesprocess.models import PlanItem

if TYPE_CHECKING:
    from peoplesprocess.plans.actions import ItemInput


def content_of(act: Act, item: ItemInput, row: PlanItem | None = None) -> ItemContent:
    """Return an item as typed in, with the details that its `row` already holds.

    Errors: Refused if its days of labour are worth another sum than it gives.
    """
    kept = written_content(row) if row is not None else None
    details = {name: getattr(kept, name) if kept else empty for name, empty in NO_DETAILS.items()}
    typed = {name: value for name, value in asdict(item).items() if name in JUDGED}
    content = ItemContent(**{**details, **typed})
    if not content.labour_days:
        return content
    # A sum agreed at the rate of its day stays until the days or the sum are changed.
    if kept and (kept.labour_days, kept.in_labour) == (content.labour_days, content.in_labour):
        return content
    place = act.settlement
    rates = UNIT_RATES.all(act.db, programme=place.programme_id)
    return valued_labour(content, day_rate(rates, place.currency), place.currency)


def written_content(row: PlanItem) -> ItemContent:
    """Return the judged content of a stored item."""
    return ItemContent(**{name: getattr(row, name) for name in JUDGED})
