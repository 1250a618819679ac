"""The fixed points of a work and the photos that were taken from each."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context
from peoplesprocess.works import fixed_points
from peoplesprocess.works.addressed_work import addressed_work
from peoplesprocess.works.next_task import PHOTO_WORDS

bp = Blueprint("points", __name__)


class FixedPointForm(Form):
    """The name of a fixed point."""

    name = TextField(
        N_("Where do you stand, and which way do you look?"),
        max=80,
        missing=N_("Write what the point is called."),
        description=N_("At the culvert, towards the school. No family's home."),
    )


@bp.get("/s/<code>/works/<int:number>/points")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int) -> ResponseReturnValue:
    """Show a work's fixed points, each with its photos in order."""
    work = addressed_work(context, number)
    photos = fixed_points.PHOTOS_OF_POINTS.all(db(), contract=work.id)
    rows = fixed_points.POINTS.all(db(), contract=work.id)
    return render_page(
        "works/points.html",
        work=work,
        points=[(row, [photo for photo in photos if photo.point == row.id]) for row in rows],
        photo_words=PHOTO_WORDS,
    )


@bp.route("/s/<code>/works/<int:number>/points/add", methods=["GET", "POST"])
@allows(Action.RECORD_VISIT)
def add(context: Context, number: int) -> ResponseReturnValue:
    """Add a fixed point."""
    work, form = addressed_work(context, number), FixedPointForm(context)
    return form_view(
        form,
        "works/add_point.html",
        lambda: fixed_points.add_point(context.act, number, form.name.value),
        lambda row: url_for(".index", number=number),
        lambda row: url_for(".add", number=number),
        work=work,
    )


@bp.route("/s/<code>/works/<int:number>/points/<int:point>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_VISIT)
def strike(context: Context, number: int, point: int) -> ResponseReturnValue:
    """Strike a fixed point."""
    work, form = addressed_work(context, number), StrikeForm(context)
    rows = fixed_points.POINTS.all(db(), contract=work.id)
    return form_view(
        form,
        "works/strike_point.html",
        lambda: fixed_points.strike_point(context.act, number, point, form.reason.value),
        lambda row: url_for(".index", number=number),
        work=work,
        point=next((row for row in rows if row.number == point), None) or abort(404),
    )
