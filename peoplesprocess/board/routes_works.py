"""The page of one work on the notice board, and its notice for the wall in one or two languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from peoplesprocess.board import queries
from peoplesprocess.board.contract_summary import contract_summaries
from peoplesprocess.board.events import BoardEvent
from peoplesprocess.board.photo_series import photo_series
from peoplesprocess.board.result_summary import need_places
from peoplesprocess.board.work_queries import SIGNED_WORK, WORK_EVENTS
from peoplesprocess.board.work_stage_lines import WorkFacts
from peoplesprocess.board.work_stages import BoardWorkStage, work_stages
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.facts.item_progress import PUBLIC_PROGRESS, ItemProgress
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.result_disclosure import figures_are_public
from peoplesprocess.facts.rounds import NEWEST_ROUNDS, RoundWithNewestResult
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.pdf_renderer import pdf_file
from peoplesprocess.web.public_place import public_settlement
from peoplesprocess.web.qr_codes import qr_code
from peoplesprocess.web.request_state import db, now
from peoplesprocess.web.second_language import second_language

bp = Blueprint("works", __name__)
MOST_LINES = 72
"""How many lines a sheet of A3 holds in the usual size; notices with more lines are set smaller."""


@bp.get("/board/<code>/work/<int:number>")
def show(code: str, number: int) -> ResponseReturnValue:
    """Show one work from the need to the checks after its handover; public."""
    place = public_settlement(code)
    events = WORK_EVENTS.all(db(), settlement=place.id, number=number)
    work = _work(place, number, events)
    return render_page(
        "board/work.html",
        place=place,
        work=work.summary,
        row=work.summary.row,
        stages=work_stages(work),
        series=photo_series(events),
    )


@bp.get("/board/<code>/work/<int:number>/poster")
def poster(code: str, number: int) -> ResponseReturnValue:
    """Show the work as a notice to print and hang up, in one language or in two."""
    return _poster(code, number)


@bp.get("/board/<code>/work/<int:number>/poster.pdf")
def poster_file(code: str, number: int) -> ResponseReturnValue:
    """Send the notice as a PDF file."""
    return pdf_file(lambda: _poster(code, number), f"{code}-work-{number}")


def _poster(code: str, number: int) -> Response:
    place = public_settlement(code)
    work = _work(place, number, WORK_EVENTS.all(db(), settlement=place.id, number=number))
    second = second_language()
    stages = work_stages(work)
    address = url_for(".show", code=code, number=number, _external=True)
    return render_page(
        "board/work_poster.html",
        place=place,
        work=work.summary,
        row=work.summary.row,
        stages=stages,
        is_long=_lines(stages) * (2 if second else 1) > MOST_LINES,
        built=_built(work),
        newest=N_("To see the latest state on a telephone, point its camera at the square, or type in:"),
        second=second,
        address=address.partition("://")[2],
        drawn=qr_code(address),
    )


def _lines(stages: Sequence[BoardWorkStage]) -> int:
    """Return how many lines a notice has in one language."""
    return sum(not line.is_detail for stage in stages for line in stage.lines)


def _built(work: WorkFacts) -> Message:
    values = {"built": work.summary.physical, "cost": work.summary.financial}
    return Message(N_("%(built)s %% is built. It has cost %(cost)s %% of the contract sum so far."), values)


def _work(place: SettlementWithRules, number: int, events: Sequence[BoardEvent]) -> WorkFacts:
    """Return the facts of a signed contract's work; otherwise 404."""
    row = SIGNED_WORK.first(db(), settlement=place.id, number=number) or abort(404)
    items = PUBLIC_PROGRESS.all(db(), settlement=place.id)
    item = next((each for each in items if each.line == row.line), None)
    numbers = item.needs if item else []
    return WorkFacts(
        place,
        contract_summaries([row], events, place, now())[0],
        item,
        queries.NEEDS_BY_NUMBER.all(db(), settlement=place.id, numbers=numbers),
        _places(NEWEST_ROUNDS.all(db(), settlement=place.id), item),
        next((event.asked_at for event in events if event.kind == "signed"), None),
        events,
        day_in(place, now()),
    )


class _RoundWithResult(NamedTuple):
    """A counted round with the figures of its result."""

    round: RoundWithNewestResult
    figures: dict[str, object]


def _places(rounds: Sequence[RoundWithNewestResult], item: ItemProgress | None) -> dict[int, list[Sentence]]:
    """Return the places of an item's needs in its vote: the newest one before the item was submitted."""
    if item is None:
        return {}
    votes = [
        _RoundWithResult(asked, asked.figures)
        for asked in rounds
        if asked.figures and set(item.needs) & set(asked.ballot)
        # Rounds of later cycles chose other works.
        if item.contract_cycle is None or asked.cycles_before <= item.contract_cycle
    ]
    vote = next((each for each in votes if _is_before(each.round, item)), votes[0] if votes else None)
    if vote is None:
        return {}
    result = from_json(vote.figures)
    in_full = figures_are_public(vote.round, result)
    places = {need: need_places(result, need, in_full) for need in item.needs}
    return {need: told for need, told in places.items() if told}


def _is_before(asked: RoundWithNewestResult, item: ItemProgress) -> bool:
    """Return whether a round was counted before the item's submission was typed in."""
    counted_at, typed_at = asked.first_count_typed_at, item.submission_typed_at
    return typed_at is None or counted_at is None or counted_at <= typed_at
