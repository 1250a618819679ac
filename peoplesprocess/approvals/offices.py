"""Which office answers an item now: the authority of the area whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from peoplesprocess.approvals import queries
from peoplesprocess.approvals.plan_review import ReviewItem
from peoplesprocess.facts.checklist import OwnPoint
from peoplesprocess.facts.places import SettlementPlace


def offices_that_answer(db: Session, place: SettlementPlace, items: Iterable[ReviewItem]) -> dict[str, str]:
    """Return who answers now, by the area whose turn it is; the settlement's own authority needs no look-up.

    Above it there may be no area that the programme knows: then it is the office that the item went to.
    """
    others = _others(place, items)
    known = queries.offices(db, place.programme_id, others) if others else {}
    return others | known | {place.area: place.authority}


def offices_and_checklist(
    db: Session, place: SettlementPlace, item: ReviewItem
) -> tuple[dict[str, str], list[OwnPoint]]:
    """Return who answers an item, as above, and what the programme asks them in its own words."""
    others = _others(place, [item])
    known, points = queries.offices_and_points(db, place.programme_id, others)
    return others | known | {place.area: place.authority}, points


def _others(place: SettlementPlace, items: Iterable[ReviewItem]) -> dict[str, str]:
    return {item.turn: item.goes_to or item.turn for item in items if item.turn != place.area}
