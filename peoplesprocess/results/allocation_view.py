"""Works chosen under an envelope, as their page, their poster and their file tell them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.facts.places import SettlementGroup


@dataclass(frozen=True, slots=True)
class GroupPaymentView:
    """What a group paid for a work: together, and what is left in a purse, None where it may not be told."""

    group: SettlementGroup
    together: int
    left: int | None
    gave_all: bool


@dataclass(frozen=True, slots=True)
class FundedWorkView:
    """A work that is built: `asked` and `counted` are 0 where votes added it after the shares were spent."""

    need: int
    title: str
    cost: int
    pledged: int
    wanted: PeopleShare
    wanting: list[tuple[SettlementGroup, int]]
    asked: int
    counted: Fraction
    paid: list[GroupPaymentView]
    fitted_in: int

    @property
    def parts(self) -> list[tuple[int, float]]:
        """Who paid which part, for a bar."""
        return [(paid.group.position, float(paid.together)) for paid in self.paid]

    @property
    def gave_all(self) -> list[SettlementGroup]:
        """The groups whose people had less left than was asked, and gave it."""
        return [paid.group for paid in self.paid if paid.gave_all and paid.together]


@dataclass(frozen=True, slots=True)
class UnfundedWorkView:
    """A work that is not built, and what would have been enough, where counting again confirmed it.

    `need` is the number of its need. `rival` is what is built in its place, if it is one or the other.
    `cost` is without what is `pledged`, and `paid` what those who want it paid for other works.
    """

    need: int
    title: str
    cost: int
    pledged: int
    rival: str
    wanted: PeopleShare
    left: int
    paid: list[tuple[str, int]]
    at: int | None
    more: int | None
    more_of: SettlementGroup | None


@dataclass(frozen=True, slots=True)
class MandatoryWork:
    """A work that is built in any case; `cost` is without what is `pledged`."""

    title: str
    cost: int
    pledged: int


@dataclass(frozen=True, slots=True)
class ReservedWorks:
    """What was built for groups before the money was shared among all.

    `part` is the hundredths of the money that were set aside for them, 0 where their first need was built;
    `money` is what was set aside or what the need costs, `own` what their purses paid.
    """

    groups: list[SettlementGroup]
    works: list[MandatoryWork]
    part: int
    money: int
    own: int

    @property
    def subsidy(self) -> int:
        """What everybody else paid for their first need."""
        return 0 if self.part else self.money - self.own


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What a group has of the result. `spent` is what is spent on what it wants; `purse` what nobody used."""

    group: SettlementGroup
    people: int
    fair: int
    spent: int
    works: Fraction
    without: int


@dataclass(frozen=True, slots=True)
class PurchaseStep:
    """What is left in the purses after a work was bought; at the start no work was. `parts` are for a bar."""

    title: str
    parts: list[tuple[int, float]]

    @property
    def left(self) -> int:
        """What these groups have left together."""
        return int(sum(size for _, size in self.parts))


@dataclass(frozen=True, slots=True)
class AllocationView:
    """The whole result of a round under an envelope; `unit` is how many minor units make one of money."""

    envelope: int
    spent: int
    purse: int
    people: int
    built: list[FundedWorkView]
    not_built: list[UnfundedWorkView]
    wanted_by_nobody: list[UnfundedWorkView]
    groups: list[GroupFigures]
    by_votes: list[str]
    by_votes_without: int
    in_any_case: list[MandatoryWork]
    weights: dict[str, int]
    asides: list[ReservedWorks]
    at_start: dict[str, int]
    without_quotas: list[str]
    unit: int

    @property
    def has_quotas(self) -> bool:
        """Whether some groups were protected, and it is known what would be built without that."""
        return bool(self.without_quotas and (self.asides or self.heavier))

    @property
    def heavier(self) -> list[tuple[SettlementGroup, Fraction]]:
        """The groups whose purses were heavier or lighter, and how many times as heavy."""
        told = [(figures.group, self.times(figures.group)) for figures in self.groups]
        return [(group, times) for group, times in told if times != 1]

    def times(self, group: SettlementGroup) -> Fraction:
        """How heavy a purse of the group was."""
        return Fraction(self.weights.get(group.code, 100), 100)

    def starts_with(self, group: SettlementGroup) -> int:
        """What a person of the group had before works were bought together."""
        return self.at_start.get(group.code, int(self.purse * self.times(group)))

    @property
    def spent_aside(self) -> int:
        """What was spent for some groups before the money was shared among all."""
        return sum(work.cost for aside in self.asides for work in aside.works)

    @property
    def first_purse(self) -> int:
        """What a person had at first, before all purses were made larger so that less is left over."""
        shared = self.envelope - self.spent_aside - sum(work.cost for work in self.in_any_case)
        together = sum(figures.people * self.starts_with(figures.group) for figures in self.groups)
        return self.purse * shared // together // self.unit * self.unit if together else self.purse

    @property
    def steps(self) -> list[PurchaseStep]:
        """What groups of five people or more have left, at the start and after each work that they bought."""
        told = [figures for figures in self.groups if figures.people >= LEAST]
        purses = {figures.group: self.starts_with(figures.group) for figures in told}
        found = [("", dict(purses))]
        for work in self.built:
            if work.paid:
                purses |= {paid.group: paid.left for paid in work.paid if paid.left is not None}
                found.append((work.title, dict(purses)))
        return [
            PurchaseStep(
                title, [(each.group.position, float(each.people * left[each.group])) for each in told]
            )
            for title, left in found
        ]

    @property
    def not_now(self) -> list[UnfundedWorkView]:
        """All works that are not built, by number: leaving one out would tell that nobody wants it."""
        return sorted([*self.not_built, *self.wanted_by_nobody], key=lambda work: work.need)

    @property
    def may_tell_without(self) -> bool:
        """Whether those who would have nothing are so many that their number tells of nobody."""
        return self.by_votes_without >= LEAST

    @property
    def left(self) -> int:
        """What is left of the envelope."""
        return self.envelope - self.spent

    @property
    def without(self) -> int:
        """How many people have nothing that they want."""
        return sum(figures.without for figures in self.groups)

    @property
    def uneven(self) -> Fraction | None:
        """How many times as much of its fair share one group has as another; None if one has nothing."""
        parts = [Fraction(figures.spent, figures.fair) for figures in self.groups if figures.fair]
        return max(parts) / min(parts) if len(parts) > 1 and min(parts) else None

    @property
    def largest(self) -> int:
        """The highest cost of a work that is built, for bars on one scale."""
        return max((work.cost for work in self.built), default=1)

    @property
    def purses_of(self) -> list[SettlementGroup]:
        """The groups whose purses may be told: none of fewer than five people."""
        return [figures.group for figures in self.groups if figures.people >= LEAST]
