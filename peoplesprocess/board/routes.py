"""The notice board of a settlement and the photos on it; anybody may read them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from peoplesprocess.board import queries
from peoplesprocess.board.contract_summary import contract_summaries
from peoplesprocess.board.need_list import MOST_SHOWN, listed_needs
from peoplesprocess.board.ranking import Ranking, ranking
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.facts.completion import SIGNED_CONTRACTS
from peoplesprocess.facts.need_outcomes import PUBLIC_PROGRESS
from peoplesprocess.facts.needs import titles_then
from peoplesprocess.facts.places import SettlementGroup, settlement_by_code
from peoplesprocess.facts.published import told_in_full
from peoplesprocess.facts.rounds import NEWEST_ROUNDS, CountedRound
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.request_state import db, now
from peoplesprocess.web.sessions import COOKIE
from peoplesprocess.web.uploads import public_response

bp = Blueprint("board", __name__, template_folder="templates")


@bp.get("/board/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show the settlement's notice board, fit to be printed and hung up."""
    place = settlement_by_code(db(), code)
    if place is None:
        abort(404)
    needs = queries.NEEDS.all(db(), settlement=place.id)
    items = PUBLIC_PROGRESS.all(db(), settlement=place.id)
    events = queries.EVENTS.all(db(), settlement=place.id)
    contracts = SIGNED_CONTRACTS.all(db(), settlement=place.id)
    rounds = NEWEST_ROUNDS.all(db(), settlement=place.id)
    counted = next((row for row in rounds if row.figures), None)
    titles = {need.number: need.title for need in needs}
    response = render_page(
        "board/show.html",
        place=place,
        needs=listed_needs(needs, items, rounds, place.groups),
        more=max(0, needs[0].total - MOST_SHOWN) if needs else 0,
        items=items,
        counted=counted,
        order=_order(counted, titles, place.groups) if counted else None,
        first=_first_order(counted, titles, place.groups) if counted and counted.first_figures else [],
        works=contract_summaries(contracts, events, place.rules, now().date()),
        waivers={event.kind.partition(":")[2]: event for event in events if event.kind.startswith("waiver:")},
    )
    if COOKIE not in request.cookies:
        response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _order(
    counted: CountedRound, titles: Mapping[int, str], groups: Mapping[str, SettlementGroup]
) -> Ranking:
    titles = titles_then(counted, titles)
    result = from_json(counted.figures or {})
    return ranking(result, titles, groups, told_in_full(counted, result))


def _first_order(
    counted: CountedRound, titles: Mapping[int, str], groups: Mapping[str, SettlementGroup]
) -> list[str]:
    """The needs in the order of a round's first result, or the works that it chose: never a figure."""
    first = ranking(from_json(counted.first_figures or {}), titles_then(counted, titles), groups, False)
    return first.built or [line.title for line in first.lines]


@bp.get("/board/<code>/photos/<int:contract>/<int:visit>/<int:photo>")
def photo(code: str, contract: int, visit: int, photo: int) -> ResponseReturnValue:
    """Send one photo of a visit."""
    digest = queries.PHOTO.get(db(), code=code, contract=contract, visit=visit, photo=photo)
    return public_response(digest)
