"""Works' pages: the list, one work, visits and photos, the cash book, instalments asked for and answered."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.decisions import days_waiting
from peoplesprocess.core.money import Money
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.process.next_step import next_for_release, next_for_request
from peoplesprocess.models import Visit
from peoplesprocess.web import uploads
from peoplesprocess.web.access import allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.request_state import db
from peoplesprocess.works import actions, queries
from peoplesprocess.works.forms import PHOTOS, CashBookForm, RefuseForm, ReleaseForm, RequestForm, visit_form
from peoplesprocess.works.ledger import (
    Ledger,
    LedgerTranche,
    far_apart,
    financial_of,
    is_signed,
    ledger,
    percent_of,
    physical_of,
)
from peoplesprocess.works.next_step import PHOTO_WORDS, next_here, tranche_situation

bp = Blueprint("works", __name__, template_folder="templates")


@bp.get("/s/<code>/works")
@allows(Action.SEE_SETTLEMENT)
def listing(context: Context) -> ResponseReturnValue:
    """List the signed contracts with work, money and what to look at."""
    today, rules = context.now.date(), context.rules
    return render_page(
        "works/list.html",
        works=[
            {
                "row": row,
                "physical": physical_of(row),
                "financial": financial_of(row),
                "apart": far_apart(row, rules.progress_gap),
                "waits": days_waiting(row.waiting_since.date(), today) if row.waiting_since else None,
                "late": (row.until or row.ends_on) < today and (row.physical or 0) < 10_000,
            }
            for row in queries.works(db(), context.settlement.id)
        ],
    )


@bp.get("/s/<code>/works/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show a work: progress, money, instalments with their conditions, visits, the cash book."""
    book = _ledger(context, number)
    work, part = book.work, book.next_part
    return render_page(
        "works/show.html",
        work=work,
        book=book,
        signed=is_signed(work),
        physical=physical_of(work),
        financial=financial_of(work),
        apart=far_apart(work, context.rules.progress_gap),
        overspent=work.spent > book.released + work.contribution,
        ends_on=work.until or work.ends_on,
        today=context.now.date(),
        next=next_here(context, book),
        next_part=part,
        conditions=book.conditions(part) if part else [],
        visits=_with_photos(queries.visits(db(), work.id)),
        photo_words=PHOTO_WORDS,
        percent_of=percent_of,
        spending=queries.cash_book(db(), work.id, queries.SHOWN),
    )


@bp.route("/s/<code>/works/<int:number>/visits/record", methods=["GET", "POST"])
@allows(Action.RECORD_VISIT)
def record_visit(context: Context, number: int) -> ResponseReturnValue:
    """Record a visit with measured quantities and photos."""
    work = _work(context, number)
    bill = queries.bill(db(), work.id)
    form = visit_form(context, work, bill)

    def act() -> Visit:
        visit = actions.record_visit(
            db(), context.person.id, context.settlement, number, form.input(), context.now
        )
        form.keep_pictures(current_app.config["INSTANCE"])
        return visit

    return form_view(
        form,
        "works/record_visit.html",
        act,
        lambda visit: f"{_url(context, number)}/visits/{visit.number}",
        work=work,
        bill=[(line, Money(line.quantity, "", 3)) for line in bill],
        photos=PHOTOS,
        builds=queries.builds(db(), context.person.id, work),
    )


@bp.get("/s/<code>/works/<int:number>/visits/<int:visit>")
@allows(Action.SEE_SETTLEMENT)
def visit(context: Context, number: int, visit: int) -> ResponseReturnValue:
    """Show one visit with what was measured."""
    work = _work(context, number)
    found = _with_photos(queries.visits(db(), work.id, visit)) if visit else []
    if not found:
        abort(404)
    row, photos = found[0]
    return render_page(
        "works/visit.html",
        work=work,
        visit=row,
        photos=photos,
        photo_words=PHOTO_WORDS,
        percent_of=percent_of,
        bill=[
            (line, Money(row.measured.get(str(line.position), 0), "", 3), Money(line.quantity, "", 3))
            for line in queries.bill(db(), work.id)
        ],
    )


@bp.get("/s/<code>/works/<int:number>/visits/<int:visit>/photos/<int:photo>")
@allows(Action.SEE_SETTLEMENT)
def photo(context: Context, number: int, visit: int, photo: int) -> ResponseReturnValue:
    """Send a photo."""
    digest = queries.photo_digest(db(), context.settlement.id, number, visit, photo)
    return uploads.response(current_app.config["INSTANCE"], digest)


@bp.get("/s/<code>/works/<int:number>/spending")
@allows(Action.SEE_SETTLEMENT)
def spending(context: Context, number: int) -> ResponseReturnValue:
    """Show the whole cash book, a hundred lines a page."""
    work = _work(context, number)
    sheet = max(1, min(request.args.get("page", 1, int), 1_000_000))
    return render_page(
        "works/spending.html",
        work=work,
        sheet=sheet,
        last=max(1, -(-work.papers // queries.PAGE)),
        spending=queries.cash_book(db(), work.id, queries.PAGE, queries.PAGE * (sheet - 1)),
    )


@bp.route("/s/<code>/works/<int:number>/spending/record", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record_spending(context: Context, number: int) -> ResponseReturnValue:
    """Write a line of the cash book."""
    work = _work(context, number)
    form = CashBookForm(context)
    return form_view(
        form,
        "works/record_spending.html",
        lambda: actions.record_spending(
            db(),
            context.person.id,
            context.settlement,
            number,
            form.spent_on.data,
            form.what.data,
            form.amount.data,
            form.paper.data,
            context.now,
        ),
        lambda row: f"{_url(context, number)}#cash",
        work=work,
    )


@bp.route("/s/<code>/works/<int:number>/tranches/<int:tranche>/request", methods=["GET", "POST"])
@allows(Action.REQUEST_TRANCHE)
def request_tranche(context: Context, number: int, tranche: int) -> ResponseReturnValue:
    """Ask for an instalment, with all its conditions in view."""
    book, part = _part(context, number, tranche)
    form = RequestForm(context)
    return form_view(
        form,
        "works/request.html",
        lambda: actions.request_tranche(
            db(), context.person.id, context.settlement, number, tranche, form.statement.data, context.now
        ),
        lambda row: _url(context, number),
        next=next_for_request(tranche_situation(book, part)),
        **_about(context, book, part),
    )


@bp.route("/s/<code>/works/<int:number>/tranches/<int:tranche>/release", methods=["GET", "POST"])
@allows(Action.RELEASE_TRANCHE)
def release_tranche(context: Context, number: int, tranche: int) -> ResponseReturnValue:
    """Release an instalment that somebody else asked for."""
    book, part = _part(context, number, tranche)
    form = ReleaseForm(context)
    return form_view(
        form,
        "works/release.html",
        lambda: actions.release_tranche(
            db(), context.person.id, context.settlement, number, tranche, form.paper.data, context.now
        ),
        lambda row: _url(context, number),
        next=next_for_release(context.may, tranche_situation(book, part)),
        **_about(context, book, part),
    )


@bp.route("/s/<code>/works/<int:number>/tranches/<int:tranche>/refuse", methods=["GET", "POST"])
@allows(Action.RELEASE_TRANCHE)
def refuse_tranche(context: Context, number: int, tranche: int) -> ResponseReturnValue:
    """Refuse a request, with the reason."""
    book, part = _part(context, number, tranche)
    form = RefuseForm(context)
    return form_view(
        form,
        "works/refuse.html",
        lambda: actions.refuse_tranche(
            db(), context.person.id, context.settlement, number, tranche, form.reason.data, context.now
        ),
        lambda row: _url(context, number),
        **_about(context, book, part),
    )


def _work(context: Context, number: int) -> Any:
    work = queries.work(db(), context.settlement.id, number)
    if work is None:
        abort(404)
    return work


def _ledger(context: Context, number: int) -> Ledger:
    work = _work(context, number)
    return ledger(work, queries.instalments(db(), work.id))


def _part(context: Context, number: int, tranche: int) -> tuple[Ledger, LedgerTranche]:
    book = _ledger(context, number)
    part = book.part(tranche)
    if part is None:
        abort(404)
    return book, part


def _about(context: Context, book: Ledger, part: LedgerTranche) -> dict[str, Any]:
    conditions = book.conditions(part)
    return {
        "work": book.work,
        "part": part,
        "conditions": conditions,
        "days": part.days(context.now.date()),
    }


def _with_photos(rows: Any) -> list[tuple[Any, list[Any]]]:
    """Return visits, each with the rows of its photos, from rows that stand together."""
    visits = []
    for _, together in groupby(rows, key=lambda row: row.number):
        lines = list(together)
        visits.append((lines[0], [line for line in lines if line.photo]))
    return visits


def _url(context: Context, number: int) -> str:
    return f"{context.url}/works/{number}"
