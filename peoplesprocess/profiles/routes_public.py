"""The public page of a profile: the state of services in the newest published round."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from peoplesprocess.core.service_scores import by_service, coverage
from peoplesprocess.facts.profiles import NEWEST_PROFILE, PART_IN_FORCE, service_matrix
from peoplesprocess.profiles.area_columns import AREAS, area_page
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.public_place import for_anybody, public_settlement
from peoplesprocess.web.request_state import db, number_argument

bp = Blueprint("public", __name__)


@bp.get("/board/<code>/profile")
def show(code: str) -> ResponseReturnValue:
    """Show the state of services in each area; 404 if no round is published."""
    place = public_settlement(code)
    taken = NEWEST_PROFILE.first(db(), settlement=place.id) or abort(404)
    matrix = service_matrix(taken, PART_IN_FORCE.all(db(), rounds=[taken.id], part="services"), ())
    response = render_page(
        "profiles/public.html",
        place=place,
        taken=taken,
        matrix=matrix,
        areas=area_page(matrix.areas, number_argument("after")),
        pages=range(0, len(matrix.areas), AREAS),
        all=coverage(matrix.cells),
        by_service={service: coverage(cells) for service, cells in by_service(matrix.cells).items()},
    )
    return for_anybody(response)
