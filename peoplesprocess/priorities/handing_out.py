"""What is handed out: a group's paper, the poster for the wall, the steps of a count, the count as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.messages import N_
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.prioritisation import EQUAL_SHARES
from peoplesprocess.core.prioritisation.allocation import build_count
from peoplesprocess.core.prioritisation.count_file import write
from peoplesprocess.core.prioritisation.methods import METHODS_BY_KEY
from peoplesprocess.core.prioritisation.result import RoundResult
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.core.prioritisation.sheets import paper_code
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.priorities import queries
from peoplesprocess.priorities.marks import each_may, unit_of
from peoplesprocess.priorities.reading_works import works_of
from peoplesprocess.priorities.rounds import found, round_here, shown_of
from peoplesprocess.priorities.works import Works
from peoplesprocess.web import uploads
from peoplesprocess.web.access import allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.i18n import SHIPPED, translator
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.pictograms import qr_code
from peoplesprocess.web.request_state import db

bp = Blueprint("handing_out", __name__, template_folder="templates")

PAPER_LABELS = {
    "need": N_("Need"),
    "marks": N_("Marks"),
    "place": N_("Rank"),
    "people": N_("People who chose"),
    "winner": N_("Write into each field the number of the need that the group puts first."),
    "signed": N_("The group's representative"),
}
"""The words of a paper that stand in both its languages."""


@bp.get("/s/<code>/priorities/<int:number>/sheets/<group>/paper")
@allows(Action.ENTER_BALLOT_SHEET)
def paper(context: Context, number: int, group: str) -> ResponseReturnValue:
    """Show a group's empty paper, to print, in one or two languages."""
    asked, _ = round_here(context, number)
    if group not in context.groups:
        abort(404)
    second = request.args.get("second", "")
    method = METHODS_BY_KEY[asked.method]
    return render_page(
        "priorities/paper.html",
        round=asked,
        group=context.groups[group],
        needs=queries.needs(db(), context.settlement.id, asked.ballot),
        method=method,
        unit=unit_of(asked),
        each_may=each_may(asked),
        one_a_need=asked.rule == EQUAL_SHARES.key and not method.one_a_need,
        second=translator(second) if second in SHIPPED and second != g.language else None,
        labels=PAPER_LABELS,
        code=paper_code(str(asked.id), group),
        drawn=qr_code(f"{request.host_url.rstrip('/')}{context.url}/priorities/{number}/sheets/{group}"),
    )


@bp.get("/s/<code>/priorities/<int:number>/sheets/<group>/photos/<int:photo>")
@allows(Action.SEE_SETTLEMENT)
def photo(context: Context, number: int, group: str, photo: int) -> ResponseReturnValue:
    """Send a photo of a group's paper to who types it in or speaks for the group."""
    asked, _ = round_here(context, number)
    may_see = context.may(Action.ENTER_BALLOT_SHEET) or group in context.represents
    kept = queries.came(db(), context.settlement.id, asked.id, group)[1] if may_see else []
    found_there = 0 < photo <= len(kept)
    return uploads.response(current_app.config["INSTANCE"], kept[photo - 1].digest if found_there else None)


@bp.get("/board/<code>/works/<int:number>")
def poster(code: str, number: int) -> ResponseReturnValue:
    """Show what is built on one page for the wall; anybody may read it."""
    place = _place(code)
    shown, result, works = _shown_works(place, number, newest=True)
    needs = queries.needs(db(), place.id, shown.ballot)
    file = f"/board/{code}/works/{number}.pb"
    return render_page(
        "priorities/poster.html",
        place=place,
        round=shown,
        works=works,
        sectors={need.number: need.sector for need in needs},
        file=file if _may_be_public(shown, result) else "",
        drawn=qr_code(f"{request.host_url.rstrip('/')}/board/{code}/works/{number}"),
    )


@bp.get("/board/<code>/works/<int:number>.pb")
def public_file(code: str, number: int) -> ResponseReturnValue:
    """Hand out the count to anybody, where no figure of it tells what fewer than five people chose."""
    place = _place(code)
    shown, result, _ = _shown_works(place, number, newest=True)
    if not _may_be_public(shown, result):
        abort(404)
    return _file(place, shown, result)


@bp.get("/s/<code>/priorities/<int:number>/count.pb")
@allows(Action.SEE_SETTLEMENT)
def count_file(context: Context, number: int) -> ResponseReturnValue:
    """Hand out what was counted, so that anybody can count it again."""
    shown, result, _ = _shown_works(context.settlement, number)
    return _file(context.settlement, shown, result)


@bp.get("/s/<code>/priorities/<int:number>/steps")
@allows(Action.SEE_SETTLEMENT)
def steps(context: Context, number: int) -> ResponseReturnValue:
    """Show how works were bought one after the other: who paid what, and what was left."""
    shown, _, works = _shown_works(context.settlement, number)
    return render_page("priorities/steps.html", round=shown, works=works)


def _file(place: Any, shown: Any, result: RoundResult) -> Response:
    if result.allocation is None:
        abort(404)
    counted = build_count(result.allocation.terms, result.sheets)
    titles = {str(need): title for need, title in queries.titles(db(), place.id, shown.ballot).items()}
    about = {"description": f"{place.code} {shown.number}.{shown.result}", "currency": place.currency}
    response = Response(write(counted, titles, about), mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="{place.code}-{shown.number}.pb"'
    return response


def _may_be_public(shown: Any, result: RoundResult) -> bool:
    """Whether nobody can tell from the sheets what fewer than five people want, or do not want."""
    if shown.result > 1:
        # An earlier file may be about, and the difference of the two could be one person's.
        return False
    counts = [
        count
        for sheet in result.sheets
        for put in (0, *sheet.tokens.values())
        for count in (put, sheet.people - put)
    ]
    return all(not count or count >= LEAST for count in counts)


def _place(code: str) -> Any:
    place = settlement_by_code(db(), code)
    if place is None:
        abort(404)
    return place


def _shown_works(place: Any, number: int, newest: bool = False) -> tuple[Any, RoundResult, Works]:
    """A result and its works; to the public the newest alone, as two of them tell of their difference."""
    results = found(place, number)
    shown = results[-1] if newest else shown_of(results)
    if not shown.figures:
        abort(404)
    result = from_json(shown.figures)
    works = works_of(place, result, queries.titles(db(), place.id, shown.ballot))
    if works is None:
        abort(404)
    return shown, result, works
