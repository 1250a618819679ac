"""Pages for splitting and striking a need, and for taking a merge or a split back."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.needs import split_and_strike_actions
from peoplesprocess.needs.addressed_need import own_and_live, own_need
from peoplesprocess.needs.split_form import split_form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("corrections", __name__)


@bp.route("/s/<code>/needs/<int:number>/unmerge", methods=["GET", "POST"])
@allows(Action.CHANGE_NEED)
def strike_merge(context: Context, number: int) -> ResponseReturnValue:
    """Take a merge back."""
    need = own_need(context, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "needs/strike.html",
        lambda: split_and_strike_actions.strike_merge(context.act, number, form.reason.value),
        lambda strike: url_for("needs.show", number=number),
        need=need,
        kind="merge",
    )


@bp.route("/s/<code>/needs/<int:number>/split", methods=["GET", "POST"])
@allows(Action.CHANGE_NEED)
def split(context: Context, number: int) -> ResponseReturnValue:
    """Split a need into two or three."""
    need = own_and_live(context, number)
    form = split_form(context, need)
    return form_view(
        form,
        "needs/split.html",
        lambda: split_and_strike_actions.split_need(context.act, number, form.parts(), form.reason.value),
        lambda split: url_for("needs.show", number=number),
        need=need,
    )


@bp.route("/s/<code>/needs/<int:number>/unsplit", methods=["GET", "POST"])
@allows(Action.CHANGE_NEED)
def strike_split(context: Context, number: int) -> ResponseReturnValue:
    """Take a split back."""
    need = own_need(context, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "needs/strike.html",
        lambda: split_and_strike_actions.strike_split(context.act, number, form.reason.value),
        lambda strike: url_for("needs.show", number=number),
        need=need,
        kind="split",
    )


@bp.route("/s/<code>/needs/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.CHANGE_NEED)
def strike_need(context: Context, number: int) -> ResponseReturnValue:
    """Strike a need that was recorded wrongly."""
    need = own_and_live(context, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "needs/strike.html",
        lambda: split_and_strike_actions.strike_need(context.act, number, form.reason.value),
        lambda strike: url_for("needs.show", number=number),
        need=need,
        kind="need",
    )
