"""Payments for a work by others than agency and community: recorded when they came, and struck."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.act import Act
from peoplesprocess.cash_book_writer import book_of
from peoplesprocess.core.actions import Action
from peoplesprocess.core.cash_position import may_take_away
from peoplesprocess.core.contract_payers import OtherPaymentInput, require_payment
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import with_strike
from peoplesprocess.models import OtherPayerPayment, Strike
from peoplesprocess.strike_writer import require_not_struck, strike_record


class OtherPaymentRow(NamedTuple):
    """A payment in minor units; if struck, with the reason and the time."""

    id: UUID
    number: int
    source: str
    received_on: date
    amount: int
    paper: str
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None


PAYMENTS = Query(
    OtherPaymentRow,
    with_strike(
        select(
            *(getattr(OtherPayerPayment, name) for name in OtherPaymentRow._fields[:6]),
        ),
        OtherPayerPayment.id,
    )
    .where(OtherPayerPayment.contract_id == bindparam("contract"))
    .order_by(OtherPayerPayment.number),
)
"""The payments of others for a contract, in order, struck ones too."""


def record_other_payment(act: Act, number: int, payment: OtherPaymentInput) -> OtherPayerPayment:
    """Record that somebody else paid in for a work. Errors: Forbidden; Refused, naming the field."""
    act.require(Action.RECORD_SPENDING)
    book = book_of(act, number)
    rows = PAYMENTS.all(act.db, contract=book.id)
    came = sum(row.amount for row in rows if row.source == payment.source and row.struck_at is None)
    first, currency = book.first_day(act.settlement), act.settlement.currency
    require_payment(payment, book.other_payers, came, first, act.today, currency)
    row = OtherPayerPayment(
        **act.columns,
        **asdict(payment),
        contract_id=book.id,
        number=act.next_number(OtherPayerPayment.number, OtherPayerPayment.contract_id, book.id),
    )
    act.db.add(row)
    act.note(
        "other_payment.record",
        f"contract {number} payment {row.number}",
        source=row.source,
        amount=row.amount,
        received_on=payment.received_on.isoformat(),
    )
    return row


def strike_other_payment(act: Act, number: int, payment: int, reason: str) -> Strike:
    """Strike a payment that was recorded wrongly.

    Errors: Forbidden; Refused if there is none, if it is struck already, without a reason, or if its money is
    spent.
    """
    act.require(Action.RECORD_SPENDING)
    book = book_of(act, number)
    rows = PAYMENTS.all(act.db, contract=book.id)
    found = next((row for row in rows if row.number == payment), None)
    if found is None:
        raise Refused(Message(N_("There is no such payment here. See the page of the work.")))
    require_not_struck(found.struck_at is not None)
    may_take_away(book.cash, found.amount, act.settlement.currency)
    row = strike_record(act, OtherPayerPayment, found.id, reason)
    act.note("other_payment.strike", f"contract {number} payment {payment}", amount=found.amount)
    return row
