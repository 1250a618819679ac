"""Pages of the photos of a defect: the list, attaching, correcting, striking one."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from peoplesprocess.closure import defect_photos, queries
from peoplesprocess.closure.addressed_signed_contract import addressed_signed_contract
from peoplesprocess.closure.queries import DefectRow
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Msgid, Sentence
from peoplesprocess.facts.attachments import ATTACHED
from peoplesprocess.web.attachment_views import attach_view, correct_view, strike_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_to_builder
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)
_PLACE = "/s/<code>/closure/<int:number>/defects/<int:defect>/papers"


@bp.get(_PLACE)
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int, defect: int) -> ResponseReturnValue:
    """List the photos of a defect."""
    found = _defect(context, number, defect)
    return render_page(
        "attachments/list.html",
        about=_about(defect),
        back=url_for("closure.contract", number=number),
        title=found.what,
        rows=ATTACHED["defect"].all(db(), record=found.id),
        endpoint="closure.attachments",
        here={"number": number, "defect": defect},
        may=context.may(Action.REPORT_DEFECT),
        may_strike=context.may(Action.RECTIFY_DEFECT),
    )


@bp.route(f"{_PLACE}/attach", methods=["GET", "POST"])
@allows(Action.REPORT_DEFECT)
def attach(context: Context, number: int, defect: int) -> ResponseReturnValue:
    """Attach a photo to a defect."""
    _defect(context, number, defect)
    return attach_view(
        context,
        "defect",
        _about(defect),
        url_for(".index", number=number, defect=defect),
        lambda sent: defect_photos.attach_to_defect(context.act, number, defect, sent),
    )


@bp.route(f"{_PLACE}/<int:paper>/strike", methods=["GET", "POST"])
@allows(Action.RECTIFY_DEFECT)
def strike(context: Context, number: int, defect: int, paper: int) -> ResponseReturnValue:
    """Strike a photo of a defect."""
    found = _defect(context, number, defect)
    if page := _seen_by_others(context, number, defect, N_("Why is this paper struck?")):
        return page
    return strike_view(
        context,
        defect_photos.owner(number, found),
        paper,
        _about(defect),
        url_for(".index", number=number, defect=defect),
        lambda reason: defect_photos.strike_photo_of_defect(context.act, number, defect, paper, reason),
    )


@bp.route(f"{_PLACE}/<int:paper>/correct", methods=["GET", "POST"])
@allows(Action.RECTIFY_DEFECT)
def correct(context: Context, number: int, defect: int, paper: int) -> ResponseReturnValue:
    """Put another photo in the place of one of a defect."""
    found = _defect(context, number, defect)
    if page := _seen_by_others(context, number, defect, N_("Which paper should it be?")):
        return page
    return correct_view(
        context,
        defect_photos.owner(number, found),
        paper,
        _about(defect),
        url_for(".index", number=number, defect=defect),
        lambda given: defect_photos.correct_photo_of_defect(context.act, number, defect, paper, given),
    )


def _seen_by_others(context: Context, number: int, defect: int, asked: Msgid) -> Response | None:
    """The page that says to who builds here that somebody else puts photos of defects right."""
    back = url_for(".index", number=number, defect=defect)
    return refused_to_builder(context, Action.RECTIFY_DEFECT, asked, back)


def _about(defect: int) -> Sentence:
    return Message(N_("Defect %(number)s"), {"number": defect})


def _defect(context: Context, number: int, defect: int) -> DefectRow:
    row = addressed_signed_contract(context, number)
    return queries.DEFECT.first(db(), contract=row.id, number=defect) or abort(404)
