"""The input of a count under a budget: works with their costs, and voter groups with what they support."""

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

RULES_VERSION = 1
"""The version of the counting rules. It is part of every digest, which binds a result to its rules."""

Support = Mapping[str, Fraction | int]
Standing = tuple[int, Fraction | int, int, str]
"""A work's cost, the negated number of its supporters, its place in the tie-break order, and its key."""
ONLY_ONES = frozenset({1})
NO_POINTS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CostedWork:
    """A work that answers a need. `cost` is what the envelope would pay for it. Units: minor units."""

    key: str
    cost: int


class VoterGroup(NamedTuple):
    """People who are counted together; each person belongs to exactly one voter group.

    `support` maps a work's key to the part of the group that wants it, above 0 and up to 1. A single ballot
    is a group of one with parts of 1; a show of hands or a sheet of dots is one group with fractions. Equal
    ballots are merged into one group. `points` maps a work's key to the points of one person who supports it,
    if ballots have points; without points, everybody who supports a work gains its cost from it (cost
    utilities). `weight` is the ratio of an endowment here to an ordinary one. `groups` are the codes of the
    community's groups to which these people belong; quotas and the shares of groups refer to them.
    """

    name: str
    people: int
    support: Support
    points: Mapping[str, int] = NO_POINTS
    weight: Fraction | int = 1
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class AllocationInput:
    """Everything that a result depends on. Units of money: minor units.

    `tie_break_order` lists the works' keys in an order that was drawn and published before counting.
    `mandatory` works are paid before the money is divided; of each set in `exclusive` at most one work is
    built. Each group in `first_needs` has its first need built before all others; `earmarks` holds groups
    that decide alone over a part of the money, in hundredths.
    """

    works: tuple[CostedWork, ...]
    voter_groups: tuple[VoterGroup, ...]
    envelope: int
    tie_break_order: tuple[str, ...] = ()
    mandatory: frozenset[str] = frozenset()
    exclusive: tuple[frozenset[str], ...] = ()
    scale: int = 1
    """The minor units of this count in one unit of money of the file that it came from."""
    first_needs: tuple[str, ...] = ()
    earmarks: tuple[tuple[str, int], ...] = ()
    already_paid: tuple[Fraction, ...] = ()
    """What each person of a voter group has already paid out of the endowment; empty if nobody has."""

    @cached_property
    def people(self) -> int:
        """The number of people in all voter groups."""
        return sum([group.people for group in self.voter_groups])

    @property
    def shared_money(self) -> int:
        """The money to divide among the people: the envelope less the mandatory works. Units: minor units."""
        return self.envelope - sum(work.cost for work in self.works if work.key in self.mandatory)

    @cached_property
    def total_weight(self) -> Fraction | int:
        """The sum of the weights of all people's endowments."""
        if ONLY_ONES.issuperset([group.weight for group in self.voter_groups]):
            return self.people
        return sum(group.people * Fraction(group.weight) for group in self.voter_groups)

    @cached_property
    def endowment(self) -> Fraction:
        """The initial budget of one person of weight 1 who has paid nothing yet. Units: minor units."""
        paid = sum(
            group.people * each for group, each in zip(self.voter_groups, self.already_paid, strict=False)
        )
        return (Fraction(self.shared_money) + paid) / self.total_weight if self.total_weight else Fraction(0)

    def canonical(self) -> str:
        """Return a text that is equal for equal counts, in whatever order and grouping they were typed.

        Voter groups are identified by weight, groups and support alone: names are left out, and groups that
        agree in all three are added up. The keys of the text never change, because published digests depend
        on them.
        """
        people: Counter[str] = Counter()
        for group in self.voter_groups:
            like = [str(Fraction(group.weight)), sorted(group.groups), _canonical_support(group)]
            if group.points:
                # Zero points differ from no points: without points a supporter gains the cost of the work.
                like.append("points")
            people[json.dumps(like, ensure_ascii=False)] += group.people
        plain = {
            "version": RULES_VERSION,
            "envelope": self.envelope,
            "scale": self.scale,
            "works": sorted([work.key, work.cost] for work in self.works),
            "circles": sorted(people.items()),
            "lot": list(self.tie_break_order),
            "mandatory": sorted(self.mandatory),
            "exclusive": sorted(sorted(each) for each in self.exclusive),
        }
        if self.first_needs or self.earmarks:
            plain |= {"first_needs": list(self.first_needs), "earmarks": list(self.earmarks)}
        return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def digest(self) -> str:
        """Return the SHA-256 of the canonical text in hexadecimal: it proves what was counted."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


def _canonical_support(group: VoterGroup) -> list[list[object]]:
    return sorted(
        [key, str(Fraction(part)), group.points.get(key, 0)] for key, part in group.support.items() if part
    )


def checked(count: AllocationInput) -> AllocationInput:
    """Return the count unchanged if it is valid.

    Errors: Refused for a part outside 0 to 1, support for an unknown work, a voter group without people, and
    as in `checked_works`.
    """
    known = {work.key for work in checked_works(count).works}
    for group in count.voter_groups:
        _check_voter_group(group, known)
    return count


def checked_works(count: AllocationInput) -> AllocationInput:
    """Return the count unchanged if its works are valid; a file's ballots were checked when it was read.

    Errors: Refused for mandatory works that cost more than the envelope, a cost that is not above 0, or a
    work that is listed twice.
    """
    if len({work.key for work in count.works}) < len(count.works):
        raise Refused(Message(N_("A work is on the list twice.")))
    for work in count.works:
        if work.cost <= 0:
            raise Refused(Message(N_("The cost of %(work)s must be above 0."), {"work": work.key}))
    if count.shared_money < 0:
        raise Refused(Message(N_("The works that must be built cost more than the money there is.")))
    return count


def _check_voter_group(group: VoterGroup, known: set[str]) -> None:
    if group.people < 1 or group.weight <= 0:
        raise Refused(Message(N_("%(circle)s has no people."), {"circle": group.name}))
    if ONLY_ONES.issuperset(group.support.values()) and known.issuperset(group.support):
        return
    for key, part in group.support.items():
        if key not in known:
            raise Refused(
                Message(
                    N_("%(circle)s names %(work)s, which is not on the list."),
                    {"circle": group.name, "work": key},
                )
            )
        if not 0 <= part <= 1:
            raise Refused(
                Message(
                    N_("In %(circle)s more people want %(work)s than there are people."),
                    {"circle": group.name, "work": key},
                )
            )


def supporters(count: AllocationInput) -> dict[str, Fraction | int]:
    """Return the number of people who want each work, by its key.

    Units: people, possibly a fraction, because a part of a voter group may be one.
    """
    return _added_up(count, with_points=False)


def scores(count: AllocationInput) -> dict[str, Fraction | int]:
    """Return the votes of each work, by its key. Units: points if ballots have points, else people."""
    return _added_up(count, with_points=True)


def _added_up(count: AllocationInput, *, with_points: bool) -> dict[str, Fraction | int]:
    found: dict[str, Fraction | int] = {work.key: 0 for work in count.works}
    parts: dict[tuple[str, int], int] = {}
    """Numerators by key and denominator: fractions with equal denominators are added as integers."""
    for group in count.voter_groups:
        people, points = group.people, group.points if with_points else NO_POINTS
        for key, part in group.support.items():
            votes = people * points.get(key, 0) if points else people
            if isinstance(part, int):
                found[key] += votes * part
            else:
                above, below = part.as_integer_ratio()
                parts[key, below] = parts.get((key, below), 0) + votes * above
    for (key, below), above in parts.items():
        found[key] += Fraction(above, below)
    return found


def tie_break_standings(count: AllocationInput) -> dict[str, Standing]:
    """Return the standing of each work in a tie, by its key; the lowest one wins.

    A lower cost comes first, then more supporters, then the tie-break order, then the key.
    """
    wanted = supporters(count)
    drawn = {key: place for place, key in enumerate(count.tie_break_order)}
    return {
        work.key: (work.cost, -wanted[work.key], drawn.get(work.key, len(drawn)), work.key)
        for work in count.works
    }


def tie_break_ranks(count: AllocationInput) -> dict[str, int]:
    """Return each work's rank in a tie, by its key; the lowest rank wins."""
    return {key: place for place, (*_, key) in enumerate(sorted(tie_break_standings(count).values()))}


def excluded_by(key: str, exclusive: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return the keys of the works that cannot be built once the work `key` is."""
    return frozenset().union(*(each - {key} for each in exclusive if key in each))
