"""Pages of the papers of a contract: the list, attaching, correcting, striking one."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.contracts import contract_attachments
from peoplesprocess.contracts.addressed_contract import addressed_contract
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.facts.attachments import ATTACHED
from peoplesprocess.web.attachment_views import attach_view, correct_view, strike_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


@bp.get("/s/<code>/contracts/<int:number>/papers")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int) -> ResponseReturnValue:
    """List the papers of a contract."""
    found = addressed_contract(context, number)
    return render_page(
        "attachments/list.html",
        about=_about(number),
        back=url_for("contracts.show", number=number),
        title=found.title,
        rows=ATTACHED["contract"].all(db(), record=found.id),
        endpoint="contracts.attachments",
        here={"number": number},
        may=context.may(Action.DRAFT_CONTRACT),
    )


@bp.route("/s/<code>/contracts/<int:number>/papers/attach", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def attach(context: Context, number: int) -> ResponseReturnValue:
    """Attach a paper to a contract."""
    addressed_contract(context, number)
    return attach_view(
        context,
        "contract",
        _about(number),
        url_for(".index", number=number),
        lambda sent: contract_attachments.attach_to_contract(context.act, number, sent),
    )


@bp.route("/s/<code>/contracts/<int:number>/papers/<int:paper>/strike", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def strike(context: Context, number: int, paper: int) -> ResponseReturnValue:
    """Strike a paper of a contract."""
    contract = addressed_contract(context, number)
    return strike_view(
        context,
        contract_attachments.owner(contract),
        paper,
        _about(number),
        url_for(".index", number=number),
        lambda reason: contract_attachments.strike_paper_of_contract(context.act, number, paper, reason),
    )


@bp.route("/s/<code>/contracts/<int:number>/papers/<int:paper>/correct", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def correct(context: Context, number: int, paper: int) -> ResponseReturnValue:
    """Put another paper in the place of one of a contract."""
    contract = addressed_contract(context, number)
    return correct_view(
        context,
        contract_attachments.owner(contract),
        paper,
        _about(number),
        url_for(".index", number=number),
        lambda given: contract_attachments.correct_paper_of_contract(context.act, number, paper, given),
    )


def _about(number: int) -> Sentence:
    return Message(N_("Contract %(number)s"), {"number": number})
