"""Arrivals of released money on the account: on which day, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from peoplesprocess.act import Act
from peoplesprocess.cash_book_writer import FUTURE_DAY
from peoplesprocess.core.actions import Action
from peoplesprocess.core.cash_position import require_covered_correction
from peoplesprocess.core.contract_closure import require_open_cash_book
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.models import TrancheArrival
from peoplesprocess.works import queries
from peoplesprocess.works.ledger import LedgerTranche, ledger
from peoplesprocess.works.queries import WorkRow
from peoplesprocess.works.visits import work_of


class TrancheArrivalRow(NamedTuple):
    """A statement of the day on which an instalment came, and of the sum in minor units."""

    arrived_on: date
    amount: int
    reason: str
    made_at: datetime


ARRIVALS = Query(
    TrancheArrivalRow,
    select(*(getattr(TrancheArrival, name) for name in TrancheArrivalRow._fields))
    .where(TrancheArrival.tranche_id == bindparam("tranche"))
    .order_by(TrancheArrival.number.desc()),
)
"""The statements of an instalment's arrival, the newest first."""


@dataclass(frozen=True, slots=True)
class TrancheArrivalInput:
    """When an instalment came to the account, how much of it in minor units, and why not all of it."""

    arrived_on: date
    amount: int
    reason: str


def confirm_arrival(
    act: Act, number: int, tranche_number: int, arrival: TrancheArrivalInput
) -> TrancheArrival:
    """Record when a released instalment came; the newest statement counts, and all stay readable.

    Errors: Forbidden; Refused, naming the field, if it is not released, if the day is before its request or
    its release on paper, if the sum differs or another day was recorded before and no reason is given, if
    money that is already paid out would not have come, or if the sum changes after the final account.
    """
    act.require(Action.CONFIRM_ARRIVAL)
    work = work_of(act, number)
    book = ledger(work, queries.TRANCHES.all(act.db, contract=work.id), act.settlement, act.today)
    part = book.tranche(tranche_number)
    if part is None:
        raise Refused(Message(N_("There is no such instalment here. See the page of the work.")))
    _check(act, part, arrival)
    _check_book(work, part, arrival.amount, act.settlement.currency)
    row = TrancheArrival(
        **act.columns,
        tranche_id=part.id,
        number=act.next_number(TrancheArrival.number, TrancheArrival.tranche_id, part.id),
        arrived_on=arrival.arrived_on,
        amount=arrival.amount,
        reason=arrival.reason.strip(),
    )
    act.db.add(row)
    act.note(
        "tranche.arrive",
        f"contract {number} instalment {tranche_number}",
        arrived_on=arrival.arrived_on.isoformat(),
        amount=arrival.amount,
    )
    return row


def _check_book(work: WorkRow, part: LedgerTranche, amount: int, currency: str) -> None:
    """Refuse another sum than the recorded one where the book cannot change or has spent the difference."""
    said = part.arrived if part.arrived_on is not None else part.tranche.amount
    if amount != said:
        require_open_cash_book(
            bool(work.final_accounts),
            bool(work.handovers),
            is_paid_from_retention=part.tranche.is_retention,
        )
    if part.arrived_on is not None:
        require_covered_correction(
            work.cash, replace(work.cash, arrived=work.cash.arrived - said + amount), currency
        )


def _check(act: Act, part: LedgerTranche, arrival: TrancheArrivalInput) -> None:
    values = {"number": part.tranche.number}
    if part.released_at is None:
        sentence = N_("Instalment %(number)s is not released yet. If its money came, tell the agency.")
        raise Refused(Message(sentence, values))
    asked_on = day_in(act.settlement, part.requests[-1].made_at)
    if arrival.arrived_on < asked_on:
        sentence = N_("The instalment was asked for on %(day)s. Its money cannot have come before.")
        raise Refused(Message(sentence, {"day": asked_on}), "arrived_on")
    _require_released(act, part, arrival.arrived_on)
    if arrival.arrived_on > act.today:
        raise Refused(FUTURE_DAY, "arrived_on")
    if arrival.amount < 0:
        raise Refused(Message(N_("A sum here cannot be below 0.")), "amount")
    if arrival.reason.strip():
        return
    if arrival.amount != part.tranche.amount:
        sentence = N_(
            "The agency released %(released)s. Write what the bank or the agency says about the difference: "
            "the programme manager reads it."
        )
        released = Money(part.tranche.amount, act.settlement.currency)
        raise Refused(Message(sentence, {"released": released}), "reason")
    if part.arrived_on is not None:
        raise Refused(
            Message(N_("A different day or sum was recorded before. Write what was wrong.")), "reason"
        )


def _require_released(act: Act, part: LedgerTranche, arrived_on: date) -> None:
    """Refuse money that came before its release, if the agency gave a day for the release.

    Without one, the release counts from when it was typed in, which may be days after the money was sent.
    """
    if not part.is_released_on_paper or part.released_at is None:
        return
    released = day_in(act.settlement, part.released_at)
    if arrived_on < released:
        sentence = N_(
            "The agency released the instalment on %(day)s. Its money cannot have come before. Look at the "
            "bank's paper again."
        )
        raise Refused(Message(sentence, {"day": released}), "arrived_on")
