"""Purchases that each stay below the limit for quotations and together exceed it: shown, not refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.search import folded

WITHIN_DAYS = 30
"""Purchases within this number of days are added up."""


@dataclass(frozen=True, slots=True)
class PurchaseWithoutQuotations:
    """A line of the cash book without quotations, in minor units; `seller` is "" if it was not given."""

    number: int
    spent_on: date
    what: str
    seller: str
    amount: int


@dataclass(frozen=True, slots=True)
class SplitPurchase:
    """Purchases from one seller, or of one thing, that together exceed the limit, in the order of their days.

    `seller` is "" if they share the thing and not the seller.
    """

    purchases: tuple[PurchaseWithoutQuotations, ...]
    seller: str

    @property
    def lines(self) -> tuple[int, ...]:
        """The numbers of their lines of the cash book, in order."""
        return tuple(sorted(purchase.number for purchase in self.purchases))

    @property
    def amount(self) -> int:
        """Their sum, in minor units."""
        return sum(purchase.amount for purchase in self.purchases)


def split_purchases(purchases: Iterable[PurchaseWithoutQuotations], limit: int) -> list[SplitPurchase]:
    """Return the purchases that together exceed a limit within 30 days, by seller first, then by thing.

    Each of them lies in some 30 days in which similar purchases add up to more than the limit. A limit of 0
    means none. Units: minor units.
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
    """Return splits, each with the reason that was given for all its lines, "" if none was."""
    return [
        (split, next((reason for lines, reason in reasons.items() if lines >= set(split.lines)), ""))
        for split in splits
    ]


def require_explanation(reason: str) -> None:
    """Refuse an empty reason. Errors: Refused."""
    if not reason.strip():
        raise Refused(Message(N_("Write why they were bought one by one.")), "reason")


def _in_common(purchase: PurchaseWithoutQuotations) -> Iterable[tuple[str, str]]:
    """Yield the keys by which purchases are grouped: the seller, and what was bought without quantities."""
    if purchase.seller.strip():
        yield "seller", folded(purchase.seller)
    thing = " ".join(re.sub(r"[\d.,/-]+", " ", folded(purchase.what)).split())
    if thing:
        yield "thing", thing


def _passing(together: Sequence[PurchaseWithoutQuotations], limit: int) -> list[PurchaseWithoutQuotations]:
    """Return those in a period of 30 days in which several purchases together exceed the limit."""
    marked: set[int] = set()
    for purchase in together:
        until = purchase.spent_on + timedelta(days=WITHIN_DAYS - 1)
        near = [each for each in together if purchase.spent_on <= each.spent_on <= until]
        if len(near) > 1 and sum(each.amount for each in near) > limit:
            marked |= {each.number for each in near}
    return [purchase for purchase in together if purchase.number in marked]
