"""Voting with a code, without an account; and the papers with the codes, which a facilitator prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, current_app, make_response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Action
from peoplesprocess.db import throttle
from peoplesprocess.priorities import queries as rounds
from peoplesprocess.priorities.marks import label
from peoplesprocess.priorities.rounds import round_here
from peoplesprocess.priorities.votes import actions, queries
from peoplesprocess.priorities.votes.codes import METHOD, plain
from peoplesprocess.priorities.votes.forms import (
    BallotForm,
    CodeForm,
    ReceiptForm,
    ReturnedCodesForm,
    VotingCodesForm,
)
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
            return redirect(f"/vote/{plain(form.code.data)}", 303)
        form.refuse(_unknown())
    return _private("votes/vote.html", 422 if form.is_wrong else 200, form=form)


@bp.route("/vote/<code>", methods=["GET", "POST"])
def ballot(code: str) -> ResponseReturnValue:
    """Show what can be chosen with a code, and seal what is chosen."""
    slip = queries.paper(db(), code)
    if slip is None:
        asking = CodeForm(values={"code": code})
        asking.refuse(_unknown())
        return _private("votes/vote.html", 404, form=asking)
    needs = rounds.needs(db(), slip.settlement_id, slip.ballot)
    form = BallotForm()
    form.needs.choices = [(str(need.number), label(need.number, need.title)) for need in needs]
    came_late = False
    if request.method == "POST" and "language" not in request.form:
        receipt = _sealed(form, slip)
        if receipt:
            return redirect(f"/receipt/{receipt}?sealed=1", 303)
        came_late = not form.is_wrong
    shown = {"slip": slip, "form": form, "sectors": {str(need.number): need.sector for need in needs}}
    status = 409 if came_late else 422 if form.is_wrong else 200
    return _private("votes/ballot.html", status, came_late=came_late, **shown)


def _sealed(form: BallotForm, slip: Any) -> str:
    """The receipt of a vote; "" if the form is wrong or the vote came late.

    No first answer is kept of this form, as of others: its digest would tell what was chosen. A vote that
    is sent twice is sealed twice, and counts once.
    """
    if not token_is_good(form):
        form.sentences.append(
            Message(N_("This form was open too long or came from elsewhere. Check it and send it again."))
        )
        return ""
    try:
        if not form.validate():
            return ""
        secret: bytes = current_app.config["SECRET"]
        if minutes := throttle.count(db(), secret, "vote", str(slip.id), MOST_VOTES, now()):
            form.sentences.append(throttle.too_many(minutes))
            return ""
        receipt = actions.seal(db(), slip, [int(number) for number in form.needs.data], secret, now())
        db().commit()
    except Refused as refusal:
        db().rollback()
        form.refuse(refusal)
        return ""
    return receipt


@bp.route("/receipt", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for a receipt, to see whether its vote was counted."""
    form = ReceiptForm()
    if request.method == "POST" and "language" not in request.form and form.validate():
        return redirect(f"/receipt/{plain(form.receipt.data) or '-'}", 303)
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
    asked, is_closed = round_here(context, number)
    if group not in context.groups or asked.method != METHOD or is_closed:
        abort(404)
    secret: bytes = current_app.config["SECRET"]
    begun = queries.sealed_by_group(db(), asked.id).get(group, 0)
    # Codes that are in use are shown to nobody any more, so that nobody votes for others with them.
    made = [] if begun else queries.codes(db(), secret, asked.id, group)
    attended = rounds.attended(db(), context.settlement.id, group)
    form = VotingCodesForm(context, {"wanted": attended})
    root = request.host_url.rstrip("/")
    shown = form_view(
        form,
        "votes/slips.html",
        lambda: actions.make(
            db(),
            context.person.id,
            context.settlement,
            rounds.round_of(db(), context.settlement, number),
            group,
            form.wanted.data,
            secret,
            context.now,
        ),
        lambda papers: f"{context.url}/priorities/{number}/slips/{group}",
        round=asked,
        group=context.groups[group],
        codes=made,
        begun=begun,
        attended=attended,
        address=f"{root}/vote",
        squares=_squares(made, root) if "squares" in request.args else {},
    )
    response = make_response(shown)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/s/<code>/priorities/<int:number>/handed-in", methods=["GET", "POST"])
@allows(Action.ENTER_BALLOT_SHEET)
def handed_in(context: Context, number: int) -> ResponseReturnValue:
    """Mark papers whose owners chose on paper."""
    asked, is_closed = round_here(context, number)
    if asked.method != METHOD or is_closed:
        abort(404)
    form = ReturnedCodesForm(context)
    return form_view(
        form,
        "votes/handed_in.html",
        lambda: actions.hand_in(
            db(),
            context.person.id,
            context.settlement,
            rounds.round_of(db(), context.settlement, number),
            form.codes.data,
            context.now,
        ),
        lambda papers: f"{context.url}/priorities/{number}",
        round=asked,
    )


def _squares(codes: list[str], root: str) -> Mapping[str, Any]:
    return {code: qr_code(f"{root}/vote/{code}") for code in codes}


def _unknown() -> Refused:
    return Refused(Message(N_("No paper has this code. Look at each letter again.")), "code")


def _private(template: str, status: int, **context: Any) -> Response:
    """A page that no cache keeps: whoever takes the telephone next must not see it."""
    response = render_page(template, status, **context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
