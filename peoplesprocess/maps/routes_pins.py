"""Pages that place pins on the drawn map, move them and remove them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.maps import actions
from peoplesprocess.maps.forms import MovePinForm, SketchPositionForm, pin_form
from peoplesprocess.maps.queries import PINS, SKETCH_MAPS, PinRow
from peoplesprocess.web.form import token_is_good
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("pins", __name__)


@bp.route("/s/<code>/map/pins/add", methods=["GET", "POST"])
@allows(Action.RECORD_MAP)
def add(context: Context) -> ResponseReturnValue:
    """Put a pin on the newest drawn map, by two taps, a square or a named place."""
    maps = SKETCH_MAPS.all(db(), settlement=context.settlement.id)
    sketch = next((each for each in maps if not each.is_struck), None)
    if sketch is None:
        return render_page("maps/no_map.html")
    pins = [pin for pin in _pins(context) if pin.map_id == sketch.id and pin.struck_at is None]
    form = pin_form(context, sketch, pins)
    return _spot_view(form, lambda: actions.add_pin(context.act, form.input))


@bp.route("/s/<code>/map/pins/<int:pin>/move", methods=["GET", "POST"])
@allows(Action.RECORD_MAP)
def move(context: Context, pin: int) -> ResponseReturnValue:
    """Move a pin, with the reason."""
    found = _standing(context, pin)
    maps = SKETCH_MAPS.all(db(), settlement=context.settlement.id)
    form = MovePinForm(context)
    form.sketch = next(each for each in maps if each.id == found.map_id)
    return _spot_view(
        form,
        lambda: actions.move_pin(context.act, pin, form.input, form.reason.value),
        found,
    )


@bp.route("/s/<code>/map/pins/<int:pin>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_MAP)
def strike(context: Context, pin: int) -> ResponseReturnValue:
    """Remove a pin, with the reason."""
    found = _standing(context, pin)
    form = StrikeForm(context)
    return form_view(
        form,
        "maps/strike.html",
        lambda: actions.strike_pin(context.act, pin, form.reason.value),
        lambda row: url_for("maps.show"),
        pin=found,
    )


def _spot_view(
    form: SketchPositionForm, act: Callable[[], object], pin: PinRow | None = None
) -> ResponseReturnValue:
    """Show the picture, enlarged in part after the first tap, or do the act."""
    if form.only_shows and token_is_good(form):
        return render_page("maps/pin.html", form=form, pin=pin)
    return form_view(form, "maps/pin.html", act, lambda row: url_for("maps.show"), pin=pin)


def _pins(context: Context) -> list[PinRow]:
    return PINS.all(db(), settlement=context.settlement.id)


def _standing(context: Context, number: int) -> PinRow:
    found = next((pin for pin in _pins(context) if pin.number == number), None)
    return abort(404) if found is None or found.struck_at is not None else found
