"""Needs that a work already answers, so that groups need not choose them again in a later cycle."""

from __future__ import annotations

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Message
from peoplesprocess.core.need_stage import NeedStage
from peoplesprocess.facts.item_progress import NEWEST_PROGRESS
from peoplesprocess.facts.places import SettlementWithRules

BUILT = (NeedStage.BEING_BUILT, NeedStage.HANDED_OVER)


def built_needs(db: Session, place: SettlementWithRules) -> dict[int, Message]:
    """Return how far each need is that a work of a settlement answers, by the need's number.

    In the first cycle no group chooses again, so nothing is looked up.
    """
    if not place.cycles_before:
        return {}
    outcomes = [(item.needs, item.outcome) for item in NEWEST_PROGRESS.all(db, settlement=place.id)]
    return {need: outcome.sentence for needs, outcome in outcomes if outcome.stage in BUILT for need in needs}
