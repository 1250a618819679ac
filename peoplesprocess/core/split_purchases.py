"""Purchases that stay below the limit for quotations one by one and pass it together: named, not refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.search import folded

WITHIN_DAYS = 30
"""Purchases so many days apart are looked at together."""


@dataclass(frozen=True, slots=True)
class PurchaseWithoutQuotations:
    """A line of the cash book without quotations, in minor units; `seller` is "" where nobody said."""

    number: int
    spent_on: date
    what: str
    seller: str
    amount: int


@dataclass(frozen=True, slots=True)
class SplitPurchase:
    """Purchases from one seller, or of one thing, that pass the limit together, in the order of their days.

    `seller` is "" where it is the thing that they have in common.
    """

    purchases: tuple[PurchaseWithoutQuotations, ...]
    seller: str

    @property
    def lines(self) -> tuple[int, ...]:
        """The numbers of their lines, in order."""
        return tuple(sorted(purchase.number for purchase in self.purchases))

    @property
    def amount(self) -> int:
        """What they cost together, in minor units."""
        return sum(purchase.amount for purchase in self.purchases)


def split_purchases(purchases: Iterable[PurchaseWithoutQuotations], limit: int) -> list[SplitPurchase]:
    """Return the purchases that pass a limit together within 30 days, by seller first, then by thing.

    Each of them lies in some 30 days in which purchases alike cost more than the limit. A limit of 0 asks for
    nothing. Units: minor units.
    """
    if not limit:
        return []
    alike: dict[tuple[str, str], list[PurchaseWithoutQuotations]] = {}
    for purchase in sorted(purchases, key=lambda each: (each.spent_on, each.number)):
        for common in _in_common(purchase):
            alike.setdefault(common, []).append(purchase)
    found: dict[tuple[int, ...], SplitPurchase] = {}
    for (kind, _), together in sorted(alike.items(), key=lambda each: each[0][0] != "seller"):
        passing = _passing(together, limit)
        if passing:
            split = SplitPurchase(tuple(passing), passing[0].seller if kind == "seller" else "")
            found.setdefault(split.lines, split)
    return list(found.values())


def unexplained(
    splits: Iterable[SplitPurchase], reasons: Mapping[frozenset[int], str]
) -> list[tuple[SplitPurchase, str]]:
    """Return splits, each with the reason that was given for all its lines, "" where none was."""
    return [
        (split, next((said for lines, said in reasons.items() if lines >= set(split.lines)), ""))
        for split in splits
    ]


def require_explanation(reason: str) -> None:
    """Refuse an explanation without words. Errors: Refused."""
    if not reason.strip():
        raise Refused(Message(N_("Write why they were bought one by one.")), "reason")


def _in_common(purchase: PurchaseWithoutQuotations) -> Iterable[tuple[str, str]]:
    """By what others can be like it: the seller, and what was bought, without quantities."""
    if purchase.seller.strip():
        yield "seller", folded(purchase.seller)
    thing = " ".join(re.sub(r"[\d.,/-]+", " ", folded(purchase.what)).split())
    if thing:
        yield "thing", thing


def _passing(together: Sequence[PurchaseWithoutQuotations], limit: int) -> list[PurchaseWithoutQuotations]:
    """Those that lie in 30 days in which more than the limit was paid, in more than one purchase."""
    marked: set[int] = set()
    for purchase in together:
        until = purchase.spent_on + timedelta(days=WITHIN_DAYS - 1)
        near = [each for each in together if purchase.spent_on <= each.spent_on <= until]
        if len(near) > 1 and sum(each.amount for each in near) > limit:
            marked |= {each.number for each in near}
    return [purchase for purchase in together if purchase.number in marked]
