"""The levels of authority that answer a plan one after the other: whose turn it is, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from peoplesprocess.core.authority_decisions import (
    AuthorityVerdict,
    DecisionOnItemContent,
    escalation_areas,
    in_force,
)
from peoplesprocess.core.messages import N_

FIRST = 1
"""The number of the level that every programme has, and the level of roles that name no other."""

DUTIES = {
    "must": N_("Must endorse before it goes on"),
    "may": N_("May comment; nothing waits for it"),
    "none": N_("Is no longer asked"),
}
"""What is asked of a level."""


@dataclass(frozen=True, slots=True)
class AuthorityLevel:
    """A level of authority. `number` stays the same for good; the order is that of the programme's levels.

    `duty` is a key of `DUTIES`. Units: days; 0 for the programme's usual number.
    """

    number: int
    name: str
    duty: str = "must"
    answer_days: int = 0


USUAL_LEVEL = N_("Local authority")
USUAL_LEVELS = (AuthorityLevel(FIRST, USUAL_LEVEL),)
"""The levels of a programme that has not configured any."""


def restored_level(number: int, name: str, duty: str = "must", answer_days: int = 0) -> AuthorityLevel:
    """Return a level as stored; the default name becomes a msgid again, so that it is translated."""
    return AuthorityLevel(number, USUAL_LEVEL if name == USUAL_LEVEL else name, duty, answer_days)


class AnswerTurn(NamedTuple):
    """The authority whose turn it is: a level in one area, or with "" in any that contains the settlement.

    A forwarded item waits for whichever office is the authority of `area`, whatever its level.
    """

    level: int
    area: str = ""
    forwarded: bool = False

    def is_of(self, level: int, area: str) -> bool:
        """Return whether it is the turn of the authority that answers for `area` at `level`."""
        return (self.forwarded or level == self.level) and self.area in ("", area)


def endorsing_levels(levels: Iterable[AuthorityLevel]) -> list[int]:
    """Return the numbers of the levels that must endorse, in their order."""
    return [level.number for level in levels if level.duty == "must"]


def level_after(levels: Sequence[AuthorityLevel], number: int) -> int:
    """Return the number of the next level after `number` that must endorse, 0 if there is none."""
    order = [level.number for level in levels]
    after = order[order.index(number) + 1 :] if number in order else []
    chain = endorsing_levels(levels)
    return next((each for each in after if each in chain), 0)


def turn(
    levels: Sequence[AuthorityLevel], area: str, decisions: Iterable[DecisionOnItemContent]
) -> AnswerTurn:
    """Return whose turn it is. `area` is the settlement's; `decisions` are those on the content, in order.

    The first level answers for the settlement's own area, later ones for any area that contains it. An
    endorsement passes the item to the next level; forwarding passes it to the area above, and the top area
    keeps what it forwards outside. A higher level never decides before the lower ones have endorsed. An
    office that forwarded an item may still answer as long as the other one has not: then it is its own turn
    again.
    """
    now = _first_turn(endorsing_levels(levels)[0], area)
    for decision in decisions:
        if decision.verdict is AuthorityVerdict.GIVE_ON:
            last = endorsing_levels(levels)[-1]
            now = _first_turn(level_after(levels, decision.level) or last, area)
        elif (
            decision.verdict is AuthorityVerdict.FORWARD
            and "/" in decision.area
            and now.area in ("", decision.area)
        ):
            now = AnswerTurn(now.level, decision.area.rpartition("/")[0], True)
        elif now.forwarded and decision.verdict is not AuthorityVerdict.FORWARD and decision.area != now.area:
            now = turn_of_answer(decision.level, decision.area, area)
    return now


def turn_of_answer(level: int, area: str, own: str, *, is_forwarded: bool = False) -> AnswerTurn:
    """Return whose turn it was when the authority of an area answered for a level.

    `own` is the settlement's area: an answer of the first level in another area means that the item was
    forwarded. Later levels answer in any area, so for these `is_forwarded` says it.
    """
    return AnswerTurn(level, area, forwarded=is_forwarded or (level == FIRST and area != own))


def _first_turn(number: int, area: str) -> AnswerTurn:
    return AnswerTurn(number, area if number == FIRST else "")


def waiting_since(
    turn: AnswerTurn, decisions: Sequence[DecisionOnItemContent], submitted_at: datetime
) -> datetime | None:
    """Return since when the item has waited for the office whose turn it is; None if it does not wait.

    Without a decision in force the item has waited since its version was submitted; after an endorsement by
    an earlier level or a forwarding, since then.
    """
    newest = in_force(decisions)
    if newest is None:
        return submitted_at
    if newest.verdict is AuthorityVerdict.FORWARD:
        return newest.made_at if turn.forwarded and turn.area != newest.area else None
    return newest.made_at if newest.verdict is AuthorityVerdict.GIVE_ON else None


def endorsing_verdict(levels: Sequence[AuthorityLevel], number: int) -> AuthorityVerdict:
    """Return the verdict that a level's yes stands for: endorsed, or given on to the next level."""
    return AuthorityVerdict.GIVE_ON if level_after(levels, number) else AuthorityVerdict.ENDORSE


def is_told_of_delay(turn: AnswerTurn, next_level: int, level: int, area: str, days: int, limit: int) -> bool:
    """Return whether the authority of an area is told about a late answer: it is next, or lies above."""
    if days <= limit or turn.is_of(level, area):
        return False
    return level == next_level or area in escalation_areas(turn.area, days, limit)
