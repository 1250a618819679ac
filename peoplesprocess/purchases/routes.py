"""Pages of quotations: the list, one comparison with its versions, recording, correcting, striking."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.facts.cash_positions import CashBookContract
from peoplesprocess.facts.quotation_comparisons import COMPARISON, COMPARISONS, PriceComparisonRow
from peoplesprocess.purchases import actions, queries, routes_split_purchases, routes_stock
from peoplesprocess.purchases.forms import (
    ROWS,
    CorrectedPriceComparisonForm,
    PriceComparisonForm,
    comparison_form,
)
from peoplesprocess.purchases.split_purchase_reasons import splits_of
from peoplesprocess.web.addressed_cash_book import addressed_cash_book
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_record_view import strike_record_view
from peoplesprocess.web.view_context import Context

bp = Blueprint("purchases", __name__, template_folder="templates")
bp.register_blueprint(routes_stock.bp)
bp.register_blueprint(routes_split_purchases.bp)


@bp.get("/s/<code>/works/<int:number>/quotations")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int) -> ResponseReturnValue:
    """List the comparisons, with the chosen seller and what is paid."""
    book = addressed_cash_book(context, number)
    above = context.rules.quotation_limit(context.settlement.currency)
    return render_page(
        "purchases/index.html",
        book=book,
        rows=COMPARISONS.all(db(), contract=book.id),
        above=above,
        splits=splits_of(db(), book.id, above),
    )


@bp.route("/s/<code>/works/<int:number>/quotations/record", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record(context: Context, number: int) -> ResponseReturnValue:
    """Record quotations for a purchase."""
    book = addressed_cash_book(context, number)
    form = comparison_form(context, PriceComparisonForm)
    return form_view(
        form,
        "purchases/record.html",
        lambda: actions.compare(context.act, number, form.input),
        lambda row: url_for(".show", number=number, comparison=row.number),
        lambda row: url_for(".record", number=number),
        book=book,
        found=None,
        rows=ROWS,
    )


@bp.get("/s/<code>/works/<int:number>/quotations/<int:comparison>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int, comparison: int) -> ResponseReturnValue:
    """Show the quotations for a purchase, with earlier versions."""
    book = addressed_cash_book(context, number)
    found = _comparison(book, comparison)
    quotations = queries.QUOTATIONS.all(db(), contract=book.id, number=comparison)
    return render_page(
        "purchases/show.html",
        book=book,
        found=found,
        versions=[list(rows) for _, rows in groupby(quotations, key=lambda row: row.version)],
    )


@bp.route("/s/<code>/works/<int:number>/quotations/<int:comparison>/correct", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def correct(context: Context, number: int, comparison: int) -> ResponseReturnValue:
    """Correct the quotations of a purchase, or the choice."""
    book = addressed_cash_book(context, number)
    found = _comparison(book, comparison)
    quotations = queries.QUOTATIONS.all(db(), contract=book.id, number=comparison)
    newest = [row for row in quotations if row.id == found.id]
    form = comparison_form(context, CorrectedPriceComparisonForm, newest)
    return form_view(
        form,
        "purchases/record.html",
        lambda: actions.correct_comparison(context.act, number, comparison, form.input, form["reason"].value),
        lambda row: url_for(".show", number=number, comparison=comparison),
        book=book,
        found=found,
        rows=ROWS,
    )


@bp.route("/s/<code>/works/<int:number>/quotations/<int:comparison>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def strike(context: Context, number: int, comparison: int) -> ResponseReturnValue:
    """Strike a comparison."""
    book = addressed_cash_book(context, number)
    found = _comparison(book, comparison)
    return strike_record_view(
        context,
        book,
        Message(N_("Comparison %(number)s"), {"number": comparison}),
        url_for(".show", number=number, comparison=comparison),
        lambda reason: actions.strike_comparison(context.act, number, comparison, reason),
        found.what,
    )


def _comparison(book: CashBookContract, comparison: int) -> PriceComparisonRow:
    return COMPARISON.first(db(), contract=book.id, number=comparison) or abort(404)
