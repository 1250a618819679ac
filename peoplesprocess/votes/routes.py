"""The pages for voting with a code without an account, and for printing the papers with codes."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from peoplesprocess.act import act_in_settlement
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.code_votes import METHOD, rounded_votes
from peoplesprocess.facts.needs import needs_by_number
from peoplesprocess.facts.rounds import ATTENDANCE, ROUND, RoundRow
from peoplesprocess.votes import actions, queries, voting_sessions
from peoplesprocess.votes.forms import (
    ReturnedVotingCodesForm,
    VoterBallotForm,
    VoteReceiptForm,
    VotingCodeForm,
    VotingCodesForm,
    voter_ballot_form,
)
from peoplesprocess.votes.queries import VotingCodeRow
from peoplesprocess.votes.voting_codes import key_of, receipt_of
from peoplesprocess.votes.voting_sessions import COOKIE, VotingSessionPurpose
from peoplesprocess.web.current_installation import current_secret
from peoplesprocess.web.current_secret_keys import every_secret
from peoplesprocess.web.form import Form, token_is_good
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.qr_codes import qr_code
from peoplesprocess.web.request_state import db, now
from peoplesprocess.web.view_context import Context

bp = Blueprint("votes", __name__, template_folder="templates")

SAID = {
    "old": N_(
        "Web addresses no longer contain a code or a receipt, because they stay in the telephone. Type it "
        "here."
    ),
    "over": N_("Ten minutes have passed, or this was finished. Type the code again to go on."),
    "finished": N_("Finished. The next person who uses this telephone sees nothing of your vote."),
}
"""Sentences for visitors who are redirected to the first page."""


@bp.route("/vote", methods=["GET", "POST"])
def begin() -> ResponseReturnValue:
    """Ask for the code on the paper, and begin a short session with it."""
    form = VotingCodeForm()
    if request.method == "POST" and "language" not in request.form and _is_right(form):
        paper = queries.paper(db(), form.code.data)
        if paper is not None:
            return _go(".ballot", _session_of(paper, VotingSessionPurpose.BALLOT))
        form.refuse(Refused(Message(N_("No paper has this code. Look at each letter again.")), "code"))
    said = SAID.get(request.args.get("said", ""))
    return _private("votes/vote.html", 422 if form.is_wrong else 200, form=form, said=said)


@bp.route("/vote/ballot", methods=["GET", "POST"])
def ballot() -> ResponseReturnValue:
    """Show the needs that can be chosen with the code, and seal the choice."""
    paper = voting_sessions.paper_of(db(), _cookie(), VotingSessionPurpose.BALLOT, now())
    if paper is None:
        return _go(".begin", said="over")
    needs = needs_by_number(db(), paper.settlement_id, paper.ballot)
    form = voter_ballot_form(_cookie(), [(str(need.number), need.label) for need in needs])
    came_late = False
    if request.method == "POST" and "language" not in request.form:
        if session := _sealed(form, paper):
            return _go(".show_receipt", session)
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


def _sealed(form: VoterBallotForm, paper: VotingCodeRow) -> str:
    """Return the session that shows the vote's receipt, or "" if the form is wrong or the vote came late.

    Unlike for other forms no first submission is stored: its digest would reveal the choice. A vote that is
    sent twice finds its session over.
    """
    try:
        if not _is_right(form):
            return ""
        act = act_in_settlement(db(), None, paper.settlement_code, now())
        receipt = actions.seal(act, paper, form.needs.value, every_secret())
        session = _session_of(paper, VotingSessionPurpose.RECEIPT) if receipt else ""
        db().commit()
    except Refused as refusal:
        db().rollback()
        form.refuse(refusal)
        return ""
    return session


@bp.get("/vote/receipt")
def show_receipt() -> ResponseReturnValue:
    """Show the receipt of the vote that was just sealed, but not the choice."""
    paper = voting_sessions.paper_of(db(), _cookie(), VotingSessionPurpose.RECEIPT, now())
    if paper is None:
        return _go(".begin", said="over")
    receipt = receipt_of(key_of(every_secret(), paper.id, paper.code_hash), paper.id)
    return _private("votes/receipt.html", 200, found=paper, receipt=receipt)


@bp.post("/vote/finish")
def finish() -> ResponseReturnValue:
    """End the session at once, before somebody else uses the telephone.

    No form id is stored, as ending a session twice does no harm.
    """
    voting_sessions.end(db(), _cookie())
    db().commit()
    return _go(".begin", "", said="finished")


@bp.get("/vote/<old>")
def old_ballot(old: str) -> ResponseReturnValue:
    """Redirect an address that contains a code, as on old papers, to the page where the code is typed in."""
    return _go(".begin", said="old")


@bp.route("/receipt", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for a receipt, and say on the same page whether its vote was counted."""
    form, found = VoteReceiptForm(), None
    if request.method == "POST" and "language" not in request.form and _is_right(form):
        found = queries.receipt(db(), form.receipt.data)
        if found is None:
            form.refuse(
                Refused(
                    Message(N_("There is no vote with this receipt. Look at each letter again.")), "receipt"
                )
            )
    return _private(
        "votes/ask_receipt.html",
        422 if form.is_wrong else 200,
        form=form,
        found=found,
        is_intact=found is None or not found.closed or queries.receipts_match_close(db(), found),
        said=SAID.get(request.args.get("said", "")),
    )


@bp.get("/receipt/<old>")
def old_receipt(old: str) -> ResponseReturnValue:
    """Redirect an address that contains a receipt to the page where the receipt is typed in."""
    return _go(".ask", said="old")


def _is_right(form: Form) -> bool:
    """Return whether a form came from our own page and each of its fields is valid."""
    if not token_is_good(form):
        form.sentences.append(
            Message(N_("This form was open too long or came from elsewhere. Check it and send it again."))
        )
        return False
    return form.validate()


def _session_of(paper: VotingCodeRow, purpose: VotingSessionPurpose) -> str:
    """Begin a session in place of the browser's present one; the caller sets its cookie."""
    value = voting_sessions.begin(db(), _cookie(), paper.id, purpose, now())
    if purpose is VotingSessionPurpose.BALLOT:
        db().commit()
    return value


def _cookie() -> str:
    return request.cookies.get(COOKIE, "")


@bp.route("/s/<code>/priorities/<int:number>/slips/<group>", methods=["GET", "POST"])
@allows(Action.PRINT_CODES)
def papers(context: Context, number: int, group: str) -> ResponseReturnValue:
    """Make papers with codes for a group, and show them for printing."""
    asked = _round(context, number)
    if group not in context.groups:
        abort(404)
    # Codes in use are no longer shown, so that nobody votes for others with them. They do not disappear with
    # the very first vote: somebody who keeps reloading the page would see when it came.
    votes_so_far = rounded_votes(db(), asked.id).get(group, 0)
    made = [] if votes_so_far else queries.codes(db(), every_secret(), asked.id, group)
    attended = ATTENDANCE.get(db(), round=asked.id, group=group) or 0
    form = VotingCodesForm(context, {"wanted": attended})
    response = make_response(
        form_view(
            form,
            "votes/slips.html",
            lambda: actions.make_codes(context.act, number, group, form.wanted.value, current_secret()),
            lambda papers: url_for(".papers", number=number, group=group),
            round=asked,
            group=context.groups[group],
            codes=made,
            begun=votes_so_far,
            attended=attended,
            address=url_for(".begin", _external=True),
            # The same square on every paper: one with the code would leave it in the telephone's history.
            square=qr_code(url_for(".begin", _external=True)) if "squares" in request.args else "",
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/s/<code>/priorities/<int:number>/handed-in", methods=["GET", "POST"])
@allows(Action.ENTER_BALLOT_SHEET)
def handed_in(context: Context, number: int) -> ResponseReturnValue:
    """Mark papers whose owners chose on paper."""
    asked = _round(context, number)
    form = ReturnedVotingCodesForm(context)
    return form_view(
        form,
        "votes/handed_in.html",
        lambda: actions.return_codes(context.act, number, form.codes.data),
        lambda papers: url_for("rounds.show", number=number),
        round=asked,
    )


def _round(context: Context, number: int) -> RoundRow:
    """Return the round, or answer 404 unless it is open and people vote in it on secret papers."""
    asked = ROUND.first(db(), settlement=context.settlement.id, number=number)
    if asked is None or asked.method != METHOD or asked.is_closed:
        abort(404)
    return asked


def _go(endpoint: str, session: str | None = None, said: str | None = None) -> Response:
    """Redirect with a new session cookie; delete the cookie if `session` is ""."""
    response = _unseen(redirect(url_for(endpoint, said=said), 303))
    if session is not None:
        response.set_cookie(
            COOKIE,
            session,
            max_age=int(voting_sessions.LONGEST.total_seconds()) if session else 0,
            path=url_for(".begin"),
            httponly=True,
            samesite="Strict",
            secure=request.is_secure,
        )
    return response


def _private(template: str, status: int, **values: object) -> Response:
    """Render a page that is not kept in the browser: the next user of the telephone must not see it."""
    return _unseen(render_page(template, status, **values))


def _unseen(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    # Other sites never get these addresses. With "no-referrer" browsers would also omit the origin of a form,
    # and a form without an origin is refused as cross-site.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
