"""Works' pages: the list, one work, visits and photos, the cash book, instalments asked for and answered."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.decisions import days_waiting
from peoplesprocess.core.money import Money
from peoplesprocess.core.permissions import Action
from peoplesprocess.models import Visit
from peoplesprocess.web import uploads
from peoplesprocess.web.answers import answer
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.here import Here
from peoplesprocess.web.pages import page
from peoplesprocess.works import actions, queries
from peoplesprocess.works.following import PHOTO_WORDS, next_here
from peoplesprocess.works.forms import PHOTOS, RefuseForm, ReleaseForm, RequestForm, SpendingForm, visit_form
from peoplesprocess.works.ledger import (
    Ledger,
    Part,
    far_apart,
    financial_of,
    is_signed,
    ledger,
    percent_of,
    physical_of,
)

room = Blueprint("works", __name__)


@room.get("/s/<code>/works")
@allows(Action.SEE_SETTLEMENT)
def listing(here: Here) -> ResponseReturnValue:
    """List the signed contracts with work, money and what to look at."""
    today, rules = here.now.date(), here.rules
    return page(
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
            for row in queries.works(db(), here.place.id)
        ],
    )


@room.get("/s/<code>/works/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(here: Here, number: int) -> ResponseReturnValue:
    """Show a work: progress, money, instalments with their conditions, visits, the cash book."""
    book = _ledger(here, number)
    work, part = book.work, book.next_part
    return page(
        "works/show.html",
        work=work,
        book=book,
        signed=is_signed(work),
        physical=physical_of(work),
        financial=financial_of(work),
        apart=far_apart(work, here.rules.progress_gap),
        overspent=work.spent > book.released + work.contribution,
        ends_on=work.until or work.ends_on,
        today=here.now.date(),
        next=next_here(here, book),
        next_part=part,
        conditions=book.conditions(part) if part else [],
        visits=_with_photos(queries.visits(db(), work.id)),
        photo_words=PHOTO_WORDS,
        percent_of=percent_of,
        spending=queries.cash_book(db(), work.id, queries.SHOWN),
    )


@room.route("/s/<code>/works/<int:number>/visits/record", methods=["GET", "POST"])
@allows(Action.RECORD_VISIT)
def record_visit(here: Here, number: int) -> ResponseReturnValue:
    """Record a visit with measured quantities and photos."""
    work = _work(here, number)
    bill = queries.bill(db(), work.id)
    form = visit_form(here, work, bill)

    def act() -> Visit:
        visit = actions.record_visit(db(), here.person.id, here.place, number, form.input(), here.now)
        form.keep_pictures(current_app.config["INSTANCE"])
        return visit

    return answer(
        form,
        "works/record_visit.html",
        act,
        lambda visit: f"{_url(here, number)}/visits/{visit.number}",
        work=work,
        bill=[(line, Money(line.quantity, "", 3)) for line in bill],
        photos=PHOTOS,
        builds=queries.builds(db(), here.person.id, work),
    )


@room.get("/s/<code>/works/<int:number>/visits/<int:visit>")
@allows(Action.SEE_SETTLEMENT)
def visit(here: Here, number: int, visit: int) -> ResponseReturnValue:
    """Show one visit with what was measured."""
    work = _work(here, number)
    found = _with_photos(queries.visits(db(), work.id, visit)) if visit else []
    if not found:
        abort(404)
    row, photos = found[0]
    return page(
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


@room.get("/s/<code>/works/<int:number>/visits/<int:visit>/photos/<int:photo>")
@allows(Action.SEE_SETTLEMENT)
def photo(here: Here, number: int, visit: int, photo: int) -> ResponseReturnValue:
    """Send a photo."""
    digest = queries.photo_digest(db(), here.place.id, number, visit, photo)
    return uploads.response(current_app.config["INSTANCE"], digest)


@room.get("/s/<code>/works/<int:number>/spending")
@allows(Action.SEE_SETTLEMENT)
def spending(here: Here, number: int) -> ResponseReturnValue:
    """Show the whole cash book, a hundred lines a page."""
    work = _work(here, number)
    sheet = max(1, min(request.args.get("page", 1, int), 1_000_000))
    return page(
        "works/spending.html",
        work=work,
        sheet=sheet,
        last=max(1, -(-work.papers // queries.PAGE)),
        spending=queries.cash_book(db(), work.id, queries.PAGE, queries.PAGE * (sheet - 1)),
    )


@room.route("/s/<code>/works/<int:number>/spending/record", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record_spending(here: Here, number: int) -> ResponseReturnValue:
    """Write a line of the cash book."""
    work = _work(here, number)
    form = SpendingForm(here)
    return answer(
        form,
        "works/record_spending.html",
        lambda: actions.record_spending(
            db(),
            here.person.id,
            here.place,
            number,
            form.spent_on.data,
            form.what.data,
            form.amount.data,
            form.paper.data,
            here.now,
        ),
        lambda row: f"{_url(here, number)}#cash",
        work=work,
    )


@room.route("/s/<code>/works/<int:number>/tranches/<int:tranche>/request", methods=["GET", "POST"])
@allows(Action.REQUEST_TRANCHE)
def request_tranche(here: Here, number: int, tranche: int) -> ResponseReturnValue:
    """Ask for an instalment, with all its conditions in view."""
    book, part = _part(here, number, tranche)
    form = RequestForm(here)
    return answer(
        form,
        "works/request.html",
        lambda: actions.request_tranche(
            db(), here.person.id, here.place, number, tranche, form.statement.data, here.now
        ),
        lambda row: _url(here, number),
        **_about(here, book, part),
    )


@room.route("/s/<code>/works/<int:number>/tranches/<int:tranche>/release", methods=["GET", "POST"])
@allows(Action.RELEASE_TRANCHE)
def release_tranche(here: Here, number: int, tranche: int) -> ResponseReturnValue:
    """Release an instalment that somebody else asked for."""
    book, part = _part(here, number, tranche)
    form = ReleaseForm(here)
    return answer(
        form,
        "works/release.html",
        lambda: actions.release_tranche(
            db(), here.person.id, here.place, number, tranche, form.paper.data, here.now
        ),
        lambda row: _url(here, number),
        **_about(here, book, part),
    )


@room.route("/s/<code>/works/<int:number>/tranches/<int:tranche>/refuse", methods=["GET", "POST"])
@allows(Action.RELEASE_TRANCHE)
def refuse_tranche(here: Here, number: int, tranche: int) -> ResponseReturnValue:
    """Refuse a request, with the reason."""
    book, part = _part(here, number, tranche)
    form = RefuseForm(here)
    return answer(
        form,
        "works/refuse.html",
        lambda: actions.refuse_tranche(
            db(), here.person.id, here.place, number, tranche, form.reason.data, here.now
        ),
        lambda row: _url(here, number),
        **_about(here, book, part),
    )


def _work(here: Here, number: int) -> Any:
    work = queries.work(db(), here.place.id, number)
    if work is None:
        abort(404)
    return work


def _ledger(here: Here, number: int) -> Ledger:
    work = _work(here, number)
    return ledger(work, queries.instalments(db(), work.id))


def _part(here: Here, number: int, tranche: int) -> tuple[Ledger, Part]:
    book = _ledger(here, number)
    part = book.part(tranche)
    if part is None:
        abort(404)
    return book, part


def _about(here: Here, book: Ledger, part: Part) -> dict[str, Any]:
    conditions = book.conditions(part)
    return {
        "work": book.work,
        "part": part,
        "conditions": conditions,
        "holds": all(condition.holds for condition in conditions),
        "days": part.days(here.now.date()),
    }


def _with_photos(rows: Any) -> list[tuple[Any, list[Any]]]:
    """Return visits, each with the rows of its photos, from rows that stand together."""
    visits = []
    for _, together in groupby(rows, key=lambda row: row.number):
        lines = list(together)
        visits.append((lines[0], [line for line in lines if line.photo]))
    return visits


def _url(here: Here, number: int) -> str:
    return f"{here.url}/works/{number}"
