"""After a line of a cash book is saved: the cash book of the next work that has money left."""

from __future__ import annotations

from typing import NamedTuple

from flask import request, url_for

from peoplesprocess.core.actions import Action
from peoplesprocess.facts.cash_positions import BOOKS
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

FORMS = ("works.record_spending", "works.lines.record")
"""The endpoints of forms that write a cash book; the next work is offered in the same form."""


class NextCashBook(NamedTuple):
    """A work whose cash book can be written, and the address of the form."""

    number: int
    url: str


def next_cash_book(context: Context) -> NextCashBook | None:
    """Return the cash book after the one just written: of a later work, otherwise of an earlier one."""
    form = request.args.get("saved", "")
    if form not in FORMS or not context.in_settlement or not context.may(Action.RECORD_SPENDING):
        return None
    here = (request.view_args or {}).get("number", 0)
    books = BOOKS.all(db(), settlement=context.settlement.id)
    others = [book.number for book in books if book.number != here and book.has_money_left]
    number = min(others, key=lambda number: (number < here, number), default=0)
    return (
        NextCashBook(number, url_for(form, number=number, code=context.settlement.code)) if number else None
    )
