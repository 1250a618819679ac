"""The result of a closed round: an order by each rule and, if money was allocated, the allocation.

Amounts of money are in minor units, exact fractions if people pay for works together. Works are named by the
number of the need that they answer, as text; orders and sheets hold the numbers themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from peoplesprocess.core.prioritisation import AGENDA_RULE, COUNTING_RULES
from peoplesprocess.core.prioritisation.criteria import Criterion
from peoplesprocess.core.prioritisation.equal_shares.group_quotas import ReservedAllocation
from peoplesprocess.core.prioritisation.explain import GroupShare
from peoplesprocess.core.prioritisation.group_tally import GroupTally, RankedNeed

VERSION = 1
"""The version of the stored form. Version 1 does not write its number; later ones must."""

ORDINARY_WEIGHT = 100
"""The weight of an ordinary endowment, in hundredths."""


@dataclass(frozen=True, slots=True)
class AllocationTerms:
    """What an assembly decided about the money before the count.

    `costs` is what the envelope would pay for each work; `pledges` is what others pay in addition.
    `tie_break_order` lists all works in an order that was drawn before counting. `mandatory` works are paid
    before the money is divided, and of each set in `exclusive` at most one work is built. `weights` holds the
    weights of groups' endowments in hundredths, unless they are 100. Each group in `first_needs` has its
    first need built before all others; `earmarks` holds groups with the hundredths of the money over which
    they decide alone.
    """

    costs: Mapping[str, int]
    envelope: int
    tie_break_order: tuple[str, ...]
    mandatory: tuple[str, ...] = ()
    exclusive: tuple[tuple[str, ...], ...] = ()
    pledges: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    first_needs: tuple[str, ...] = ()
    earmarks: tuple[tuple[str, int], ...] = ()

    @property
    def has_quotas(self) -> bool:
        """Whether some groups are protected, by weights, first needs or earmarks."""
        return bool(self.weights or self.first_needs or self.earmarks)

    def without_quotas(self) -> AllocationTerms:
        """Return the same terms without weights and quotas."""
        return replace(self, weights={}, first_needs=(), earmarks=())


@dataclass(frozen=True, slots=True)
class GroupPayment:
    """What a group paid together for a work, and the balance of one of its people afterwards.

    `gave_all` says that its supporters had less than was asked, and gave all of it.
    """

    together: Fraction
    left: Fraction
    gave_all: bool


@dataclass(frozen=True, slots=True)
class FundedWork:
    """A work that was bought by shares.

    `asked` is the highest payment of one person, `counted` the number of such payments in the cost, and
    `payments` what each group paid, by its code.
    """

    need: str
    asked: Fraction
    counted: Fraction
    payments: Mapping[str, GroupPayment]


@dataclass(frozen=True, slots=True)
class UnfundedWork:
    """A work that was not funded although somebody wants it.

    `left` is what its supporters together had left, and `paid` what they had paid for other works.
    `funded_cost` is the highest cost at which it would be funded, `more_supporters` the group and the number
    of additional supporters that would be enough. None if no recount confirmed a figure.
    """

    need: str
    left: Fraction
    paid: tuple[tuple[str, Fraction], ...]
    funded_cost: int | None
    more_supporters: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class MostVotesAllocation:
    """What most votes alone would fund, what is left over then, and how many people would get nothing."""

    needs: tuple[str, ...]
    people_without: int
    left: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """The allocation of an envelope to works by equal shares, with all its reasons.

    `endowment` is what one person of weight 1 had for the works in `bought`, after `completion` had raised it
    in steps of `step`; `initial_balances` is what a person of each group began with, empty in old results.
    `filled` works were added by votes from the money left over. `reserved` allocations came first, by quotas;
    `without_quotas` is what would be built without any, None if there are none. `wanted` counts the
    supporters of each work; `digest` identifies what was counted.
    """

    terms: AllocationTerms
    digest: str
    completion: str
    step: int
    endowment: Fraction
    spent: int
    people: int
    reserved: tuple[ReservedAllocation, ...]
    initial_balances: Mapping[str, Fraction]
    bought: tuple[FundedWork, ...]
    filled: tuple[str, ...]
    missing: tuple[UnfundedWork, ...]
    votes_only: MostVotesAllocation
    groups: tuple[GroupShare, ...]
    wanted: Mapping[str, Fraction]
    without_quotas: tuple[str, ...] | None = None

    @property
    def built(self) -> tuple[str, ...]:
        """All works that are built: mandatory ones, then those of quotas, of shares and of votes."""
        reserved = (need for each in self.reserved for need in each.keys)
        bought = (each.need for each in self.bought)
        return (*self.terms.mandatory, *reserved, *bought, *self.filled)


@dataclass(frozen=True, slots=True)
class RoundResult:
    """The result of a closed round.

    `orders` holds the needs in order, by each rule's key; `sheets` what each group put on each need; `unseen`
    pairs of a group and a need that it put first and the combined order does not. `marks` is what is on the
    papers of groups that gave places, answers or scores; `criteria` are those of the scores.
    """

    rule: str
    orders: Mapping[str, tuple[RankedNeed, ...]]
    sheets: tuple[GroupTally, ...]
    unseen: tuple[tuple[str, int], ...]
    method: str = ""
    marks: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    criteria: tuple[Criterion, ...] = ()
    allocation: Allocation | None = None

    @property
    def ranking_rule(self) -> str:
        """The rule that orders the needs: the round's own, or the agenda's if the round's own orders none."""
        return self.rule if any(self.rule == rule.key for rule in COUNTING_RULES) else AGENDA_RULE

    @property
    def order(self) -> tuple[RankedNeed, ...]:
        """The needs in the order that shows the result: the round's own, or that of its ranking rule."""
        return self.orders.get(self.rule) or self.orders.get(self.ranking_rule, ())
