"""Pages of points on the earth: the list, recording one that is shown before it is saved, striking one."""

from __future__ import annotations

from functools import cached_property

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.coordinates import Bounds, Point, read_point
from peoplesprocess.core.messages import N_, Refused
from peoplesprocess.facts.point_precision import EXACT_DECIMALS
from peoplesprocess.maps import earth_point_actions
from peoplesprocess.maps.earth_point_actions import (
    EarthPointInput,
    former_point,
    point_decimals,
)
from peoplesprocess.maps.earth_point_need import POINTED_NEED
from peoplesprocess.maps.queries import PINS, newest_points
from peoplesprocess.maps.settlement_bounds import known_bounds
from peoplesprocess.web.fields import TextField
from peoplesprocess.web.form import Form, token_is_good
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("points", __name__)


class EarthPointForm(Form):
    """Where something lies, in any notation, and the point that was shown as understood."""

    text = TextField(
        N_("Where is it?"),
        max=2000,
        rows=2,
        private=False,
        missing=N_("Write the point like this: 6.9344, 79.8428. The first number is the latitude."),
        description=N_(
            "Two numbers like 6.9344, 79.8428; degrees and minutes with N and E; a map link; a full Plus "
            "Code; or a point as KoboToolbox and ODK write it."
        ),
    )
    confirmed = TextField(N_("Where is it?"), max=40, required=False, private=False, hidden=True)
    bounds: Bounds | None = None

    @cached_property
    def input(self) -> Point:
        """The point as it was understood. Errors: Refused."""
        try:
            return read_point(self.text.value, self.bounds)
        except Refused as refusal:
            raise Refused(refusal.sentence, "text") from None

    def is_to_be_confirmed(self) -> bool:
        """Return whether the form can be read and its point was not yet shown as understood."""
        if request.method != "POST" or "language" in request.form or not token_is_good(self):
            return False
        return self.validate() and self.confirmed.value != self.input.text


@bp.get("/s/<code>/map/points")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """List the points in force."""
    return render_page("maps/points.html", points=newest_points(db(), context.settlement))


@bp.route("/s/<code>/map/points/write", methods=["GET", "POST"])
@allows(Action.RECORD_MAP)
def write(context: Context) -> ResponseReturnValue:
    """Record where a need, a pin or the settlement lies, after showing what was understood."""
    about = _about(context, number_argument("need") or None, number_argument("pin") or None)
    form = EarthPointForm(context)
    former = former_point(db(), context.settlement, about.need, about.pin)
    if request.method == "POST":
        form.bounds = known_bounds(db(), context.settlement, without=former)
    decimals = point_decimals(db(), context.settlement, about.need)
    coarse = decimals < EXACT_DECIMALS
    if form.is_to_be_confirmed():
        shown, asked = form.input.rounded(decimals), form.input
        return render_page(
            "maps/point.html", form=form, about=about, coarse=coarse, former=former, asked=asked, shown=shown
        )
    pin = about.pin
    return form_view(
        form,
        "maps/point.html",
        lambda: earth_point_actions.record_point(
            context.act, EarthPointInput(form.input, None if pin else about.need, pin)
        ),
        lambda row: url_for(".index"),
        about=about,
        coarse=coarse,
        former=former,
        asked=None,
    )


@bp.route("/s/<code>/map/points/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_MAP)
def strike(context: Context, number: int) -> ResponseReturnValue:
    """Strike a point, with the reason."""
    rows = newest_points(db(), context.settlement)
    found = next((row for row in rows if row.number == number), None) or abort(404)
    form = StrikeForm(context)
    return form_view(
        form,
        "maps/strike_point.html",
        lambda: earth_point_actions.strike_point(context.act, number, form.reason.value),
        lambda row: url_for(".index"),
        point=found,
    )


class EarthPointSubject:
    """The subject of a point: a need, a pin, or the settlement; `words` are people's own."""

    def __init__(self, need: int | None = None, pin: int | None = None, words: str = "") -> None:
        self.need, self.pin, self.words = need, pin, words


def _about(context: Context, need: int | None, pin: int | None) -> EarthPointSubject:
    settlement = context.settlement.id
    if pin is not None:
        rows = PINS.all(db(), settlement=settlement)
        found = next((row for row in rows if row.number == pin and row.struck_at is None), None) or abort(404)
        return EarthPointSubject(found.need, pin, found.words)
    if need is not None:
        named = POINTED_NEED.first(db(), settlement=settlement, number=need)
        if named is None or not named.is_live:
            abort(404)
        return EarthPointSubject(need, None, named.title)
    return EarthPointSubject(words=context.settlement.name)
