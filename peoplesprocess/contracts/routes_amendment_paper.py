"""An amendment as a paper to print, sign and keep: in one or two languages, as a page and as a PDF file."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from peoplesprocess.contracts import amendment_queries, amendment_tranches
from peoplesprocess.contracts.addressed_contract import addressed_contract
from peoplesprocess.contracts.amended_clauses import changed_clauses
from peoplesprocess.contracts.paper_labels import AMENDMENT_LABELS, LABELS
from peoplesprocess.contracts.party_signatures import offices
from peoplesprocess.core.actions import Action
from peoplesprocess.core.money import Money
from peoplesprocess.core.thumbprints import WITNESSES
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.pdf_renderer import pdf_file
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.second_language import second_language
from peoplesprocess.web.view_context import Context

bp = Blueprint("amendment_paper", __name__)
_PLACE = "/s/<code>/contracts/<int:number>/amendments/<int:amendment>/paper"


@bp.get(_PLACE)
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int, amendment: int) -> ResponseReturnValue:
    """Show what an amendment changes, to print and sign."""
    return _page(context, number, amendment)


@bp.get(f"{_PLACE}.pdf")
@allows(Action.SEE_SETTLEMENT)
def file(context: Context, number: int, amendment: int) -> ResponseReturnValue:
    """Send an amendment's paper as a PDF file."""
    name = f"{context.settlement.code}-contract-{number}-amendment-{amendment}"
    return pdf_file(lambda: _page(context, number, amendment), name)


def _page(context: Context, number: int, amendment: int) -> Response:
    contract = addressed_contract(context, number)
    rows = amendment_queries.SIGNED_AMENDMENT.all(db(), contract=contract.id, amendment_number=amendment)
    row = rows[0] if rows else abort(404)
    lines = amendment_queries.LINES.all(db(), amendment=row.id)
    return render_page(
        "contracts/amendment_paper.html",
        contract=contract,
        amendment=row,
        lines=[(line, Money(line.former_quantity, "", 3), Money(line.quantity, "", 3)) for line in lines],
        tranches=amendment_tranches.TRANCHES.all(db(), amendment=row.id),
        changed=changed_clauses(contract, row, context.settlement.currency, context.rules),
        given={each.party: each for each in rows if each.party},
        file=url_for(".file", number=number, amendment=amendment),
        second=second_language(),
        labels=LABELS | AMENDMENT_LABELS,
        offices=offices(context.settlement),
        witnesses=WITNESSES,
    )
