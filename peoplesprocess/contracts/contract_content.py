"""The content of a contract: quantities, instalments, the sums that follow, and what cannot be signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from peoplesprocess.core.choice_lists import BUILDING_MODES
from peoplesprocess.core.contract_payers import OtherPayerAmount, agreed_of_others
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.core.money import Money, priced
from peoplesprocess.core.plan_items import ItemContent
from peoplesprocess.core.programme_rules import TrancheTerms
from peoplesprocess.core.retention import GrantTranches, hold_back

MOST_QUANTITY = 10**9
MOST_MONEY = 10**15


@dataclass(frozen=True, slots=True)
class BillLineInput:
    """A line of the bill of quantities: thousandths of the unit, minor units per unit."""

    title: str
    unit: str
    quantity: int
    rate: int


@dataclass(frozen=True, slots=True)
class ContractInput:
    """A contract as written. `line` is the line of the plan's item, `contribution` is in minor units.

    `in_cash` is the part of the contribution given in money; None if it was not asked.
    """

    line: int
    title: str
    mode: str
    contribution: int
    starts_on: date
    ends_on: date
    bill: Sequence[BillLineInput]
    tranches: Sequence[TrancheTerms]
    departure: str = ""
    """Why cost, contribution or days differ from the plan, "" if they do not or nobody said."""
    in_cash: int | None = None
    payers: Sequence[OtherPayerAmount] = ()
    """Who else pays a part of the contract's total."""


@dataclass(frozen=True, slots=True)
class ContractSums:
    """The sums that follow from a contract's lines, in minor units.

    `tranches` are the sums of the instalments; the last one is reduced by the `retention`.
    """

    amounts: tuple[int, ...]
    total: int
    grant: int
    tranches: tuple[int, ...]
    retention: int


def sums(written: ContractInput, retention: int) -> ContractSums:
    """Return the sums of a contract that holds back `retention` percent of its grant.

    Errors: Refused if the contract could not be signed as written.
    """
    refusals = RefusalList()
    with refusals:
        if not written.title.strip():
            raise Refused(Message(N_("Write what is built, with its size.")), "title")
    with refusals:
        if written.mode not in BUILDING_MODES:
            raise Refused(Message(N_("Choose one from the list.")), "mode")
    with refusals:
        if written.ends_on < written.starts_on:
            raise Refused(Message(N_("This day is before the work begins.")), "ends_on")
    amounts: tuple[int, ...] = ()
    with refusals:
        amounts = _amounts(written.bill)
    refusals.settle()
    total = sum(amounts)
    if written.contribution < 0:
        raise Refused(Message(N_("A sum here cannot be below 0.")), "contribution")
    from_others = agreed_of_others(written.payers)
    if from_others and written.contribution + from_others >= total:
        sentence = N_("The community and others pay the whole bill. Nothing is left for the grant.")
        raise Refused(Message(sentence), "payment1")
    if written.contribution >= total:
        raise Refused(
            Message(N_("The community's part is as large as the whole bill. Nothing is left for the grant.")),
            "contribution",
        )
    if written.in_cash is not None and not 0 <= written.in_cash <= written.contribution:
        sentence = N_("The money is a part of what the community gives: it cannot be more than all of it.")
        raise Refused(Message(sentence), "in_cash")
    grant = total - written.contribution - from_others
    held = _shares(grant, written.tranches, retention)
    return ContractSums(amounts, total, grant, held.parts, held.retention)


def departure_reason(item: ItemContent, written: ContractInput, follow: ContractSums, currency: str) -> str:
    """Return why a contract departs from the plan's `item`, "" if it does not.

    It departs if its cost or contribution differ, if its days are outside the item's, or if the agency gives
    more than the plan asks of it.
    Errors: Refused if it departs and no reason is given.
    """
    more = follow.grant > item.grant
    outside = written.starts_on < item.starts_on or written.ends_on > item.ends_on
    others = (follow.total, written.contribution) != (item.cost, item.contribution)
    if not (more or outside or others):
        return ""
    if more and not written.departure.strip():
        sentence = N_(
            "The plan names who else pays, and asks the agency for %(grant)s. Write why the agency gives "
            "more."
        )
        raise Refused(Message(sentence, {"grant": Money(item.grant, currency)}), "departure")
    if not written.departure.strip():
        raise Refused(
            Message(
                N_(
                    "The contract differs from the plan: in the plan, the work goes from %(start)s to "
                    "%(end)s, with the cost and the contribution that the assembly adopted. Write why."
                ),
                {"start": item.starts_on, "end": item.ends_on},
            ),
            "departure",
        )
    return written.departure.strip()


def _amounts(bill: Sequence[BillLineInput]) -> tuple[int, ...]:
    if not bill:
        raise Refused(Message(N_("Write at least one line of the bill.")), "what1")
    refusals = RefusalList()
    for number, line in enumerate(bill, start=1):
        with refusals:
            if not 0 < line.quantity <= MOST_QUANTITY:
                sentence = N_("Give a quantity above 0 and not above 1,000,000.")
                raise Refused(Message(sentence), f"quantity{number}")
        with refusals:
            if line.rate <= 0:
                raise Refused(Message(N_("Give a sum above 0.")), f"rate{number}")
    refusals.settle()
    amounts = tuple(priced(line.quantity, line.rate) for line in bill)
    if min(amounts) <= 0 or sum(amounts) > MOST_MONEY:
        raise Refused(
            Message(N_("A line costs nothing or far too much. Check quantities and rates.")), "rate1"
        )
    return amounts


def _shares(grant: int, tranches: Sequence[TrancheTerms], retention: int) -> GrantTranches:
    if not tranches:
        raise Refused(Message(N_("Write at least one instalment.")), "percent1")
    try:
        held = hold_back(grant, [terms.percent for terms in tranches], retention)
    except Refused as refusal:
        raise Refused(refusal.sentence, refusal.field or "percent1") from None
    for terms in tranches:
        if not (0 <= terms.work_done <= 100 and 0 <= terms.money_spent <= 100):
            raise Refused(Message(N_("A condition is a share between 0 and 100 %.")), "work1")
    if tranches[0].money_spent:
        raise Refused(
            Message(
                N_("The first instalment cannot wait until money is spent: no money is released before it.")
            ),
            "spent1",
        )
    if not tranches[-1].certificate:
        raise Refused(
            Message(N_("The last instalment must wait for the completion certificate. Tick it.")),
            f"certificate{len(tranches)}",
        )
    if min(held.parts) <= 0 or (retention and not held.retention):
        raise Refused(Message(N_("The grant is too small for so many instalments.")), "percent1")
    return held
