"""Which office answers an item now: the authority of the area whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from peoplesprocess.approvals import queries
from peoplesprocess.approvals.plan_review import ReviewItem
from peoplesprocess.core.approval_chain import AnswerTurn
from peoplesprocess.facts.authority_checklist import OwnChecklistPoint
from peoplesprocess.facts.places import SettlementWithRules


def offices_that_answer(
    db: Session, place: SettlementWithRules, items: Iterable[ReviewItem]
) -> dict[AnswerTurn, str]:
    """Return who answers now, by whose turn it is; the settlement's own authority needs no look-up.

    Above it there may be no area that the programme knows: then it is the office that the item went to.
    A later level is called what the programme calls it.
    """
    found, others = _known(place, items)
    known = queries.offices(db, place.programme_id, _areas(others)) if others else {}
    return found | {turn: known.get(turn.area, office) for turn, office in others.items()}


def offices_and_checklist(
    db: Session, place: SettlementWithRules, item: ReviewItem
) -> tuple[dict[AnswerTurn, str], list[OwnChecklistPoint]]:
    """Return who answers an item, as above, and what the programme asks them in its own words."""
    found, others = _known(place, [item])
    known, points = queries.offices_and_points(db, place.programme_id, _areas(others))
    return found | {turn: known.get(turn.area, office) for turn, office in others.items()}, points


def office_of(place: SettlementWithRules, turn: AnswerTurn, known: Mapping[AnswerTurn, str]) -> str:
    """Return what the office is called whose turn it would be; `known` are those that were looked up."""
    return known.get(turn) or (place.authority if turn.area else place.rules.level_name(turn.level))


def _areas(turns: Iterable[AnswerTurn]) -> set[str]:
    return {turn.area for turn in turns}


def _known(
    place: SettlementWithRules, items: Iterable[ReviewItem]
) -> tuple[dict[AnswerTurn, str], dict[AnswerTurn, str]]:
    """The offices that need no look-up, and those that do with what they are called without one."""
    known: dict[AnswerTurn, str] = {}
    others: dict[AnswerTurn, str] = {}
    for item in items:
        if item.turn.forwarded:
            others[item.turn] = item.goes_to or item.turn.area
        else:
            known[item.turn] = office_of(place, item.turn, known)
    return known, others
