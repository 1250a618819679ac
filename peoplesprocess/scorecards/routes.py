"""Pages of scorecards: what each group said about a work on each day, recording and striking."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.scorecards import ITEMS, SCORES
from peoplesprocess.scorecards import actions, queries
from peoplesprocess.scorecards.forms import scorecard_form
from peoplesprocess.scorecards.queries import WorkToScore
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("scorecards", __name__, template_folder="templates")


@bp.get("/s/<code>/works/<int:number>/scorecards")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int) -> ResponseReturnValue:
    """Show what each group said, the newest day first, so that days can be compared."""
    work = _work(context, number)
    cards = queries.SCORECARDS.all(db(), contract=work.id)
    groups = context.settlement.groups
    return render_page(
        "scorecards/index.html",
        work=work,
        items=ITEMS,
        all_counts=context.may(Action.SEE_SMALL_COUNTS),
        by_group=[
            (group, found)
            for group in groups.values()
            if (found := [card for card in cards if card.group_code == group.code and not card.struck_at])
        ],
        struck_cards=[(card, groups.get(card.group_code)) for card in cards if card.struck_at],
    )


@bp.route("/s/<code>/works/<int:number>/scorecards/record", methods=["GET", "POST"])
@allows(Action.RECORD_SCORECARD)
def record(context: Context, number: int) -> ResponseReturnValue:
    """Record what a group says about a work."""
    work = _work(context, number)
    form = scorecard_form(context, queries.MEETINGS.all(db(), settlement=context.settlement.id))
    return form_view(
        form,
        "scorecards/record.html",
        lambda: actions.record_scorecard(context.act, number, form.input),
        lambda row: url_for(".index", number=number),
        lambda row: url_for(".record", number=number),
        work=work,
        items=ITEMS,
        scores=SCORES,
    )


@bp.route("/s/<code>/works/<int:number>/scorecards/<int:scorecard>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_SCORECARD)
def strike(context: Context, number: int, scorecard: int) -> ResponseReturnValue:
    """Strike a scorecard."""
    work, form = _work(context, number), StrikeForm(context)
    cards = queries.SCORECARDS.all(db(), contract=work.id)
    card = next((each for each in cards if each.number == scorecard), None) or abort(404)
    return form_view(
        form,
        "scorecards/strike.html",
        lambda: actions.strike_scorecard(context.act, number, scorecard, form.reason.value),
        lambda row: url_for(".index", number=number),
        work=work,
        card=card,
        group=context.settlement.groups.get(card.group_code),
    )


def _work(context: Context, number: int) -> WorkToScore:
    return queries.WORK.first(db(), settlement=context.settlement.id, number=number) or abort(404)
