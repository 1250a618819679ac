"""For whom somebody answers an item: the level whose turn it is or, where that was silent, the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from peoplesprocess.act import Act
from peoplesprocess.approvals.answering_offices import office_of
from peoplesprocess.approvals.plan_review import ReviewItem, waited
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.approval_chain import AnswerTurn, answered_for
from peoplesprocess.core.roles import Role, builds, reaches
from peoplesprocess.facts.builders import builders_here


class AnsweringOffice(NamedTuple):
    """For whom an answer is given: the turn, and the area and the office of who gives it.

    `in_stead_of` is the level that was silent too long, 0 if the answer is that level's own.
    """

    turn: AnswerTurn
    area: str
    office: str
    in_stead_of: int = 0


def answerable(items: Iterable[ReviewItem], act: Act) -> list[ReviewItem]:
    """Return the items that who acts may answer now, none for whoever builds here."""
    mine = [item for item in items if is_turn_of(item, act)]
    return [] if builds(act.actor, act.where) else mine


def answerable_after_all(items: Iterable[ReviewItem], act: Act) -> list[ReviewItem]:
    """Return the items that who acts forwarded, and may answer as the other office did by letter."""
    mine = [item for item in items if _is_of(_senders(act, item), act)]
    return [] if builds(act.actor, act.where) else mine


def is_turn_of(found: ReviewItem, act: Act) -> bool:
    """Return whether an item waits for an office of who acts, also where whoever builds cannot answer it."""
    return _is_of(_turns(act, found), act)


def _is_of(turns: Iterable[AnswerTurn], act: Act) -> bool:
    return any(act.may(Action.DECIDE_ITEM, ActSubject(turn=turn)) for turn in turns)


def answering(act: Act, found: ReviewItem, known: Mapping[AnswerTurn, str]) -> AnsweringOffice:
    """Return for whom an item is answered; `known` are the offices that were looked up.

    Errors: Refused with whose turn it is, or to whoever builds.
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
    """Whose answer counts now: the next level's too where the programme says so and the day has passed."""
    days = waited(found, act.settlement, act.now)
    steps_in = act.rules.next_level_answers and found.next_level and days > found.limit
    return [found.turn, AnswerTurn(found.next_level)] if steps_in else [found.turn]


def _senders(act: Act, found: ReviewItem) -> list[AnswerTurn]:
    """The office that forwarded an item which waits elsewhere: the other one may have no account here."""
    sender = found.in_force
    if sender is None or not found.turn.forwarded or sender.area == found.turn.area:
        return []
    return [answered_for(sender.level, sender.area, act.settlement.area)]


def _area(act: Act, turn: AnswerTurn) -> str:
    areas = (
        grant.area
        for grant in act.actor.grants
        if grant.role is Role.LOCAL_AUTHORITY
        and reaches(grant, act.where)
        and turn.is_of(grant.level, grant.area)
    )
    return turn.area or next(areas)
