"""Pages of a profile: its rounds, one of them and the acts on it, comparisons, and the gaps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core import gap_matrix as gaps_of
from peoplesprocess.core.actions import Action
from peoplesprocess.core.profile_parts import PARTS, empty_parts
from peoplesprocess.core.service_scores import by_service, compare, coverage, restored, stale
from peoplesprocess.facts.gap_matrix import gap_matrix
from peoplesprocess.facts.profiles import (
    PART_IN_FORCE,
    PARTS_IN_FORCE,
    PROFILE_ROUND,
    PROFILE_ROUNDS,
    ProfileRoundRow,
    areas_now,
    bodies_by_part,
    service_matrix,
)
from peoplesprocess.profiles import actions, routes_parts, routes_public
from peoplesprocess.profiles.area_columns import AREAS, area_page
from peoplesprocess.profiles.forms import ProfileRoundForm
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("profiles", __name__, template_folder="templates")
bp.register_blueprint(routes_parts.bp)
bp.register_blueprint(routes_public.bp)


@bp.get("/s/<code>/profile")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """List the rounds, with links to comparisons and to the gaps."""
    rounds = PROFILE_ROUNDS.all(db(), settlement=context.settlement.id)
    return render_page(
        "profiles/index.html",
        rounds=rounds,
        pairs=_pairs([each.number for each in rounds if each.is_published]),
        is_open=any(each.is_open for each in rounds),
    )


@bp.route("/s/<code>/profile/begin", methods=["GET", "POST"])
@allows(Action.RECORD_PROFILE)
def begin(context: Context) -> ResponseReturnValue:
    """Begin the next round."""
    rounds = PROFILE_ROUNDS.all(db(), settlement=context.settlement.id)
    last = next((each for each in rounds if each.is_published), None)
    form = ProfileRoundForm(context, {"taken_on": context.today, "from_last": last is not None})
    return form_view(
        form,
        "profiles/begin.html",
        lambda: actions.begin_round(context.act, form.input),
        lambda row: url_for(".show", number=row.number),
        last=last,
        taken=None,
    )


@bp.get("/s/<code>/profile/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show a round: its services by area, what is unknown or old, and its parts."""
    taken = _round(context, number)
    parts = PARTS_IN_FORCE.all(db(), rounds=[taken.id])
    matrix = service_matrix(taken, parts, areas_now(db(), context.settlement.id))
    return render_page(
        "profiles/show.html",
        taken=taken,
        matrix=matrix,
        areas=area_page(matrix.areas, number_argument("after")),
        pages=range(0, len(matrix.areas), AREAS),
        all=coverage(matrix.cells),
        by_service={service: coverage(cells) for service, cells in by_service(matrix.cells).items()},
        old=stale(matrix.cells, context.rules.stale_after_months, context.today),
        parts=[(part, [row for row in parts if row.part == part]) for part in PARTS],
        part_names=PARTS,
        missing=empty_parts(bodies_by_part(parts)),
    )


@bp.route("/s/<code>/profile/<int:number>/change", methods=["GET", "POST"])
@allows(Action.RECORD_PROFILE)
def change(context: Context, number: int) -> ResponseReturnValue:
    """Correct the day of an open round."""
    taken = _round(context, number)
    form = ProfileRoundForm(context, {"taken_on": taken.taken_on, "version": taken.version})
    return form_view(
        form,
        "profiles/begin.html",
        lambda: actions.change_round(context.act, number, form.taken_on.value, form.version.data),
        lambda row: url_for(".show", number=number),
        last=None,
        taken=taken,
    )


@bp.route("/s/<code>/profile/<int:number>/publish", methods=["GET", "POST"])
@allows(Action.RECORD_PROFILE)
def publish(context: Context, number: int) -> ResponseReturnValue:
    """Publish a round."""
    taken = _round(context, number)
    parts = PARTS_IN_FORCE.all(db(), rounds=[taken.id])
    matrix = service_matrix(taken, parts, areas_now(db(), context.settlement.id))
    return form_view(
        Form(context),
        "profiles/publish.html",
        lambda: actions.publish_round(context.act, number),
        lambda row: url_for(".show", number=number),
        taken=taken,
        all=coverage(matrix.cells),
        missing=[(part, PARTS[part]) for part in empty_parts(bodies_by_part(parts))],
    )


@bp.route("/s/<code>/profile/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_PROFILE)
def strike(context: Context, number: int) -> ResponseReturnValue:
    """Strike a round."""
    taken = _round(context, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "profiles/strike.html",
        lambda: actions.strike_round(context.act, number, form.reason.value),
        lambda struck: url_for(".show", number=number),
        taken=taken,
    )


@bp.get("/s/<code>/profile/compare")
@allows(Action.SEE_SETTLEMENT)
def compare_rounds(context: Context) -> ResponseReturnValue:
    """Show how services changed from one published round to another."""
    rounds = PROFILE_ROUNDS.all(db(), settlement=context.settlement.id)
    by_number = {each.number: each for each in rounds if each.is_published}
    older, newer = by_number.get(number_argument("from")), by_number.get(number_argument("to"))
    if older is None or newer is None or older is newer:
        abort(404)
    parts = PART_IN_FORCE.all(db(), rounds=[older.id, newer.id], part="services")
    before, after = (
        service_matrix(each, [part for part in parts if part.round_id == each.id], ()).cells
        for each in (older, newer)
    )
    changes = compare(before, after)
    return render_page(
        "profiles/compare.html",
        older=older,
        newer=newer,
        changes=changes,
        restored=restored(changes),
        before=coverage(before),
        after=coverage(after),
    )


@bp.get("/s/<code>/profile/gaps")
@allows(Action.SEE_SETTLEMENT)
def gaps(context: Context) -> ResponseReturnValue:
    """Show where people named a need and no action is planned."""
    matrix = gap_matrix(db(), context.settlement.id)
    areas = area_page(matrix.areas, number_argument("after"))
    return render_page(
        "profiles/gaps.html",
        matrix=matrix,
        counts={state.value: count for state, count in gaps_of.count(matrix.cells).items()},
        state_names=gaps_of.GAP_STATES,
        areas=areas,
        shown={area.number: area.name for area in areas},
        pages=range(0, len(matrix.areas), AREAS),
    )


def _pairs(published: Sequence[int]) -> list[tuple[int, int]]:
    """Return the pairs of rounds to compare: the newest, each with the one before, and first with last."""
    pairs = [(older, newer) for newer, older in pairwise(published)][:5]
    return pairs if len(published) < 3 else [*pairs, (published[-1], published[0])]


def _round(context: Context, number: int) -> ProfileRoundRow:
    return PROFILE_ROUND.first(db(), settlement=context.settlement.id, number=number) or abort(404)
