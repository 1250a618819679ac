"""Pages of drawn maps: the newest with its pins as a list, its picture on request, adding one."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.sketch_map_squares import COLUMNS, PIN_KINDS, PIN_SIGNS, ROWS, SketchMapSection
from peoplesprocess.maps import actions, routes_earth_points, routes_pcodes, routes_pins, routes_shapes
from peoplesprocess.maps.forms import WIDTH, SketchMapForm
from peoplesprocess.maps.queries import PINS, SKETCH_MAPS, SketchMapRow
from peoplesprocess.web import photo_uploads
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("maps", __name__, template_folder="templates")
bp.register_blueprint(routes_pins.bp)
bp.register_blueprint(routes_earth_points.bp)
bp.register_blueprint(routes_shapes.bp)
bp.register_blueprint(routes_pcodes.bp)

WHOLE = (0.0, 0.0, 1.0, 1.0)


@bp.get("/s/<code>/map")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context) -> ResponseReturnValue:
    """Show the newest drawn map, with its pins as a list and the picture on request."""
    maps = SKETCH_MAPS.all(db(), settlement=context.settlement.id)
    newest = next((each for each in maps if not each.is_struck), None)
    return _page(context, maps, newest, numbered=False)


@bp.get("/s/<code>/map/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def version(context: Context, number: int) -> ResponseReturnValue:
    """Show a drawn map by its number, perhaps an older one."""
    maps = SKETCH_MAPS.all(db(), settlement=context.settlement.id)
    return _page(context, maps, _numbered(maps, number), numbered=True)


def _page(
    context: Context, maps: list[SketchMapRow], sketch: SketchMapRow | None, *, numbered: bool
) -> ResponseReturnValue:
    pins = PINS.all(db(), settlement=context.settlement.id) if sketch else []
    here = [pin for pin in pins if sketch and pin.map_id == sketch.id]
    return render_page(
        "maps/show.html",
        sketch=sketch,
        numbered=numbered,
        newest=next((each for each in maps if not each.is_struck), None),
        others=[each for each in maps if each is not sketch],
        pins=[pin for pin in here if pin.struck_at is None],
        gone=[pin for pin in here if pin.struck_at is not None],
        pictured="picture" in request.args,
        kinds=PIN_KINDS,
        signs=PIN_SIGNS,
    )


@bp.get("/s/<code>/map/<int:number>/picture")
@allows(Action.SEE_SETTLEMENT)
def picture(context: Context, number: int) -> ResponseReturnValue:
    """Send the whole picture of a drawn map."""
    return photo_uploads.response(_seen(context, number).digest)


@bp.get("/s/<code>/map/<int:number>/small")
@allows(Action.SEE_SETTLEMENT)
def small(context: Context, number: int) -> ResponseReturnValue:
    """Send the picture in the size in which it is tapped on, with its squares."""
    return photo_uploads.part_response(_seen(context, number).digest, WHOLE, WIDTH)


@bp.get("/s/<code>/map/<int:number>/parts/<int:column>/<int:row>")
@allows(Action.SEE_SETTLEMENT)
def part(context: Context, number: int, column: int, row: int) -> ResponseReturnValue:
    """Send an enlarged part of the picture."""
    if max(column, row) > ROWS - SketchMapSection.SIZE:
        abort(404)
    return photo_uploads.part_response(
        _seen(context, number).digest, SketchMapSection(column, row).box, WIDTH
    )


@bp.route("/s/<code>/map/add", methods=["GET", "POST"])
@allows(Action.RECORD_MAP)
def add(context: Context) -> ResponseReturnValue:
    """Add a photo of the map that people drew."""
    form = SketchMapForm(context)
    return form_view(
        form,
        "maps/add.html",
        lambda: actions.add_sketch_map(context.act, form.input),
        lambda row: url_for(".show"),
    )


@bp.route("/s/<code>/map/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_MAP)
def strike(context: Context, number: int) -> ResponseReturnValue:
    """Strike a drawn map, so that its picture is no longer shown."""
    sketch = _seen(context, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "maps/strike.html",
        lambda: actions.strike_sketch_map(context.act, number, form.reason.value),
        lambda row: url_for(".show"),
        sketch=sketch,
        pin=None,
    )


@bp.get("/s/<code>/map/sheet")
@allows(Action.SEE_SETTLEMENT)
def sheet(context: Context) -> ResponseReturnValue:
    """Show a sheet to print and draw on, with the same squares as the picture."""
    return render_page("maps/sheet.html", columns=COLUMNS, rows=ROWS, kinds=PIN_KINDS, signs=PIN_SIGNS)


def _numbered(maps: list[SketchMapRow], number: int) -> SketchMapRow:
    return next((each for each in maps if each.number == number), None) or abort(404)


def _seen(context: Context, number: int) -> SketchMapRow:
    """Return the drawn map whose picture may be shown; otherwise 404."""
    found = _numbered(SKETCH_MAPS.all(db(), settlement=context.settlement.id), number)
    return abort(404) if found.is_struck else found
