"""Pages of the store: the things in it, one of them with its movements, recording and striking a movement."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.money import Money
from peoplesprocess.core.purchases import MOVES
from peoplesprocess.facts.cash_positions import CashBookContract
from peoplesprocess.purchases import queries, stock_actions
from peoplesprocess.purchases.forms import movement_form
from peoplesprocess.purchases.queries import StockItemRow
from peoplesprocess.web.addressed_cash_book import addressed_cash_book
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.strike_record_view import strike_record_view
from peoplesprocess.web.view_context import Context

bp = Blueprint("stock", __name__)


@bp.get("/s/<code>/works/<int:number>/stock")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int) -> ResponseReturnValue:
    """List the things in the store, by the book."""
    book = addressed_cash_book(context, number)
    return render_page(
        "purchases/stock.html",
        book=book,
        rows=queries.STOCK.all(db(), contract=book.id),
        quantity_of=_quantity,
    )


@bp.route("/s/<code>/works/<int:number>/stock/record", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record(context: Context, number: int) -> ResponseReturnValue:
    """Record that something came in, went out or was counted."""
    book = addressed_cash_book(context, number)
    asked = number_argument("item")
    form = movement_form(context, queries.STOCK.all(db(), contract=book.id), {"item": asked} if asked else {})
    return form_view(
        form,
        "purchases/record_move.html",
        lambda: stock_actions.record_movement(context.act, number, form.input),
        lambda row: url_for(".index", number=number),
        lambda row: url_for(".record", number=number),
        book=book,
    )


@bp.get("/s/<code>/works/<int:number>/stock/<int:item>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int, item: int) -> ResponseReturnValue:
    """Show one thing in the store, with its movements."""
    book = addressed_cash_book(context, number)
    found = _item(book, item)
    return render_page(
        "purchases/item.html",
        book=book,
        item=found,
        rows=queries.MOVEMENTS.page(db(), number_argument("page", 1), item=found.id),
        moves=MOVES,
        quantity_of=_quantity,
    )


@bp.route("/s/<code>/works/<int:number>/stock/<int:item>/<int:move>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def strike(context: Context, number: int, item: int, move: int) -> ResponseReturnValue:
    """Strike a movement of the store."""
    book = addressed_cash_book(context, number)
    found = _item(book, item)
    movement = queries.MOVEMENT.first(db(), item=found.id, number=move) or abort(404)
    return strike_record_view(
        context,
        book,
        Message(N_("%(what)s in the store on %(day)s"), {"what": found.title, "day": movement.moved_on}),
        url_for(".show", number=number, item=item),
        lambda reason: stock_actions.strike_movement(context.act, number, item, move, reason),
    )


def _quantity(thousandths: int) -> Money:
    return Money(thousandths, "", 3)


def _item(book: CashBookContract, item: int) -> StockItemRow:
    return queries.STOCK_ITEM.first(db(), contract=book.id, number=item) or abort(404)
