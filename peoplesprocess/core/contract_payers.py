"""Payers of a work besides the agency and its community: what the contract agrees and what they paid in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from peoplesprocess.core.item_finance import FundingLine
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.core.plan_choice_lists import SOURCES

PAYERS = {source: name for source, name in SOURCES.items() if source != "grant"}
"""Possible other payers: the plan's sources without the agency's grant."""
MOST_PAYERS = len(PAYERS)
"""Each payer is named at most once."""


@dataclass(frozen=True, slots=True)
class OtherPayerAmount:
    """A payer of a work besides the agency and the community, and how much it pays, in minor units."""

    source: str
    amount: int


def payers_of(stored: Iterable[Mapping[str, object]]) -> list[OtherPayerAmount]:
    """Return payers from their stored form."""
    return [OtherPayerAmount(**payer) for payer in stored]  # type: ignore[arg-type]


def stored_payers(payers: Iterable[OtherPayerAmount]) -> list[dict[str, object]]:
    """Return payers as plain values for JSON."""
    return [asdict(payer) for payer in payers]


def payers_in(funds: Iterable[FundingLine]) -> list[OtherPayerAmount]:
    """Return the other payers in the funding lines of a plan's item, each once with its total."""
    sums: dict[str, int] = {}
    for line in funds:
        if line.source in PAYERS:
            sums[line.source] = sums.get(line.source, 0) + line.amount
    return [OtherPayerAmount(source, amount) for source, amount in sums.items()]


def agreed_of_others(payers: Sequence[OtherPayerAmount]) -> int:
    """Return the total that others pay, in minor units.

    Errors: Refused, naming `payer2` or `payment2`, if a payer is unknown, named twice or without a sum.
    """
    named: set[str] = set()
    refusals = RefusalList()
    for number, payer in enumerate(payers, start=1):
        with refusals:
            if payer.source not in PAYERS:
                raise Refused(Message(N_("Choose who pays.")), f"payer{number}")
            if payer.source in named:
                raise Refused(Message(N_("Name each payer once, with all that it pays.")), f"payer{number}")
        with refusals:
            if payer.amount <= 0:
                raise Refused(Message(N_("Give a sum above 0.")), f"payment{number}")
        named.add(payer.source)
    refusals.settle()
    return sum(payer.amount for payer in payers)


@dataclass(frozen=True, slots=True)
class OtherPaymentInput:
    """A payment that another payer made for a work, in minor units, with the number of its paper."""

    source: str
    received_on: date
    amount: int
    paper: str


def require_payment(
    payment: OtherPaymentInput,
    agreed: Sequence[OtherPayerAmount],
    came: int,
    first_day: date,
    today: date,
    currency: str,
) -> None:
    """Refuse a payment from a payer that the contract does not name, or of more than is agreed.

    `came` is what the same payer has paid in already, in minor units; `first_day` is the first day that the
    contract's cash book covers. Errors: Refused, naming the field.
    """
    most = next((payer.amount for payer in agreed if payer.source == payment.source), None)
    if most is None:
        raise Refused(
            Message(N_("The contract does not name this payer. Choose one that it names.")), "source"
        )
    if not first_day <= payment.received_on <= today:
        sentence = N_("Give a day from %(day)s until today.")
        raise Refused(Message(sentence, {"day": first_day}), "received_on")
    if payment.amount <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "amount")
    if came + payment.amount > most:
        sentence = N_("The contract says that this payer gives %(agreed)s. %(left)s of it is still to come.")
        values = {"agreed": Money(most, currency), "left": Money(most - came, currency)}
        raise Refused(Message(sentence, values), "amount")
    if not payment.paper.strip():
        raise Refused(Message(N_("Give the number of the payment.")), "paper")
