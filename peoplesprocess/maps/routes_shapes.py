"""Pages of shapes: the drawing with its list, a map file that is checked and imported, striking one."""

from __future__ import annotations

from functools import cached_property

from flask import Blueprint, Response, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.import_outcome import ImportOutcome
from peoplesprocess.core.messages import N_, Message, Plural, Refused, Sentence
from peoplesprocess.core.shapes import MOST_SHAPES, SHAPE_KINDS
from peoplesprocess.core.sketch_map_squares import PIN_SIGNS
from peoplesprocess.maps.geojson_export import export_geojson
from peoplesprocess.maps.queries import newest_points, standing_shapes
from peoplesprocess.maps.shape_imports import import_geojson, packed_shapes, strike_shape
from peoplesprocess.maps.shapes_svg import drawing
from peoplesprocess.maps.uploaded_features import MOST_SENT
from peoplesprocess.web.fields import TextField
from peoplesprocess.web.file_field import FileField
from peoplesprocess.web.form import Form, token_is_good
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("shapes", __name__)
MOST_FAULTS = 20
"""The most faults that are shown at once."""
_LATE = N_("This form was open too long or came from elsewhere. Check it and send it again.")
_BROKEN = N_("Some shapes were lost on the way. Send the file again.")


class MapFileForm(Form):
    """A map file to check."""

    map_file = FileField(
        N_("Map file"),
        missing=N_("Choose the file."),
        description=N_("GeoJSON, KML or GPX, in WGS 84, up to 3 MB."),
    )

    def read(self) -> bytes:
        """Return the content of the file, up to one byte more than the limit."""
        self.map_file.data.seek(0)
        data: bytes = self.map_file.data.read(MOST_SENT + 1)
        return data


class ShapesConfirmForm(Form):
    """The shapes that were shown, for import."""

    shapes = TextField(N_("Map file"), max=400_000, private=False, missing=_BROKEN, hidden=True)

    @cached_property
    def input(self) -> bytes:
        """The shapes as a file."""
        data: bytes = self.shapes.value.encode()
        return data


@bp.get("/s/<code>/map/shapes")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """Show the shapes, drawn and as a list."""
    shapes = standing_shapes(db(), context.settlement.id)
    drawn = drawing(shapes[:MOST_SHAPES], newest_points(db(), context.settlement))
    return render_page("maps/shapes.html", drawn=drawn, kinds=SHAPE_KINDS, signs=PIN_SIGNS)


@bp.get("/s/<code>/map/shapes.geojson")
@allows(Action.SEE_SETTLEMENT)
def download(context: Context) -> ResponseReturnValue:
    """Send the map as GeoJSON, as precisely as the public may see it."""
    told = "".join(export_geojson(db(), context.settlement))
    name = f"{context.settlement.code}.geojson"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(told, mimetype="application/geo+json", headers=headers)


@bp.route("/s/<code>/map/shapes/import", methods=["GET", "POST"])
@allows(Action.RECORD_MAP)
def upload(context: Context) -> ResponseReturnValue:
    """Take a map file and show its faults or its content, without saving anything."""
    form = MapFileForm(context)
    if request.method != "POST" or "language" in request.form or "unsaved" in g:
        return render_page("maps/shape_file.html", form=form)
    if not token_is_good(form):
        form.sentences.append(Message(_LATE))
    elif form.validate():
        data = form.read()
        looked = import_geojson(context.act, data, dry_run=True)
        form.sentences += _told(looked)
        if not form.is_wrong:
            return _look(context, data, looked)
    return render_page("maps/shape_file.html", 422, form=form)


@bp.route("/s/<code>/map/shapes/make", methods=["GET", "POST"])
@allows(Action.RECORD_MAP)
def make(context: Context) -> ResponseReturnValue:
    """Import the shapes that were shown."""
    if request.method != "POST":
        return redirect(url_for(".upload"), 303)
    form = ShapesConfirmForm(context)
    return form_view(
        form,
        "maps/make_shapes.html",
        lambda: _made(import_geojson(context.act, form.input)),
        lambda made: url_for(".index"),
        looked=None,
    )


@bp.route("/s/<code>/map/shapes/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_MAP)
def strike(context: Context, number: int) -> ResponseReturnValue:
    """Strike a shape, with the reason."""
    shapes = standing_shapes(db(), context.settlement.id)
    found = next((shape for shape in shapes if shape.number == number), None) or abort(404)
    form = StrikeForm(context)
    return form_view(
        form,
        "maps/strike_shape.html",
        lambda: strike_shape(context.act, number, form.reason.value),
        lambda row: url_for(".index"),
        shape=found,
        kind=SHAPE_KINDS[found.kind],
    )


def _look(context: Context, data: bytes, looked: ImportOutcome) -> ResponseReturnValue:
    form = ShapesConfirmForm(context, {})
    form.shapes.raw_data, form.shapes.data = None, packed_shapes(context.act, data)
    return render_page("maps/make_shapes.html", form=form, looked=looked)


def _told(looked: ImportOutcome) -> list[Sentence]:
    """Return the first faults, and how many more there are."""
    told = [each.why for each in looked.refused[:MOST_FAULTS]]
    if (more := len(looked.refused) - MOST_FAULTS) > 0:
        told.append(Plural("And %(count)s more.", "And %(count)s more.", more))
    return told


def _made(made: ImportOutcome) -> ImportOutcome:
    """Return the outcome of an import. Errors: Refused if anything has become wrong since."""
    if made.refused:
        raise Refused(made.refused[0].why)
    return made
