"""Quotations before a purchase, and the store of a work: what may be recorded of either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from peoplesprocess.core.messages import N_, Message, Plural, RefusalList, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.core.search import folded

LEAST_QUOTATIONS = 3
MOST_QUOTATIONS = 5
IN, OUT, COUNT = "in", "out", "count"
MOVES = {
    IN: N_("It came in"),
    OUT: N_("It was used or went out"),
    COUNT: N_("It was counted: this much is there"),
}
"""What can happen to a thing in the store. A count sets the balance."""


@dataclass(frozen=True, slots=True)
class QuotationInput:
    """A seller's price in minor units. The seller is a label, not the name of a person."""

    supplier: str
    amount: int
    quoted_on: date
    paper: str


def require_comparison(quotations: Sequence[QuotationInput], chosen: int, reason: str, today: date) -> None:
    """Refuse invalid quotations, or a choice that lacks a reason. Errors: Refused, naming the field.

    `chosen` is the position of the chosen one, from 1. Choosing the cheapest of three or more needs no
    reason.
    """
    if not quotations:
        raise Refused(Message(N_("Write at least one quotation.")), "supplier1")
    names: set[str] = set()
    refusals = RefusalList()
    for place, quotation in enumerate(quotations, start=1):
        with refusals:
            if not quotation.supplier.strip():
                raise Refused(Message(N_("Write which seller it is.")), f"supplier{place}")
            if folded(quotation.supplier) in names:
                raise Refused(
                    Message(N_("Each quotation must be from a different seller.")), f"supplier{place}"
                )
        names.add(folded(quotation.supplier))
        with refusals:
            if quotation.amount <= 0:
                raise Refused(Message(N_("Give a sum above 0.")), f"amount{place}")
        with refusals:
            if quotation.quoted_on > today:
                raise Refused(Message(N_("This day has not come yet.")), f"quoted_on{place}")
    refusals.settle()
    if not 1 <= chosen <= len(quotations):
        raise Refused(Message(N_("Choose one of the quotations that are written here.")), "chosen")
    if reason.strip():
        return
    if len(quotations) < LEAST_QUOTATIONS:
        sentence = Plural(
            "Only %(count)s quotation is written. Ask three sellers, or write why fewer were asked.",
            "Only %(count)s quotations are written. Ask three sellers, or write why fewer were asked.",
            len(quotations),
        )
        raise Refused(sentence, "reason")
    if quotations[chosen - 1].amount > min(each.amount for each in quotations):
        raise Refused(Message(N_("The cheapest is not chosen. Write why.")), "reason")


def require_within_quotation(amount: int, paid: int, chosen: int, currency: str) -> None:
    """Refuse to pay more than the chosen quotation. Units: minor units. Errors: Refused."""
    if amount + paid > chosen:
        sentence = N_(
            "The chosen quotation is for %(sum)s, and %(paid)s of it is paid. Check the sum, or correct "
            "the comparison and give the reason."
        )
        values = {"sum": Money(chosen, currency), "paid": Money(paid, currency)}
        raise Refused(Message(sentence, values), "amount")


def moved(kind: str, quantity: int, balance: int) -> int:
    """Return the change of a thing's balance in the store, negative for less, in thousandths of its unit.

    A count may confirm the balance. Errors: Refused if nothing comes in or goes out, or if more would go out
    than is there.
    """
    if kind not in MOVES:
        raise Refused(Message(N_("Choose one from the list.")), "kind")
    if quantity < 0 or (not quantity and kind != COUNT):
        raise Refused(Message(N_("Give a quantity above 0.")), "quantity")
    if kind == COUNT:
        return quantity - balance
    if kind == OUT and quantity > balance:
        sentence = N_(
            "According to the book, only %(left)s is there. Check the number; if more is there, count it "
            "and write that down first."
        )
        raise Refused(Message(sentence, {"left": Fraction(balance, 1000)}), "quantity")
    return quantity if kind == IN else -quantity
