"""Pages for closed rounds: answering a proposed correction, and changing a cost."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.facts.needs import read_titles_at_use
from peoplesprocess.facts.proposed_corrections import PROPOSAL
from peoplesprocess.facts.rounds import ROUND
from peoplesprocess.rounds import cost_changes, proposed_corrections
from peoplesprocess.rounds.ballot_sheet_forms import BallotCorrectionAnswerForm
from peoplesprocess.rounds.ballot_sheet_marks import corrected_lines
from peoplesprocess.rounds.forms import cost_form
from peoplesprocess.rounds.queries import PHOTOS
from peoplesprocess.rounds.refused_sheets import refused_word
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("corrections", __name__)


@bp.route("/s/<code>/priorities/<int:number>/sheets/<group>/correction", methods=["GET", "POST"])
@allows(Action.ATTEST_BALLOT_SHEET)
def answer(context: Context, number: int, group: str) -> ResponseReturnValue:
    """Agree with a correction proposed after the close, or object to it."""
    own = ActSubject(groups=frozenset({group}))
    if group not in context.groups or not context.may(Action.ATTEST_BALLOT_SHEET, own):
        abort(404)
    asked = ROUND.first(db(), settlement=context.settlement.id, number=number) or abort(404)
    proposal = PROPOSAL.first(db(), round=asked.id, group=group) or abort(404)
    titles = read_titles_at_use(db(), context.settlement.id, asked, asked.ballot)
    form = BallotCorrectionAnswerForm(context, {"seen": str(proposal.id)})
    return form_view(
        form,
        "rounds/correction.html",
        lambda: proposed_corrections.answer(context.act, number, group, form.input),
        lambda answered: url_for("results.show", number=number),
        round=asked,
        group=context.groups[group],
        proposal=proposal,
        changes=corrected_lines(asked, proposal, titles),
        refusal=refused_word(context, group, proposal.made_by) if proposal.is_open else None,
        photos=PHOTOS.all(db(), round=asked.id, group=group),
    )


@bp.route("/s/<code>/priorities/<int:number>/cost", methods=["GET", "POST"])
@allows(Action.CORRECT_BALLOT_SHEET)
def cost(context: Context, number: int) -> ResponseReturnValue:
    """Change the cost of a work after the vote, and count again."""
    asked = ROUND.first(db(), settlement=context.settlement.id, number=number) or abort(404)
    if not asked.results or not asked.costs:
        abort(404)
    titles = read_titles_at_use(db(), context.settlement.id, asked, asked.ballot)
    form = cost_form(context, asked.costs, titles, asked.results)
    return form_view(
        form,
        "rounds/cost.html",
        lambda: cost_changes.change_cost(context.act, number, form.input),
        lambda result: url_for("results.show", number=number),
        round=asked,
        newest=asked.results,
    )
