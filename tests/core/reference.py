"""The rules once more, as plainly as they can be said: exact, slow, sharing nothing with what they check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from peoplesprocess.core.prioritisation.count_input import AllocationInput, CostedWork, VoterGroup

PARTS = (Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(0))


class Reference:
    """One count, counted by hand."""

    def __init__(self, count: AllocationInput, *, per_cost: bool = False) -> None:
        self.count, self.per_cost = count, per_cost
        self.quotas = count.first_needs
        self.paid = [Fraction(0)] * len(count.voter_groups)
        self.money = count.envelope - sum(work.cost for work in count.works if work.key in count.mandatory)

    def outcome(self, completion: str, step: int) -> list[str]:
        """Return all that is bought, in order: what quotas buy first."""
        if not self.count.earmarks and not self.count.first_needs:
            return self.shared(completion, step)
        aside: list[str] = []
        for group, part in self.count.earmarks:
            earmarked = self.money * part // 100
            alone = [voters for voters in self.count.voter_groups if group in voters.groups]
            if alone:
                aside += self.after(aside, alone, earmarked).shared(completion, step)
        rest = self.after(aside, self.count.voter_groups, self.money - self.cost(aside))
        first, paid = rest.first_needs()
        last = self.after([*aside, *first], self.count.voter_groups, rest.money - self.cost(first))
        last.paid = paid
        return [*aside, *first, *last.shared(completion, step)]

    def after(self, built: list[str], voter_groups: Iterable[VoterGroup], money: int) -> Reference:
        """Return what is left to count for some circles with some money, after works were built."""
        mandatory = self.count.mandatory | set(built)
        paid = self.cost([*mandatory])
        plain = replace(
            self.count,
            voter_groups=tuple(voter_groups),
            envelope=paid + money,
            mandatory=mandatory,
            first_needs=(),
            earmarks=(),
        )
        rest = Reference(plain, per_cost=self.per_cost)
        rest.quotas = self.quotas
        return rest

    def first_needs(self) -> tuple[list[str], list[Fraction]]:
        """Return what groups want first, and what a person of each circle has paid for it."""
        weights = sum(voters.people * Fraction(voters.weight) for voters in self.count.voter_groups)
        payers: dict[str, set[str]] = {}
        for group in self.quotas:
            members = Reference(
                replace(
                    self.count, voter_groups=tuple(c for c in self.count.voter_groups if group in c.groups)
                )
            )
            wanted = [work for work in self.count.works if members.gain(work)]
            for work in sorted(wanted, key=lambda work: (-members.gain(work), self.standing(work))):
                if work.key in self.count.mandatory or work.key in payers:
                    payers.get(work.key, set()).add(group)
                    break
                fits = work.cost <= self.money - self.cost([*payers])
                if fits and work in self.open([*payers]):
                    payers[work.key] = {group}
                    break
        spared = [Fraction(1)] * len(self.count.voter_groups)
        for key, groups in payers.items():
            paying = [voters for voters in self.count.voter_groups if groups & set(voters.groups)]
            have = Fraction(self.money) / weights * sum(c.people * Fraction(c.weight) for c in paying)
            part = max(Fraction(0), have - self.cost([key])) / have
            spared = [
                each * part if groups & set(voters.groups) else each
                for each, voters in zip(spared, self.count.voter_groups, strict=True)
            ]
        unspent = sum(
            voters.people * voters.weight * each
            for voters, each in zip(self.count.voter_groups, spared, strict=True)
        )
        start = Fraction(self.money - self.cost([*payers])) / unspent if unspent else Fraction(0)
        return [*payers], [
            start * voters.weight * (1 - each)
            for voters, each in zip(self.count.voter_groups, spared, strict=True)
        ]

    def shared(self, completion: str, step: int) -> list[str]:
        """Return what is bought in order, without quotas."""
        weights = sum(voters.people * Fraction(voters.weight) for voters in self.count.voter_groups)
        paid = sum(
            voters.people * each for voters, each in zip(self.count.voter_groups, self.paid, strict=True)
        )
        endowment = Fraction(self.money + paid) / weights if weights else Fraction(0)
        bought = self.by_shares(endowment)
        while completion != "none" and any(
            work.cost <= self.money - self.cost(bought) for work in self.open(bought) if self.gain(work)
        ):
            endowment += step
            richer = self.by_shares(endowment)
            if self.cost(richer) > self.money:
                break
            bought = richer
        return self.by_votes(bought) if completion == "add1u" else bought

    def by_shares(self, endowment: Fraction) -> list[str]:
        """Return what is bought when everybody has `endowment`."""
        balances = [
            endowment * voters.weight - paid
            for voters, paid in zip(self.count.voter_groups, self.paid, strict=True)
        ]
        bought: list[str] = []
        while True:
            offers = [(self.price(work, balances), self.standing(work), work) for work in self.open(bought)]
            affordable = [offer for offer in offers if offer[0] is not None]
            if not affordable:
                return bought
            price, _, work = min(affordable, key=lambda offer: offer[:2])
            for place, voters in enumerate(self.count.voter_groups):
                each = min(balances[place], price * self.gives(voters, work))
                balances[place] -= voters.support.get(work.key, 0) * each
            bought.append(work.key)

    def price(self, work: CostedWork, balances: list[Fraction]) -> Fraction | None:
        """Follow what all pay, a line with corners, from corner to corner until it reaches the cost."""

        def paid(price: Fraction) -> Fraction:
            return sum(
                (
                    voters.people
                    * voters.support.get(work.key, 0)
                    * min(balance, price * self.gives(voters, work))
                    for voters, balance in zip(self.count.voter_groups, balances, strict=True)
                ),
                Fraction(0),
            )

        giving = [
            (balance, self.gives(voters, work))
            for voters, balance in zip(self.count.voter_groups, balances, strict=True)
        ]
        before = Fraction(0)
        for corner in sorted({balance / gain for balance, gain in giving if gain and balance}):
            if paid(corner) >= work.cost:
                slope = (paid(corner) - paid(before)) / (corner - before)
                return before + (work.cost - paid(before)) / slope
            before = corner
        return None

    def by_votes(self, bought: list[str]) -> list[str]:
        """Return what is bought after votes have filled up what is left."""
        bought = list(bought)
        pointed = any(voters.points for voters in self.count.voter_groups)

        def rank(work: CostedWork) -> tuple[Fraction, tuple[object, ...]]:
            by = work.cost if pointed and self.per_cost else 1
            return Fraction(-self.gain(work)) / by, self.standing(work)

        for work in sorted(self.open(bought), key=rank):
            fits = work.cost <= self.money - self.cost(bought)
            if fits and self.gain(work) and work in self.open(bought):
                bought.append(work.key)
        return bought

    def gives(self, voters: VoterGroup, work: CostedWork) -> int:
        """What one person gains who wants the work; 0 where nobody does."""
        if not voters.support.get(work.key):
            return 0
        return voters.points.get(work.key, 0) if voters.points else work.cost

    def gain(self, work: CostedWork) -> Fraction | int:
        """What a work gives to all: points, or one for each who wants it."""
        return sum(
            voters.people
            * voters.support.get(work.key, 0)
            * (voters.points.get(work.key, 0) if voters.points else 1)
            for voters in self.count.voter_groups
        )

    def standing(self, work: CostedWork) -> tuple[object, ...]:
        """Lower cost, more people, the lot."""
        people = sum(voters.people * voters.support.get(work.key, 0) for voters in self.count.voter_groups)
        return work.cost, -people, self.count.tie_break_order.index(work.key)

    def open(self, bought: list[str]) -> list[CostedWork]:
        """The works that could still be built: no rival of what is."""
        built = {*bought, *self.count.mandatory}
        shut = {key for each in self.count.exclusive if each & built for key in each}
        return [work for work in self.count.works if work.key not in built | shut]

    def cost(self, keys: list[str]) -> int:
        """What works cost together."""
        return sum(work.cost for work in self.count.works if work.key in keys)


# Made once: to make them for each draw takes longer than to draw from them.
EITHER, ONE_IN_THREE = st.booleans(), st.sampled_from([False, False, True])
HOW_MANY, ONE_TO_FOUR, ONE_TO_FIVE = st.integers(2, 5), st.integers(1, 4), st.integers(1, 5)
ORDERS = {many: st.permutations([f"N{place}" for place in range(1, many + 1)]) for many in range(2, 6)}
DEAREST = st.sampled_from([1, 4, 30])
COSTS = {dearest: st.integers(1, dearest) for dearest in (1, 4, 30)}
WHOLE, PART, POINTS = st.sampled_from(PARTS[:1]), st.sampled_from(PARTS), st.integers(0, 3)
WEIGHTS = st.sampled_from([Fraction(1), Fraction(1), Fraction(2), Fraction(2, 3)])
GROUPS = st.sets(st.sampled_from("ab"), max_size=2)
FIRST, EARMARKED = st.sampled_from(["", "a", "ab"]), st.sampled_from(["", "a", "ba"])
FIRST_NEEDS = {groups: st.permutations(groups) for groups in ("", "a", "ab")}
PERCENT = st.sampled_from([10, 50])


@st.composite
def counts(draw: st.DrawFn) -> AllocationInput:
    """Draw a small count: ties, equal costs, works that nobody wants, parts, points, weights, rivals."""
    keys = draw(ORDERS[draw(HOW_MANY)])
    dearest = draw(DEAREST)
    works = tuple(CostedWork(key, draw(COSTS[dearest])) for key in keys)
    pointed = draw(EITHER)
    all_or_nothing = draw(EITHER)
    voter_groups = []
    for number in range(draw(ONE_TO_FIVE)):
        parts = {key: draw(WHOLE if all_or_nothing else PART) for key in keys if draw(EITHER)}
        points = {key: draw(POINTS) for key in parts} if pointed else {}
        weight = draw(WEIGHTS)
        groups = tuple(draw(GROUPS))
        people = 2 * draw(ONE_TO_FOUR)
        voter_groups.append(VoterGroup(f"circle {number}", people, parts, points, weight, groups))
    mandatory = frozenset(keys[:1]) if draw(ONE_IN_THREE) else frozenset()
    rivals = [key for key in keys if key not in mandatory]
    exclusive = (frozenset(rivals[:2]),) if draw(EITHER) else ()
    paid_before = sum(work.cost for work in works if work.key in mandatory)
    money = draw(st.integers(0, sum(work.cost for work in works)))
    lot = tuple(draw(st.permutations(keys)))
    count = AllocationInput(works, tuple(voter_groups), money + paid_before, lot, mandatory, exclusive)
    if draw(ONE_IN_THREE):
        return replace(
            count,
            first_needs=tuple(draw(FIRST_NEEDS[draw(FIRST)])),
            earmarks=tuple((group, draw(PERCENT)) for group in draw(EARMARKED)),
        )
    return count
