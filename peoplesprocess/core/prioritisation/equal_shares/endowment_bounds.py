"""What two runs with different endowments prove about all endowments between them.

A larger endowment before a purchase never raises the price of a work and never leaves anybody with less after
it. If a poorer run and a richer one have bought the same works, then after each purchase the balances of
every endowment between them lie between theirs, and so does the price of each work. Suppose that at each step
the price of the bought work in the poorer run (an upper bound) is below the lowest price of every other work
in the richer run (a lower bound). Then every endowment in between buys that work too. Equal purchases at both
ends alone prove nothing: in some counts an endowment in between buys something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from peoplesprocess.core.prioritisation.equal_shares.float_prices import WorkPrice


class PurchaseWithPriceBound(NamedTuple):
    """A purchase: the work's key, its price, and a lower bound on the price of every other work."""

    key: str
    price: WorkPrice
    others: float

    def holds_up_to(self, richer: PurchaseWithPriceBound) -> bool:
        """Return whether every endowment up to that of `richer` surely makes this purchase.

        A price that is exactly the same in both runs is the same between them too; it was the lowest in the
        richer run, with ties broken, and the prices of other works only fall as endowments grow.
        """
        same = self.price is richer.price or self.price.exact_weight == richer.price.exact_weight != 0.0
        return same or self.price.most < richer.others


class CommonFirstPurchases(NamedTuple):
    """The purchases of a run before anybody could not pay in full; every richer run begins with them.

    `paid` is what each person of a voter group paid for them. `queue` holds the other works, as a heap of
    pairs of a lower bound on the price and the key.
    """

    purchases: list[PurchaseWithPriceBound]
    paid: list[float]
    queue: list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class SolverRun:
    """One run with one endowment: its purchases, in order. Units: minor units."""

    endowment: Fraction
    purchases: list[PurchaseWithPriceBound]
    prefix: CommonFirstPurchases

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the works that were bought, in order."""
        return tuple([each.key for each in self.purchases])

    def holds_up_to(self, richer: SolverRun) -> bool:
        """Return whether every endowment between this run's and that of `richer` surely buys the same."""
        return self.keys == richer.keys and all(
            map(PurchaseWithPriceBound.holds_up_to, self.purchases, richer.purchases)
        )
