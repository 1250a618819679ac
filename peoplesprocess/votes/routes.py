"""Voting with a code, without an account; and the papers with the codes, which a facilitator prints."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.wrappers import Response

from peoplesprocess.act import Act, act_in_settlement
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Action
from peoplesprocess.db import throttle
from peoplesprocess.facts.meetings import ATTENDANCE
from peoplesprocess.facts.needs import needs_by_number
from peoplesprocess.facts.rounds import ROUND, RoundState
from peoplesprocess.facts.votes import METHOD, sealed_by_group
from peoplesprocess.votes import actions, queries
from peoplesprocess.votes.codes import plain
from peoplesprocess.votes.forms import (
    BallotForm,
    CodeForm,
    ReceiptForm,
    ReturnedCodesForm,
    VotingCodesForm,
)
from peoplesprocess.votes.queries import VotingPaper
from peoplesprocess.web.access import allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.forms import token_is_good
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.pictograms import qr_code
from peoplesprocess.web.request_state import db, now

bp = Blueprint("votes", __name__, template_folder="templates")

MOST_VOTES = 20
"""So many votes with one code go in an hour."""


@bp.route("/vote", methods=["GET", "POST"])
def begin() -> ResponseReturnValue:
    """Ask for the code on the paper."""
    form = CodeForm()
    if request.method == "POST" and "language" not in request.form and form.validate():
        if queries.paper(db(), form.code.data) is not None:
            return redirect(url_for(".ballot", voting_code=plain(form.code.data)), 303)
        form.refuse(_unknown())
    return _private("votes/vote.html", 422 if form.is_wrong else 200, form=form)


@bp.route("/vote/<voting_code>", methods=["GET", "POST"])
def ballot(voting_code: str) -> ResponseReturnValue:
    """Show what can be chosen with a code, and seal what is chosen."""
    paper = queries.paper(db(), voting_code)
    if paper is None:
        asking = CodeForm(values={"code": voting_code})
        asking.refuse(_unknown())
        return _private("votes/vote.html", 404, form=asking)
    needs = needs_by_number(db(), paper.settlement_id, paper.ballot)
    form = BallotForm()
    form.needs.choices = [(str(need.number), need.label) for need in needs]
    came_late = False
    if request.method == "POST" and "language" not in request.form:
        receipt = _sealed(form, paper)
        if receipt:
            return redirect(url_for(".show_receipt", receipt=receipt, sealed=1), 303)
        came_late = not form.is_wrong
    status = 409 if came_late else 422 if form.is_wrong else 200
    return _private(
        "votes/ballot.html",
        status,
        came_late=came_late,
        slip=paper,
        form=form,
        sectors={str(need.number): need.sector for need in needs},
    )


def _sealed(form: BallotForm, paper: VotingPaper) -> str:
    """The receipt of a vote; "" if the form is wrong or the vote came late.

    No first submission is kept of this form, as of others: its digest would tell what was chosen. A vote
    that is sent twice is sealed twice, and counts once.
    """
    if not token_is_good(form):
        form.sentences.append(
            Message(N_("This form was open too long or came from elsewhere. Check it and send it again."))
        )
        return ""
    try:
        if not form.validate():
            return ""
        if minutes := throttle.count(db(), _secret(), "vote", str(paper.id), MOST_VOTES, now()):
            form.sentences.append(throttle.too_many(minutes))
            return ""
        receipt = actions.seal(_act_of(paper), paper, form.needs.value, _secret())
        db().commit()
    except Refused as refusal:
        db().rollback()
        form.refuse(refusal)
        return ""
    return receipt


def _act_of(paper: VotingPaper) -> Act:
    """An act of nobody: a paper has no name."""
    return act_in_settlement(db(), None, paper.settlement_code, now())


@bp.route("/receipt", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for a receipt, to see whether its vote was counted."""
    form = ReceiptForm()
    if request.method == "POST" and "language" not in request.form and form.validate():
        return redirect(url_for(".show_receipt", receipt=plain(form.receipt.data) or "-"), 303)
    return _private("votes/ask_receipt.html", 422 if form.is_wrong else 200, form=form)


@bp.get("/receipt/<receipt>")
def show_receipt(receipt: str) -> ResponseReturnValue:
    """Show that a vote of a paper counts, and never what was chosen, or which vote of it."""
    found = queries.receipt(db(), receipt)
    return _private(
        "votes/receipt.html",
        200 if found else 404,
        found=found,
        receipt=plain(receipt),
        is_new="sealed" in request.args,
    )


@bp.route("/s/<code>/priorities/<int:number>/slips/<group>", methods=["GET", "POST"])
@allows(Action.PRINT_CODES)
def papers(context: Context, number: int, group: str) -> ResponseReturnValue:
    """Make papers with codes for a group, and show them to be printed."""
    asked = _round(context, number)
    if group not in context.groups:
        abort(404)
    begun = sealed_by_group(db(), asked.id).get(group, 0)
    # Codes that are in use are shown to nobody any more, so that nobody votes for others with them.
    made = [] if begun else queries.codes(db(), _secret(), asked.id, group)
    attended = ATTENDANCE.get(db(), settlement=context.settlement.id, group=group) or 0
    form = VotingCodesForm(context, {"wanted": attended})
    response = make_response(
        form_view(
            form,
            "votes/slips.html",
            lambda: actions.make_codes(context.act, number, group, form.wanted.value, _secret()),
            lambda papers: url_for(".papers", number=number, group=group),
            round=asked,
            group=context.groups[group],
            codes=made,
            begun=begun,
            attended=attended,
            address=url_for(".begin", _external=True),
            squares=_squares(made) if "squares" in request.args else {},
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/s/<code>/priorities/<int:number>/handed-in", methods=["GET", "POST"])
@allows(Action.ENTER_BALLOT_SHEET)
def handed_in(context: Context, number: int) -> ResponseReturnValue:
    """Mark papers whose owners chose on paper."""
    asked = _round(context, number)
    form = ReturnedCodesForm(context)
    return form_view(
        form,
        "votes/handed_in.html",
        lambda: actions.return_codes(context.act, number, form.codes.data),
        lambda papers: url_for("rounds.show", number=number),
        round=asked,
    )


def _round(context: Context, number: int) -> RoundState:
    """The round, if it is open and people choose in it on secret papers."""
    asked = ROUND.first(db(), settlement=context.settlement.id, number=number)
    if asked is None or asked.method != METHOD or asked.is_closed:
        abort(404)
    return asked


def _squares(codes: list[str]) -> dict[str, Markup]:
    return {code: qr_code(url_for(".ballot", voting_code=code, _external=True)) for code in codes}


def _unknown() -> Refused:
    return Refused(Message(N_("No paper has this code. Look at each letter again.")), "code")


def _secret() -> bytes:
    secret: bytes = current_app.config["SECRET"]
    return secret


def _private(template: str, status: int, **values: object) -> Response:
    """A page that no cache keeps: whoever takes the telephone next must not see it."""
    response = render_page(template, status, **values)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
