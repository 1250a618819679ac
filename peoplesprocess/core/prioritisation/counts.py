"""What is counted under an envelope: works with their cost, and circles of people with what they support."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from peoplesprocess.core.messages import N_, Message, Refused

VERSION = 1
"""The version of the rules; a result is bound to it."""

Supports = Mapping[str, Fraction | int]
WHOLE = frozenset({1})
NO_POINTS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Work:
    """A work that answers a need. `cost` is what the envelope would pay for it. Units: minor units."""

    key: str
    cost: int


class Circle(NamedTuple):
    """People who are counted together, each of them in this circle alone.

    `support` holds the part of the circle, above 0 and up to 1, that wants a work: a ballot is a circle of
    one with parts of 1, a show of hands or a sheet of dots one with fractions. Equal ballots are one circle.
    `points` holds what one person who supports a work gives to it, where ballots had points; without them
    everybody gains a work's cost from it. `weight` is what a purse here is to a purse elsewhere.
    """

    name: str
    people: int
    support: Supports
    points: Mapping[str, int] = NO_POINTS
    weight: Fraction | int = 1
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Count:
    """One count. `lot` is the order of keys that was drawn and sealed before counting; it ends ties.

    `mandatory` works are paid before anybody's purse; of each set in `exclusive` one work is built. Each
    group in `first_needs` has its first need built before all others; `earmarks` holds groups that decide
    alone over a part of the money, in hundredths.
    """

    works: tuple[Work, ...]
    circles: tuple[Circle, ...]
    envelope: int
    lot: tuple[str, ...] = ()
    mandatory: frozenset[str] = frozenset()
    exclusive: tuple[frozenset[str], ...] = ()
    scale: int = 1
    """How many minor units of this count are one unit of money in the file it came from."""
    first_needs: tuple[str, ...] = ()
    earmarks: tuple[tuple[str, int], ...] = ()
    paid: tuple[Fraction, ...] = ()
    """What a person of each circle has paid already out of the purse; empty where nobody has."""

    @cached_property
    def people(self) -> int:
        """Everybody who is counted."""
        return sum([circle.people for circle in self.circles])

    @property
    def purse_money(self) -> int:
        """What there is to share out: the envelope less the mandatory works."""
        return self.envelope - sum(work.cost for work in self.works if work.key in self.mandatory)

    @cached_property
    def weights(self) -> Fraction | int:
        """What all purses together weigh."""
        if WHOLE.issuperset([circle.weight for circle in self.circles]):
            return self.people
        return sum(circle.people * Fraction(circle.weight) for circle in self.circles)

    @cached_property
    def purse(self) -> Fraction:
        """What one person of weight 1 has to begin with, who has paid nothing yet."""
        paid = sum(circle.people * each for circle, each in zip(self.circles, self.paid, strict=False))
        return (Fraction(self.purse_money) + paid) / self.weights if self.weights else Fraction(0)

    def canonical(self) -> str:
        """Return the count as text that is the same for the same count, however it was typed or divided."""
        people: Counter[str] = Counter()
        for circle in self.circles:
            like = [str(Fraction(circle.weight)), sorted(circle.groups), _parts(circle)]
            if circle.points:
                # No points and none at all are different: without points a work's cost is gained.
                like.append("points")
            people[json.dumps(like, ensure_ascii=False)] += circle.people
        plain = {
            "version": VERSION,
            "envelope": self.envelope,
            "scale": self.scale,
            "works": sorted([work.key, work.cost] for work in self.works),
            "circles": sorted(people.items()),
            "lot": list(self.lot),
            "mandatory": sorted(self.mandatory),
            "exclusive": sorted(sorted(each) for each in self.exclusive),
        }
        if self.first_needs or self.earmarks:
            plain |= {"first_needs": list(self.first_needs), "earmarks": list(self.earmarks)}
        return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def digest(self) -> str:
        """Return the SHA-256 of the canonical text: who has it can prove what was counted."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


def _parts(circle: Circle) -> list[list[object]]:
    return sorted(
        [key, str(Fraction(part)), circle.points.get(key, 0)] for key, part in circle.support.items() if part
    )


def checked(count: Count) -> Count:
    """Return the count if it can be counted.

    Errors: Refused for a part that is no part, support for an unknown work, a circle without people, and
    as `checked_works` says.
    """
    known = {work.key for work in checked_works(count).works}
    for circle in count.circles:
        _check_circle(circle, known)
    return count


def checked_works(count: Count) -> Count:
    """Return the count if its works can be counted; its circles may come from a file that checked them.

    Errors: Refused for an envelope that the mandatory works use up, a cost that is not above 0, a work
    that stands twice.
    """
    if len({work.key for work in count.works}) < len(count.works):
        raise Refused(Message(N_("A work stands on the list twice.")))
    for work in count.works:
        if work.cost <= 0:
            raise Refused(Message(N_("The cost of %(work)s must be above 0."), {"work": work.key}))
    if count.purse_money < 0:
        raise Refused(Message(N_("The works that must be built cost more than there is.")))
    return count


def _check_circle(circle: Circle, known: set[str]) -> None:
    if circle.people < 1 or circle.weight <= 0:
        raise Refused(Message(N_("%(circle)s has no people."), {"circle": circle.name}))
    if WHOLE.issuperset(circle.support.values()) and known.issuperset(circle.support):
        return
    for key, part in circle.support.items():
        if key not in known:
            raise Refused(
                Message(
                    N_("%(circle)s names %(work)s, which is not on the list."),
                    {"circle": circle.name, "work": key},
                )
            )
        if not 0 <= part <= 1:
            raise Refused(
                Message(
                    N_("In %(circle)s more people want %(work)s than there are people."),
                    {"circle": circle.name, "work": key},
                )
            )


def mentions(count: Count) -> dict[str, Fraction | int]:
    """Return how many people want each work. Units: people, a fraction where a circle's part is one."""
    wanted: dict[str, Fraction | int] = {work.key: 0 for work in count.works}
    for circle in count.circles:
        for key, part in circle.support.items():
            wanted[key] += circle.people * part
    return wanted


def gains(count: Count) -> dict[str, Fraction | int]:
    """Return what a work gives to all who want it. Units: points where ballots had them, else people."""
    given: dict[str, Fraction | int] = {work.key: 0 for work in count.works}
    for circle in count.circles:
        for key, part in circle.support.items():
            given[key] += circle.people * part * (circle.points.get(key, 0) if circle.points else 1)
    return given


def tie_order(count: Count) -> dict[str, int]:
    """Return each work's place among works that are equal otherwise: lower cost, more people, the lot."""
    wanted, drawn = mentions(count), {key: place for place, key in enumerate(count.lot)}
    ordered = sorted(
        count.works,
        key=lambda work: (work.cost, -wanted[work.key], drawn.get(work.key, len(drawn)), work.key),
    )
    return {work.key: place for place, work in enumerate(ordered)}


def excluded_by(key: str, exclusive: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return the works that cannot be built once `key` is."""
    return frozenset().union(*(each - {key} for each in exclusive if key in each))
