"""Pages that strike visits and lines of the cash book, record them anew or counter them."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Msgid
from peoplesprocess.core.money import Money
from peoplesprocess.facts.contracts import BILL
from peoplesprocess.facts.quotation_comparisons import COMPARISONS
from peoplesprocess.facts.strikes import STRIKES_OF_SPENDING
from peoplesprocess.facts.strikes import correction as correction_of
from peoplesprocess.web.form import stored_values
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_to_builder
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context
from peoplesprocess.works import corrections, visit_queries
from peoplesprocess.works.actions import CashBookInput
from peoplesprocess.works.addressed_work import addressed_work
from peoplesprocess.works.cash_book import SPENDING, CashBookRow
from peoplesprocess.works.cash_forms import CorrectedCashBookForm, CounterEntryForm, cash_book_form
from peoplesprocess.works.closed_cash_book_refusal import closed_book
from peoplesprocess.works.forms import (
    PHOTOS,
    TESTS,
    corrected_visit_form,
)
from peoplesprocess.works.queries import WorkRow

bp = Blueprint("corrections", __name__)


@bp.route("/s/<code>/works/<int:number>/visits/<int:visit>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_VISIT)
def strike_visit(context: Context, number: int, visit: int) -> ResponseReturnValue:
    """Strike a visit."""
    work = addressed_work(context, number)
    found = visit_queries.seen_visit(db(), work.id, visit) or abort(404)
    asked = Message(N_("Why is visit %(number)s struck?"), {"number": visit})
    if page := _visited_by_others(context, number, visit, asked):
        return page
    form = StrikeForm(context)
    return form_view(
        form,
        "works/strike.html",
        lambda: corrections.strike_visit(context.act, number, visit, form.reason.value),
        lambda strike: url_for("works.visit", number=number, visit=visit),
        work=work,
        visit=found.visit,
        closed=None,
    )


@bp.route("/s/<code>/works/<int:number>/visits/<int:visit>/correct", methods=["GET", "POST"])
@allows(Action.RECORD_VISIT)
def correct_visit(context: Context, number: int, visit: int) -> ResponseReturnValue:
    """Strike a visit and record it anew."""
    work = addressed_work(context, number)
    found = visit_queries.seen_visit(db(), work.id, visit) or abort(404)
    if page := _visited_by_others(context, number, visit, N_("How far is the work?")):
        return page
    bill = BILL.all(db(), contract=work.id)
    form = corrected_visit_form(context, work, found, bill)
    return form_view(
        form,
        "works/record_visit.html",
        lambda: corrections.correct_visit(context.act, number, visit, form.input, form.reason.value),
        lambda row: url_for("works.visit", number=number, visit=row.number),
        work=work,
        bill=[(line, Money(line.quantity, "", 3)) for line in bill],
        photos=PHOTOS,
        tests=TESTS,
    )


def _visited_by_others(context: Context, work: int, visit: int, asked: Msgid | Message) -> Response | None:
    """Return the page that tells a builder that somebody else corrects a visit, None for others."""
    back = url_for("works.visit", number=work, visit=visit)
    return refused_to_builder(context, Action.RECORD_VISIT, asked, back)


@bp.get("/s/<code>/works/<int:number>/spending/<int:line>")
@allows(Action.SEE_SETTLEMENT)
def line(context: Context, number: int, line: int) -> ResponseReturnValue:
    """Show one line of the cash book, its corrections, and how it can be corrected."""
    work = addressed_work(context, number)
    found = _line(work, line)
    return render_page(
        "works/line.html",
        work=work,
        line=found,
        correction=correction_of(db(), STRIKES_OF_SPENDING, found.id, line),
        address=lambda other: url_for("works.corrections.line", number=number, line=other),
    )


@bp.route("/s/<code>/works/<int:number>/spending/<int:line>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def strike_spending(context: Context, number: int, line: int) -> ResponseReturnValue:
    """Strike a line of the cash book."""
    work = addressed_work(context, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "works/strike.html",
        lambda: corrections.strike_spending(context.act, number, line, form.reason.value),
        lambda strike: url_for("works.corrections.line", number=number, line=line),
        work=work,
        visit=None,
        closed=closed_book(work),
        line=_line(work, line),
    )


@bp.route("/s/<code>/works/<int:number>/spending/<int:line>/correct", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def correct_spending(context: Context, number: int, line: int) -> ResponseReturnValue:
    """Strike a line of the cash book and write it anew."""
    work = addressed_work(context, number)
    found = _line(work, line)
    values = stored_values(found, CashBookInput)
    comparisons = COMPARISONS.all(db(), contract=work.id)
    form = cash_book_form(context, CorrectedCashBookForm, comparisons, values)
    return form_view(
        form,
        "works/record_spending.html",
        lambda: corrections.correct_spending(
            context.act, number, line, form.input, form.reason.value, again=form.again.data
        ),
        lambda row: url_for("works.corrections.line", number=number, line=row.number),
        work=work,
        closed=closed_book(work),
        corrected=found,
        written=0,
        limit=context.rules.quotation_limit(context.settlement.currency),
    )


@bp.route("/s/<code>/works/<int:number>/spending/<int:line>/counter", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def counter_spending(context: Context, number: int, line: int) -> ResponseReturnValue:
    """Write a counter-entry against a line of the cash book."""
    work = addressed_work(context, number)
    form = CounterEntryForm(context)
    return form_view(
        form,
        "works/counter.html",
        lambda: corrections.counter_spending(context.act, number, line, form.input),
        lambda row: url_for("works.corrections.line", number=number, line=row.number),
        work=work,
        closed=closed_book(work),
        line=_line(work, line),
    )


def _line(work: WorkRow, line: int) -> CashBookRow:
    return SPENDING.first(db(), contract=work.id, number=line) or abort(404)
