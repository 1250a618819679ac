"""The notice board of a settlement and the photos on it; anybody may read them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, abort, current_app, request, send_file
from flask.typing import ResponseReturnValue

from peoplesprocess.board import queries
from peoplesprocess.board.contract_summary import works
from peoplesprocess.board.need_outcomes import MOST_SHOWN, told
from peoplesprocess.board.ranking import order
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.core.process import steps
from peoplesprocess.core.process.steps import Step
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.request_state import db, now
from peoplesprocess.web.sessions import COOKIE
from peoplesprocess.web.uploads import where

bp = Blueprint("board", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class PathState:
    """Where the process stands, as the path shows it."""

    steps: tuple[Step, ...]
    closed: tuple[str, ...]

    @property
    def present(self) -> Step | None:
        """The step that the settlement is at."""
        return steps.present(self.steps, self.closed)


@bp.get("/board/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show the settlement's notice board, fit to be printed and hung up."""
    place = settlement_by_code(db(), code)
    if place is None:
        abort(404)
    groups, rules = place.groups, place.rules
    needs, items = queries.needs(db(), place.id), queries.items(db(), place.id)
    contracts, events = queries.contracts(db(), place.id), queries.events(db(), place.id)
    counted = queries.result(db(), place.id)
    response = render_page(
        "board/show.html",
        place=place,
        standing=PathState(place.steps, place.closed),
        needs=told(needs, items, {row.line: row for row in contracts}, groups),
        more=max(0, needs[0].total - MOST_SHOWN) if needs else 0,
        items=items,
        counted=counted,
        order=order(from_json(counted.figures), {need.number: need.title for need in needs}, groups)
        if counted
        else None,
        works=works(contracts, events, rules, now().date()),
        waivers={event.kind.partition(":")[2]: event for event in events if event.kind.startswith("waiver:")},
    )
    if COOKIE not in request.cookies:
        response.headers["Cache-Control"] = "public, max-age=60"
    return response


@bp.get("/board/<code>/photos/<int:contract>/<int:visit>/<int:photo>")
def photo(code: str, contract: int, visit: int, photo: int) -> ResponseReturnValue:
    """Send one photo of a visit."""
    digest = queries.photo(db(), code, contract, visit, photo)
    file = where(Path(current_app.config["INSTANCE"]), digest) if digest else None
    if file is None or not file.exists():
        abort(404)
    response = send_file(
        file, mimetype="image/jpeg", conditional=True, etag=digest or "", max_age=30 * 24 * 3600
    )
    response.cache_control.public = True
    return response
