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
    """Return the name of the office that answers each item, by turn.

    The settlement's own authority needs no query. For an area that the programme does not know, it is the
    office that the item was forwarded to. A later level has the name that the programme gives it.
    """
    found, others = _known(place, items)
    known = queries.offices(db, place.programme_id, _areas(others)) if others else {}
    return found | {turn: known.get(turn.area, office) for turn, office in others.items()}


def offices_and_checklist(
    db: Session, place: SettlementWithRules, item: ReviewItem
) -> tuple[dict[AnswerTurn, str], list[OwnChecklistPoint]]:
    """Return the same offices for one item, and the programme's own words of the checklist."""
    found, others = _known(place, [item])
    known, points = queries.offices_and_points(db, place.programme_id, _areas(others))
    return found | {turn: known.get(turn.area, office) for turn, office in others.items()}, points


def office_of(place: SettlementWithRules, turn: AnswerTurn, known: Mapping[AnswerTurn, str]) -> str:
    """Return the name of the office of a turn; `known` are those that were looked up."""
    return known.get(turn) or (place.authority if turn.area else place.rules.level_name(turn.level))


def _areas(turns: Iterable[AnswerTurn]) -> set[str]:
    return {turn.area for turn in turns}


def _known(
    place: SettlementWithRules, items: Iterable[ReviewItem]
) -> tuple[dict[AnswerTurn, str], dict[AnswerTurn, str]]:
    """Return the offices that need no query, and fallback names of those that do."""
    known: dict[AnswerTurn, str] = {}
    others: dict[AnswerTurn, str] = {}
    for item in items:
        if item.turn.forwarded:
            others[item.turn] = item.goes_to or item.turn.area
        else:
            known[item.turn] = office_of(place, item.turn, known)
    return known, others
