"""The contract that an address names with its cash book, for the rooms that write parts of it."""

from __future__ import annotations

from flask import abort

from peoplesprocess.facts.cash_positions import BOOK, CashBookContract
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context


def addressed_cash_book(context: Context, number: int) -> CashBookContract:
    """Return a contract with its cash book, by its number; 404 if there is none."""
    return BOOK.first(db(), settlement=context.settlement.id, number=number) or abort(404)
