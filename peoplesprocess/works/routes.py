"""Pages of works: the list, one work, visits, photos, the cash book, instalments requested and answered."""

from __future__ import annotations

from fractions import Fraction
from typing import TypedDict

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.authority_decisions import days_waiting
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.money import Money
from peoplesprocess.core.process.next_for_work import next_for_release, next_for_request
from peoplesprocess.core.tranche_conditions import TrancheCondition
from peoplesprocess.core.work_flags import WorkFlagKind
from peoplesprocess.facts.contracts import BILL
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.quotation_comparisons import COMPARISONS
from peoplesprocess.facts.strikes import STRIKES_OF_VISIT, correction
from peoplesprocess.web import photo_uploads
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_page, refused_to_builder
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.view_context import Context
from peoplesprocess.web.waiting_pages import lines_by_contract
from peoplesprocess.works import (
    actions,
    queries,
    routes_bank,
    routes_bank_payment_numbers,
    routes_cash_book_attachments,
    routes_corrections,
    routes_fixed_points,
    routes_interruptions,
    routes_several_bank_balances,
    routes_several_cash_lines,
    visit_queries,
)
from peoplesprocess.works.addressed_work import addressed_work
from peoplesprocess.works.cash_book import CASH_BOOK, NEWEST_LINES
from peoplesprocess.works.cash_forms import CashBookForm, cash_book_form
from peoplesprocess.works.closed_cash_book_refusal import closed_book
from peoplesprocess.works.forms import PHOTOS, TESTS, visit_form
from peoplesprocess.works.ledger import Ledger, LedgerTranche, ledger
from peoplesprocess.works.next_task import PHOTO_WORDS, next_here, tranche_situation
from peoplesprocess.works.possible_work_acts import possible_work_acts
from peoplesprocess.works.queries import WorkRow
from peoplesprocess.works.tranche_answer_obstacles import refusal_obstacle, release_obstacle
from peoplesprocess.works.tranche_forms import TrancheRefusalForm, TrancheReleaseForm, tranche_request_form
from peoplesprocess.works.visit_redirect import address_after
from peoplesprocess.works.work_flags import flags_of

bp = Blueprint("works", __name__, template_folder="templates")
for part in (
    *(routes_corrections, routes_interruptions, routes_bank, routes_several_cash_lines),
    *(routes_cash_book_attachments, routes_bank_payment_numbers),
    *(routes_several_bank_balances, routes_fixed_points),
):
    bp.register_blueprint(part.bp)


@bp.get("/s/<code>/works")
@allows(Action.SEE_SETTLEMENT)
def listing(context: Context) -> ResponseReturnValue:
    """List the signed contracts with progress, money, flags and what waits for the reader."""
    return render_page(
        "works/list.html",
        to_do=lines_by_contract(context),
        works=[_listed(context, row) for row in queries.WORKS.all(db(), settlement=context.settlement.id)],
    )


def _listed(context: Context, row: queries.WorkRow) -> dict[str, object]:
    """Return a work with its flags and for how many days a request waits, None if a flag says it is late."""
    flags, waits = flags_of(context, row), None
    if row.waiting_since and all(flag.kind is not WorkFlagKind.UNANSWERED for flag in flags):
        waits = days_waiting(day_in(context.settlement, row.waiting_since), context.today)
    return {"row": row, "flags": flags, "waits": waits, "short": row.came_short}


@bp.get("/s/<code>/works/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show a work: progress, money, instalments with their conditions, visits, the cash book."""
    book = _ledger(context, number)
    work, part = book.work, book.next_tranche
    conditions = book.conditions(part) if part else []
    return render_page(
        "works/show.html",
        work=work,
        book=book,
        offers=possible_work_acts(context, work),
        physical=work.built,
        financial=work.financial,
        apart=work.is_apart(context.rules.progress_gap),
        flags=flags_of(context, work),
        next=next_here(context, book, conditions),
        unconfirmed=context.refusal(Action.RELEASE_TRANCHE, ActSubject()) if part and part.open else None,
        next_part=part,
        conditions=conditions,
        visits=visit_queries.visits_page(db(), work.id, work.newest_visit or 0, number_argument("page", 1)),
        photo_words=PHOTO_WORDS,
        percent_of=_percent_of,
        spending=NEWEST_LINES.all(db(), contract=work.id),
        written=number_argument("line"),
    )


@bp.route("/s/<code>/works/<int:number>/visits/record", methods=["GET", "POST"])
@allows(Action.RECORD_VISIT)
def record_visit(context: Context, number: int) -> ResponseReturnValue:
    """Record a visit with measured quantities and photos."""
    work = addressed_work(context, number)
    asked, back = N_("How far is the work?"), url_for(".show", number=number)
    if page := refused_to_builder(context, Action.RECORD_VISIT, asked, back):
        return page
    bill = BILL.all(db(), contract=work.id)
    form = visit_form(context, work, bill)
    return form_view(
        form,
        "works/record_visit.html",
        lambda: actions.record_visit(context.act, number, form.input),
        lambda visit: address_after(work, visit),
        lambda visit: url_for(".record_visit", number=number),
        work=work,
        bill=[(line, Money(line.quantity, "", 3)) for line in bill],
        photos=PHOTOS,
        tests=TESTS,
    )


@bp.get("/s/<code>/works/<int:number>/visits/<int:visit>")
@allows(Action.SEE_SETTLEMENT)
def visit(context: Context, number: int, visit: int) -> ResponseReturnValue:
    """Show one visit with what was measured."""
    work = addressed_work(context, number)
    found = visit_queries.seen_visit(db(), work.id, visit)
    if found is None:
        abort(404)
    measured = found.visit.measured
    return render_page(
        "works/visit.html",
        work=work,
        visit=found.visit,
        correction=correction(db(), STRIKES_OF_VISIT, found.visit.id, visit),
        is_newest=work.newest_visit == visit,
        address=lambda other: url_for(".visit", number=number, visit=other),
        found=found,
        photos=found.photos,
        photo_words=PHOTO_WORDS,
        percent_of=_percent_of,
        bill=[
            (line, Money(measured.get(str(line.position), 0), "", 3), Money(line.quantity, "", 3))
            for line in BILL.all(db(), contract=work.id)
        ],
    )


@bp.get("/s/<code>/works/<int:number>/visits/<int:visit>/photos/<int:photo>")
@allows(Action.SEE_SETTLEMENT)
def photo(context: Context, number: int, visit: int, photo: int) -> ResponseReturnValue:
    """Send a photo."""
    digest = visit_queries.PHOTO_DIGEST.get(
        db(), settlement=context.settlement.id, contract_number=number, visit=visit, photo=photo
    )
    return photo_uploads.response(digest)


@bp.get("/s/<code>/works/<int:number>/spending")
@allows(Action.SEE_SETTLEMENT)
def spending(context: Context, number: int) -> ResponseReturnValue:
    """Show the whole cash book, a hundred lines a page."""
    work = addressed_work(context, number)
    lines = CASH_BOOK.page(db(), number_argument("page", 1), contract=work.id)
    return render_page("works/spending.html", work=work, spending=lines)


@bp.route("/s/<code>/works/<int:number>/spending/record", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record_spending(context: Context, number: int) -> ResponseReturnValue:
    """Write a line of the cash book."""
    work = addressed_work(context, number)
    asked = number_argument("comparison")
    comparisons = COMPARISONS.all(db(), contract=work.id)
    form = cash_book_form(context, CashBookForm, comparisons, {"comparison": asked} if asked else {})
    return form_view(
        form,
        "works/record_spending.html",
        lambda: actions.record_spending(context.act, number, form.input, again=form.again.data),
        lambda row: url_for(".show", number=number, line=row.number, _anchor="cash"),
        lambda row: url_for(".record_spending", number=number, line=row.number),
        work=work,
        closed=closed_book(work),
        corrected=None,
        written=number_argument("line"),
        limit=context.rules.quotation_limit(context.settlement.currency),
    )


@bp.route("/s/<code>/works/<int:number>/tranches/<int:tranche>/request", methods=["GET", "POST"])
@allows(Action.REQUEST_TRANCHE)
def request_tranche(context: Context, number: int, tranche: int) -> ResponseReturnValue:
    """Ask for an instalment, with all its conditions in view."""
    book, part = _tranche(context, number, tranche)
    about = _about(context, book, part)
    form = tranche_request_form(context, is_first=not book.released)
    return form_view(
        form,
        "works/request.html",
        lambda: actions.request_tranche(
            context.act, number, tranche, form.statement.value, form.on_paper.value
        ),
        lambda row: url_for(".show", number=number),
        next=next_for_request(tranche_situation(number, part, about["conditions"])),
        **about,
    )


@bp.route("/s/<code>/works/<int:number>/tranches/<int:tranche>/release", methods=["GET", "POST"])
@allows(Action.RELEASE_TRANCHE)
def release_tranche(context: Context, number: int, tranche: int) -> ResponseReturnValue:
    """Release an instalment that somebody else asked for."""
    book, part = _tranche(context, number, tranche)
    about, form = _about(context, book, part), TrancheReleaseForm(context)
    situation = tranche_situation(number, part, about["conditions"])
    return form_view(
        form,
        "works/release.html",
        lambda: actions.release_tranche(context.act, number, tranche, *form.payment, again=form.again.data),
        lambda row: url_for(".show", number=number),
        next=next_for_release(context.may, situation, release_obstacle(context, part)),
        **about,
    )


@bp.route("/s/<code>/works/<int:number>/tranches/<int:tranche>/refuse", methods=["GET", "POST"])
@allows(Action.REFUSE_TRANCHE)
def refuse_tranche(context: Context, number: int, tranche: int) -> ResponseReturnValue:
    """Refuse a request, with the reason."""
    book, part = _tranche(context, number, tranche)
    asked = Message(N_("Why is instalment %(number)s not released?"), {"number": tranche})
    if page := refused_page(refusal_obstacle(context, part), asked, url_for(".show", number=number)):
        return page
    form = TrancheRefusalForm(context)
    return form_view(
        form,
        "works/refuse.html",
        lambda: actions.refuse_tranche(context.act, number, tranche, form.reason.value, form.on_paper.value),
        lambda row: url_for(".show", number=number),
        **_about(context, book, part),
    )


class _TranchePageValues(TypedDict):
    """What every page about an instalment shows."""

    work: WorkRow
    part: LedgerTranche
    conditions: list[TrancheCondition]
    days: int


def _ledger(context: Context, number: int) -> Ledger:
    work = addressed_work(context, number)
    return ledger(work, queries.TRANCHES.all(db(), contract=work.id), context.settlement, context.today)


def _tranche(context: Context, number: int, tranche: int) -> tuple[Ledger, LedgerTranche]:
    book = _ledger(context, number)
    return book, book.tranche(tranche) or abort(404)


def _about(context: Context, book: Ledger, part: LedgerTranche) -> _TranchePageValues:
    conditions = book.conditions(part)
    return {
        "work": book.work,
        "part": part,
        "conditions": conditions,
        "days": part.days(context.settlement, context.today),
    }


def _percent_of(hundredths: int) -> Fraction:
    return Fraction(hundredths, 100)
