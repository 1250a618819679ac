"""Pages on which papers are attached to a contract, and struck."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.contracts import contract_papers, queries
from peoplesprocess.contracts.queries import ContractDetail
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.permissions import Action
from peoplesprocess.web.access import allows
from peoplesprocess.web.attachments import attach_view, strike_view
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


@bp.route("/s/<code>/contracts/<int:number>/papers/attach", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def attach(context: Context, number: int) -> ResponseReturnValue:
    """Attach a paper to a contract."""
    _contract(context, number)
    return attach_view(
        context,
        "contract",
        _about(number),
        url_for("contracts.show", number=number),
        lambda sent: contract_papers.attach_to_contract(context.act, number, sent),
    )


@bp.route("/s/<code>/contracts/<int:number>/papers/<int:paper>/strike", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def strike(context: Context, number: int, paper: int) -> ResponseReturnValue:
    """Strike a paper of a contract."""
    contract = _contract(context, number)
    return strike_view(
        context,
        contract_papers.owner(contract),
        paper,
        _about(number),
        url_for("contracts.show", number=number),
        lambda reason: contract_papers.strike_paper_of_contract(context.act, number, paper, reason),
    )


def _about(number: int) -> Sentence:
    return Message(N_("Contract %(number)s"), {"number": number})


def _contract(context: Context, number: int) -> ContractDetail:
    return queries.CONTRACT.first(db(), settlement=context.settlement.id, number=number) or abort(404)
