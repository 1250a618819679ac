"""The works chosen under an envelope, as the page, the poster and the file show them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.facts.places import SettlementGroup


@dataclass(frozen=True, slots=True)
class GroupPaymentView:
    """A group's payment for a work; `left`, in each purse, is None if it must stay hidden."""

    group: SettlementGroup
    together: int
    left: int | None
    gave_all: bool


@dataclass(frozen=True, slots=True)
class FundedWorkView:
    """A work that is built; `asked` and `counted` are 0 if votes added it after the shares were spent."""

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
        """The payment of each group, by the group's position, for a bar."""
        return [(paid.group.position, float(paid.together)) for paid in self.paid]

    @property
    def gave_all(self) -> list[SettlementGroup]:
        """The groups whose people had less left than was asked, and gave all of it."""
        return [paid.group for paid in self.paid if paid.gave_all and paid.together]


@dataclass(frozen=True, slots=True)
class UnfundedWorkView:
    """A work that is not built, and what would have been enough if a recount confirmed it.

    `need` is the number of its need; `rival` the title of the work built instead, if they exclude each other.
    `cost` excludes what is `pledged`; `paid` is what its supporters paid for other works.
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
    """A work that is built in any case; `cost` excludes what is `pledged`."""

    title: str
    cost: int
    pledged: int


@dataclass(frozen=True, slots=True)
class ReservedWorks:
    """The works built for protected groups before the money was shared among everybody.

    `part` is the share of the money set aside for them, in percent, or 0 if their first need was built;
    `money` is the amount set aside or the cost of that need; `own` is what their purses paid.
    """

    groups: list[SettlementGroup]
    works: list[MandatoryWork]
    part: int
    money: int
    own: int

    @property
    def subsidy(self) -> int:
        """The amount that everybody else paid for the groups' first need."""
        return 0 if self.part else self.money - self.own


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A group's part in the result: `spent` is the money spent on works that it wants."""

    group: SettlementGroup
    people: int
    fair: int
    spent: int
    works: Fraction
    without: int


@dataclass(frozen=True, slots=True)
class PurchaseStep:
    """The money left after a work was bought, or at the start if `title` is empty; `parts` are for a bar."""

    title: str
    parts: list[tuple[int, float]]

    @property
    def left(self) -> int:
        """The money that these groups have left together."""
        return int(sum(size for _, size in self.parts))


@dataclass(frozen=True, slots=True)
class AllocationView:
    """The result of a round under an envelope; `unit` is the number of minor units in one of the currency."""

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
        """Return whether groups were protected and the result without that protection is known."""
        return bool(self.without_quotas and (self.asides or self.heavier))

    @property
    def heavier(self) -> list[tuple[SettlementGroup, Fraction]]:
        """The groups whose purses had another weight than 1, with that weight."""
        weights = [(figures.group, self.times(figures.group)) for figures in self.groups]
        return [(group, times) for group, times in weights if times != 1]

    def times(self, group: SettlementGroup) -> Fraction:
        """Return the weight of a purse of the group."""
        return Fraction(self.weights.get(group.code, 100), 100)

    def starts_with(self, group: SettlementGroup) -> int:
        """Return what a person of the group had before works were bought together."""
        return self.at_start.get(group.code, int(self.purse * self.times(group)))

    @property
    def spent_aside(self) -> int:
        """The money spent for protected groups before the rest was shared among everybody."""
        return sum(work.cost for aside in self.asides for work in aside.works)

    @property
    def first_purse(self) -> int:
        """A person's purse before all purses were enlarged so that less is left over."""
        shared = self.envelope - self.spent_aside - sum(work.cost for work in self.in_any_case)
        together = sum(figures.people * self.starts_with(figures.group) for figures in self.groups)
        return self.purse * shared // together // self.unit * self.unit if together else self.purse

    @property
    def steps(self) -> list[PurchaseStep]:
        """What groups of five people or more have left, at the start and after each work bought together."""
        shown = [figures for figures in self.groups if figures.people >= LEAST]
        purses = {figures.group: self.starts_with(figures.group) for figures in shown}
        found = [("", dict(purses))]
        for work in self.built:
            if work.paid:
                purses |= {paid.group: paid.left for paid in work.paid if paid.left is not None}
                found.append((work.title, dict(purses)))
        return [
            PurchaseStep(
                title, [(each.group.position, float(each.people * left[each.group])) for each in shown]
            )
            for title, left in found
        ]

    @property
    def not_now(self) -> list[UnfundedWorkView]:
        """All works that are not built, by number; omitting one would reveal that nobody wants it."""
        return sorted([*self.not_built, *self.wanted_by_nobody], key=lambda work: work.need)

    @property
    def may_tell_without(self) -> bool:
        """Return whether enough people would have nothing for their number to be published."""
        return self.by_votes_without >= LEAST

    @property
    def left(self) -> int:
        """What is left of the envelope."""
        return self.envelope - self.spent

    @property
    def without(self) -> int:
        """The number of people for whom no work that they want is built."""
        return sum(figures.without for figures in self.groups)

    @property
    def uneven(self) -> Fraction | None:
        """The ratio between the highest and the lowest part of its fair share that a group got, or None."""
        parts = [Fraction(figures.spent, figures.fair) for figures in self.groups if figures.fair]
        return max(parts) / min(parts) if len(parts) > 1 and min(parts) else None

    @property
    def largest(self) -> int:
        """The highest cost of a work that is built, as the scale of the bars."""
        return max((work.cost for work in self.built), default=1)

    @property
    def purses_of(self) -> list[SettlementGroup]:
        """The groups whose purses may be shown: those of at least five people."""
        return [figures.group for figures in self.groups if figures.people >= LEAST]
