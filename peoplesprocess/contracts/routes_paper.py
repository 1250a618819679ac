"""The contract as a paper to print, sign and keep: in one or two languages, as a page and as a PDF file."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from peoplesprocess.contracts.contract_paper import ContractPaper, paper_before, paper_in_force
from peoplesprocess.contracts.paper_labels import LABELS
from peoplesprocess.contracts.party_signatures import offices
from peoplesprocess.core.actions import Action
from peoplesprocess.core.thumbprints import WITNESSES
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.pdf_renderer import pdf_file
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.second_language import second_language
from peoplesprocess.web.view_context import Context

bp = Blueprint("paper", __name__)
_PLACE = "/s/<code>/contracts/<int:number>"
_BEFORE = f"{_PLACE}/amendments/<int:amendment>/before"


@bp.get(f"{_PLACE}/paper")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show the contract as it is agreed now, to print and sign."""
    return _in_force(context, number)


@bp.get(f"{_PLACE}/paper.pdf")
@allows(Action.SEE_SETTLEMENT)
def file(context: Context, number: int) -> ResponseReturnValue:
    """Send the contract as agreed now as a PDF file."""
    return pdf_file(lambda: _in_force(context, number), f"{context.settlement.code}-contract-{number}")


@bp.get(_BEFORE)
@allows(Action.SEE_SETTLEMENT)
def before(context: Context, number: int, amendment: int) -> ResponseReturnValue:
    """Show the contract as it was agreed before an amendment, to read and print."""
    return _before(context, number, amendment)


@bp.get(f"{_BEFORE}.pdf")
@allows(Action.SEE_SETTLEMENT)
def before_file(context: Context, number: int, amendment: int) -> ResponseReturnValue:
    """Send the contract as agreed before an amendment as a PDF file."""
    name = f"{context.settlement.code}-contract-{number}-before-{amendment}"
    return pdf_file(lambda: _before(context, number, amendment), name)


def _in_force(context: Context, number: int) -> Response:
    paper = paper_in_force(db(), context.settlement, context.rules, number)
    return _page(context, paper or abort(404), url_for(".file", number=number))


def _before(context: Context, number: int, amendment: int) -> Response:
    paper = paper_before(db(), context.settlement, context.rules, number, amendment)
    file = url_for(".before_file", number=number, amendment=amendment)
    return _page(context, paper or abort(404), file, amendment)


def _page(context: Context, paper: ContractPaper, file: str, amendment: int = 0) -> Response:
    return render_page(
        "contracts/paper.html",
        paper=paper,
        contract=paper.contract,
        amendment=amendment,
        file=file,
        second=second_language(),
        labels=LABELS,
        offices=offices(context.settlement),
        witnesses=WITNESSES,
    )
