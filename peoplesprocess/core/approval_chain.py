"""The levels of authority that answer a plan one after the other: whose turn it is, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from peoplesprocess.core.authority_decisions import (
    AuthorityVerdict,
    DecisionOnItemContent,
    areas_told,
    in_force,
)
from peoplesprocess.core.messages import N_

FIRST = 1
"""The number of the level that every programme has, and that roles have where nobody says another."""

DUTIES = {
    "must": N_("Must endorse before it goes on"),
    "may": N_("May comment; nothing waits for it"),
    "none": N_("Is no longer asked"),
}
"""What a level is asked for."""


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
"""The levels of a programme that never said anything about them."""


def restored_level(number: int, name: str, duty: str = "must", answer_days: int = 0) -> AuthorityLevel:
    """Return a level as it is stored; the name that we gave it is again a word of ours, to be translated."""
    return AuthorityLevel(number, USUAL_LEVEL if name == USUAL_LEVEL else name, duty, answer_days)


class AnswerTurn(NamedTuple):
    """Whose turn it is: a level, in one area or, with "", in any that the settlement lies in.

    What was forwarded is for whoever is the authority of `area`, of whichever level.
    """

    level: int
    area: str = ""
    forwarded: bool = False

    def is_of(self, level: int, area: str) -> bool:
        """Return whether it is the turn of the authority of an area that has a level."""
        return (self.forwarded or level == self.level) and self.area in ("", area)


def asked(levels: Iterable[AuthorityLevel]) -> list[int]:
    """Return the numbers of the levels that must endorse, in their order."""
    return [level.number for level in levels if level.duty == "must"]


def level_after(levels: Sequence[AuthorityLevel], number: int) -> int:
    """Return the number of the level that must endorse after `number`, 0 if it is the last one."""
    order = [level.number for level in levels]
    after = order[order.index(number) + 1 :] if number in order else []
    chain = asked(levels)
    return next((each for each in after if each in chain), 0)


def turn(
    levels: Sequence[AuthorityLevel], area: str, decisions: Iterable[DecisionOnItemContent]
) -> AnswerTurn:
    """Return whose turn it is. `area` is the settlement's own, `decisions` are those on the content in order.

    The first level answers for the settlement's own area, later ones for any area that it lies in. Who
    endorses gives the item on to the next level; who forwards gives it to the area above, and the top area
    keeps what it forwards outside. A higher level never decides before the lower ones endorsed. Who forwarded
    may answer after all, as long as the other office has not: then it is its own turn again.
    """
    now = _first_turn(asked(levels)[0], area)
    for decision in decisions:
        if decision.verdict is AuthorityVerdict.GIVE_ON:
            last = asked(levels)[-1]
            now = _first_turn(level_after(levels, decision.level) or last, area)
        elif (
            decision.verdict is AuthorityVerdict.FORWARD
            and "/" in decision.area
            and now.area in ("", decision.area)
        ):
            now = AnswerTurn(now.level, decision.area.rpartition("/")[0], True)
        elif now.forwarded and decision.verdict is not AuthorityVerdict.FORWARD and decision.area != now.area:
            now = answered_for(decision.level, decision.area, area)
    return now


def answered_for(level: int, area: str, own: str, *, is_forwarded: bool = False) -> AnswerTurn:
    """Return whose turn it was when an answer was given for a level by the authority of an area.

    `own` is the area of the settlement: what the first level answers in another one was forwarded to it.
    Of a later level, which answers in any area, `is_forwarded` says so.
    """
    return AnswerTurn(level, area, forwarded=is_forwarded or (level == FIRST and area != own))


def _first_turn(number: int, area: str) -> AnswerTurn:
    return AnswerTurn(number, area if number == FIRST else "")


def waiting_since(
    turn: AnswerTurn, decisions: Sequence[DecisionOnItemContent], submitted_at: datetime
) -> datetime | None:
    """Return since when the office whose turn it is has the item; None if it does not wait.

    Without a decision in force the item waits since its version was handed over; once it was endorsed by a
    level before, or forwarded, since then.
    """
    newest = in_force(decisions)
    if newest is None:
        return submitted_at
    if newest.verdict is AuthorityVerdict.FORWARD:
        return newest.made_at if turn.forwarded and turn.area != newest.area else None
    return newest.made_at if newest.verdict is AuthorityVerdict.GIVE_ON else None


def endorsed(levels: Sequence[AuthorityLevel], number: int) -> AuthorityVerdict:
    """Return what a level's yes means: the item is endorsed, or goes on to the level after it."""
    return AuthorityVerdict.GIVE_ON if level_after(levels, number) else AuthorityVerdict.ENDORSE


def is_told(turn: AnswerTurn, next_level: int, level: int, area: str, days: int, limit: int) -> bool:
    """Return whether the authority of an area is told that an answer is late: it is next, or lies above."""
    if days <= limit or turn.is_of(level, area):
        return False
    return level == next_level or area in areas_told(turn.area, days, limit)
