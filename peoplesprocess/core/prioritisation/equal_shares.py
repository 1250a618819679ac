"""The method of equal shares: everybody has the same purse, and a work is bought by those who want it.

At each step the work is bought that counts for most: its cost divided by the highest payment that it asks
of anybody. Those who want it pay the same; who has less left pays all there is. A group that is a sixth of
the people so decides over a sixth of the money, however many the others are.

Source: Peters, Pierczyński, Skowron, "Proportional participatory budgeting with additive utilities" (2021);
prioritisation.md, sections 1 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from peoplesprocess.core.prioritisation.counts import Count
from peoplesprocess.core.prioritisation.courses import Course
from peoplesprocess.core.prioritisation.most_votes import most_votes
from peoplesprocess.core.prioritisation.quotas import Aside, settled
from peoplesprocess.core.prioritisation.race import Race

COMPLETIONS = ("none", "add1", "add1u")


@dataclass(frozen=True, slots=True)
class Bought:
    """What was bought: keys in order, those bought by shares first, and the purse with which it came out.

    `purse` is what one person of weight 1 had. `filled` keys were added by votes from what was left. `asides`
    came before them all by quotas, and `plain` is the count that they left.
    """

    keys: tuple[str, ...]
    filled: tuple[str, ...]
    purse: Fraction
    spent: int
    asides: tuple[Aside, ...] = ()
    plain: Count = field(kw_only=True, compare=False, repr=False)
    runs: int = field(kw_only=True, compare=False)
    """How many times everything was counted."""

    @property
    def everything(self) -> tuple[str, ...]:
        """All works in the order in which they were bought."""
        return (*(key for aside in self.asides for key in aside.keys), *self.keys, *self.filled)


def equal_shares(count: Count, completion: str = "add1u", *, step: int = 0, per_cost: bool = False) -> Bought:
    """Return what equal shares buys, completed by "none", "add1" or "add1u".

    Shares alone leave money over. Add1 gives every purse one step more and counts again from the start, until
    the works would cost more than there is or nothing more fits; Add1U then fills up by votes. `step` is in
    minor units, by default the larger of one unit of money and a two-hundredth of the purse.
    """
    step = step or sensible_step(count)
    apart: list[Bought] = []

    def _alone(part: Count) -> tuple[str, ...]:
        apart.append(equal_shares(part, completion, step=step, per_cost=per_cost))
        return apart[-1].everything

    plain, asides = settled(count, _alone)
    race = Race(plain)
    course, steps = race.run(plain.purse), _Steps(race, Fraction(step))
    while completion != "none" and race.something_fits(course.keys):
        richer = steps.after(course)
        if race.cost(richer.keys) > plain.purse_money:
            break
        course = richer
    keys = course.keys
    filled: tuple[str, ...] = ()
    if completion == "add1u":
        left = plain.purse_money - race.cost(keys)
        filled = tuple(most_votes(plain, money=left, built=keys, per_cost=per_cost))
    runs = 1 + steps.runs + sum(each.runs for each in apart)
    spent = count.purse_money - plain.purse_money + race.cost(keys) + race.cost(filled)
    return Bought(keys, filled, course.purse, spent, asides, plain=plain, runs=runs)


class _Steps:
    """Purses that are so many steps richer, one after the other.

    Where all between two surely buy the same they are left out: a stride that went well is doubled, one that
    did not is halved.
    """

    def __init__(self, race: Race, step: Fraction) -> None:
        self._race, self._step = race, step
        self._stride = 1
        self._tried: list[tuple[int, Course]] = []
        self.runs = 0

    def after(self, course: Course) -> Course:
        """Return a richer course; only the step to it, if anything, may have changed what is bought."""
        while True:
            if not self._tried:
                self._try(course, self._stride)
            steps, richer = self._tried[-1]
            if steps == 1 or course.between(richer):
                self._tried = [(far - steps, each) for far, each in self._tried[:-1]]
                self._stride = 2 * steps
                return richer
            self._try(course, steps // 2)

    def _try(self, course: Course, steps: int) -> None:
        self._tried.append((steps, self._race.run(course.purse + steps * self._step, course)))
        self.runs += 1


def sensible_step(count: Count) -> int:
    """Return what Add1 adds to a purse each time. Units: minor units.

    Counted in single units of money the rule would depend on the currency and take as many rounds as there
    are units in a purse.
    """
    return max(count.scale, -int(-count.purse // 200))
