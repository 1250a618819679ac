"""What runs with two purses say of all purses between them.

More money before a purchase never makes a work dearer, and never leaves anybody with less after it. So where
a run and a richer one bought the same, every purse between stands between theirs after each purchase, and so
does what each work asks. If what was bought asks no more of the poorer than every other work asks of the
richer, it is bought between too.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from peoplesprocess.core.prioritisation.prices import Price


class Purchase(NamedTuple):
    """A work that was bought, what it asked, and what every other work asked at the least."""

    key: str
    price: Price
    others: float

    def between(self, richer: Purchase) -> bool:
        """Return whether this work surely is bought by every purse between these and `richer` ones.

        Where it asks the same of both, exactly, nothing asks less of those between than of the richer.
        """
        same = self.price is richer.price or self.price.payers == richer.price.payers != 0.0
        return same or self.price.most < richer.others


class Beginning(NamedTuple):
    """What was bought while everybody paid in full: so it is with every larger purse.

    `paid` is what that cost in each circle, `ahead` are the other works, those first that ask least.
    """

    bought: list[Purchase]
    paid: list[float]
    ahead: list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Course:
    """One run: what was bought with a purse, in order."""

    purse: Fraction
    bought: list[Purchase]
    beginning: Beginning

    @property
    def keys(self) -> tuple[str, ...]:
        """The works that were bought, in order."""
        return tuple([each.key for each in self.bought])

    def between(self, richer: Course) -> bool:
        """Return whether every purse between this one and a `richer` one surely buys the same."""
        return self.keys == richer.keys and all(map(Purchase.between, self.bought, richer.bought))
