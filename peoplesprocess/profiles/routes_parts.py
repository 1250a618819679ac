"""Pages of a round's parts: their content and source, and writing them."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core import choice_lists
from peoplesprocess.core.actions import Action
from peoplesprocess.core.profile_parts import BY_AREA, BY_STATUS, PARTS, SEXES, ProfilePartKey
from peoplesprocess.core.washington_group import ANSWERS, QUESTIONS
from peoplesprocess.facts.profiles import (
    PART_IN_FORCE,
    PROFILE_ROUND,
    REPLACED_PARTS,
    ProfileRoundRow,
    areas_now,
    areas_of,
)
from peoplesprocess.profiles import actions, queries
from peoplesprocess.profiles.area_columns import AREAS
from peoplesprocess.profiles.forms import part_form
from peoplesprocess.profiles.part_lines import part_lines, replaced_lines
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.view_context import Context

bp = Blueprint("parts", __name__)
WHOLE = "whole"
LONGEST_NUMBER = 6


@bp.get("/s/<code>/profile/<int:number>/<part>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int, part: str) -> ResponseReturnValue:
    """Show a part of a round, for all its areas or statuses."""
    taken = _round(context, number, part)
    in_full = context.may(Action.SEE_SMALL_COUNTS)
    written = PART_IN_FORCE.all(db(), rounds=[taken.id], part=part)
    areas = areas_of(taken, areas_now(db(), context.settlement.id)) if part in BY_AREA else []
    lines = part_lines(part, written, areas, context.settlement.population, in_full, taken.is_open)
    begin = max(number_argument("after"), 0) // AREAS * AREAS
    before = REPLACED_PARTS.all(db(), rounds=[taken.id], part=part)
    return render_page(
        "profiles/part.html",
        taken=taken,
        part=part,
        name=PARTS[part],
        lines=lines[begin : begin + AREAS] or lines[:AREAS],
        all_lines=lines,
        pages=range(0, len(lines), AREAS),
        replaced=replaced_lines(part, before, in_full),
        sexes=SEXES,
        questions=QUESTIONS,
        answers=ANSWERS,
        in_full=in_full,
        offered=[area.number for area in areas],
    )


@bp.route("/s/<code>/profile/<int:number>/<part>/<of>/write", methods=["GET", "POST"])
@allows(Action.RECORD_PROFILE)
def write(context: Context, number: int, part: str, of: str) -> ResponseReturnValue:
    """Write a part of an open round, for one block, one status, or the "whole"."""
    taken = _round(context, number, part)
    place = _place(part, of)
    areas = areas_now(db(), context.settlement.id) if place.block is not None else []
    area = next((area for area in areas if area.number == place.block), None)
    if place.block is not None and area is None:
        abort(404)
    written = PART_IN_FORCE.all(db(), rounds=[taken.id], part=part)
    known = next((row for row in written if row.place == place), None)
    form = part_form(
        context, place, queries.SOURCE_RECORDS.all(db(), settlement=context.settlement.id), known
    )
    return form_view(
        form,
        "profiles/write.html",
        lambda: actions.write_part(context.act, number, form.input, form.number.data),
        lambda row: url_for(".show", number=number, part=part),
        taken=taken,
        part=part,
        name=PARTS[part],
        place=place,
        block_name=area.name if area is not None else "",
        known=known,
        sexes=SEXES,
        questions=QUESTIONS,
        answers=ANSWERS,
    )


def _place(part: str, of: str) -> ProfilePartKey:
    """Return the addressed block or status, or the whole settlement; otherwise 404."""
    if part in BY_STATUS:
        return ProfilePartKey(part, status=of if of in choice_lists.STATUSES else abort(404))
    if part in BY_AREA and of != WHOLE:
        return ProfilePartKey(part, int(of) if of.isdecimal() and len(of) < LONGEST_NUMBER else abort(404))
    return ProfilePartKey(part) if of == WHOLE else abort(404)


def _round(context: Context, number: int, part: str) -> ProfileRoundRow:
    if part not in PARTS:
        abort(404)
    return PROFILE_ROUND.first(db(), settlement=context.settlement.id, number=number) or abort(404)
