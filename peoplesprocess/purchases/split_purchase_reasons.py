"""Purchases that together exceed the limit for quotations, found in the cash book, with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from peoplesprocess.act import Act
from peoplesprocess.cash_book_writer import NOT_SIGNED
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.split_purchases import (
    PurchaseWithoutQuotations,
    SplitPurchase,
    require_explanation,
    split_purchases,
    unexplained,
)
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.cash_positions import BOOK
from peoplesprocess.facts.muster_rolls import ROLL_OF_LINE
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import CashBookEntry, SplitReason


class _PurchaseRow(NamedTuple):
    number: int
    spent_on: date
    what: str
    seller: str
    amount: int


_SMALL_PURCHASES = Query(
    _PurchaseRow,
    select(*(getattr(CashBookEntry, name) for name in _PurchaseRow._fields))
    .where(CashBookEntry.contract_id == bindparam("contract"), CashBookEntry.comparison.is_(None))
    .where(CashBookEntry.amount > 0, not_struck(CashBookEntry.id), ROLL_OF_LINE.is_(None))
    .order_by(CashBookEntry.number.desc()),
)


class _ReasonRow(NamedTuple):
    lines: list[int]
    reason: str


_REASONS = Query(
    _ReasonRow,
    select(SplitReason.lines, SplitReason.reason)
    .where(SplitReason.contract_id == bindparam("contract"))
    .order_by(SplitReason.number),
)


def splits_of(db: Session, contract: UUID, limit: int) -> list[tuple[SplitPurchase, str]]:
    """Return a contract's purchases that together exceed a limit, with the newest reason, "" if none."""
    if not limit:
        return []
    rows = [PurchaseWithoutQuotations(*row) for row in _SMALL_PURCHASES.all(db, contract=contract)]
    reasons = {frozenset(row.lines): row.reason for row in _REASONS.all(db, contract=contract)}
    return unexplained(split_purchases(rows, limit), reasons)


def explain_split(act: Act, number: int, lines: Sequence[int], reason: str) -> SplitReason:
    """Record why purchases that together exceed the limit were made one by one; the newest reason counts.

    Errors: Forbidden; Refused if these lines do not exceed it together, or without a reason.
    """
    act.require(Action.RECORD_SPENDING)
    book = BOOK.first(act.db, settlement=act.settlement.id, number=number)
    if book is None:
        raise Refused(Message(N_("There is no such work here. See the list of works.")))
    if not book.is_signed:
        raise Refused(NOT_SIGNED)
    found = splits_of(act.db, book.id, act.rules.quotation_limit(act.settlement.currency))
    if tuple(lines) not in {split.lines for split, _ in found}:
        sentence = N_("Together, these purchases are no longer above the limit. Open the list again.")
        raise Refused(Message(sentence))
    require_explanation(reason)
    row = SplitReason(
        **act.columns,
        contract_id=book.id,
        number=act.next_number(SplitReason.number, SplitReason.contract_id, book.id),
        lines=list(lines),
        reason=reason.strip(),
    )
    act.db.add(row)
    act.note("split.explain", f"contract {number} split_reason {row.number}", lines=list(lines))
    return row
