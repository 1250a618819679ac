"""The office for which somebody answers an item: that whose turn it is or, if silent, the next level's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from peoplesprocess.act import Act
from peoplesprocess.approvals.answering_offices import office_of
from peoplesprocess.approvals.plan_review import ReviewItem, waited
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.approval_chain import AnswerTurn, turn_of_answer
from peoplesprocess.core.roles import Role, builds, reaches
from peoplesprocess.facts.builders import builders_here


class AnsweringOffice(NamedTuple):
    """The office for which an answer is given: its turn, its area and its name.

    `in_stead_of` is the level that was silent too long, 0 if the answer is its own.
    """

    turn: AnswerTurn
    area: str
    office: str
    in_stead_of: int = 0


def answerable(items: Iterable[ReviewItem], act: Act) -> list[ReviewItem]:
    """Return the items that the actor may answer now, none if the actor is a builder here."""
    mine = [item for item in items if is_turn_of(item, act)]
    return [] if builds(act.actor, act.where) else mine


def answerable_for_other_office(items: Iterable[ReviewItem], act: Act) -> list[ReviewItem]:
    """Return the items that the actor forwarded and may answer when the other office answered by letter."""
    mine = [item for item in items if _is_of(_senders(act, item), act)]
    return [] if builds(act.actor, act.where) else mine


def is_turn_of(found: ReviewItem, act: Act) -> bool:
    """Return whether an item waits for an office of the actor, even if a builder cannot answer it."""
    return _is_of(_turns(act, found), act)


def _is_of(turns: Iterable[AnswerTurn], act: Act) -> bool:
    return any(act.may(Action.DECIDE_ITEM, ActSubject(turn=turn)) for turn in turns)


def answering(act: Act, found: ReviewItem, known: Mapping[AnswerTurn, str]) -> AnsweringOffice:
    """Return the office for which the actor answers an item; `known` are offices looked up before.

    Errors: Refused, saying whose turn it is, or because the actor is a builder.
    """
    who_builds = builders_here(act.db, act.settlement, act.actor.id)
    senders = _senders(act, found)
    for turn in (*_turns(act, found), *senders):
        if act.may(Action.DECIDE_ITEM, ActSubject(turn=turn, **who_builds)):
            in_stead_of = 0 if turn == found.turn or turn in senders else found.turn.level
            return AnsweringOffice(
                turn, _area(act, turn), office_of(act.settlement, turn, known), in_stead_of
            )
    subject = ActSubject(turn=found.turn, office=known[found.turn], **who_builds)
    act.require(Action.DECIDE_ITEM, subject)
    raise AssertionError("the table allows what it has just refused")


def _turns(act: Act, found: ReviewItem) -> list[AnswerTurn]:
    """Return whose answer counts now: also the next level's if the rules allow it and the day has passed."""
    days = waited(found, act.settlement, act.now)
    steps_in = act.rules.next_level_answers and found.next_level and days > found.limit
    return [found.turn, AnswerTurn(found.next_level)] if steps_in else [found.turn]


def _senders(act: Act, found: ReviewItem) -> list[AnswerTurn]:
    """Return the office that forwarded the waiting item, because the other one may have no account here."""
    sender = found.in_force
    if sender is None or not found.turn.forwarded or sender.area == found.turn.area:
        return []
    return [turn_of_answer(sender.level, sender.area, act.settlement.area)]


def _area(act: Act, turn: AnswerTurn) -> str:
    areas = (
        grant.area
        for grant in act.actor.grants
        if grant.role is Role.LOCAL_AUTHORITY
        and reaches(grant, act.where)
        and turn.is_of(grant.level, grant.area)
    )
    return turn.area or next(areas)
