"""What is handed out: a group's paper, the poster for the wall, the steps of a count, the count as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.prioritisation import EQUAL_SHARES, Sheet
from peoplesprocess.core.prioritisation.handed_out import write
from peoplesprocess.core.prioritisation.methods import METHODS_BY_KEY
from peoplesprocess.core.prioritisation.sheets import code_of
from peoplesprocess.core.words import N_
from peoplesprocess.priorities import queries
from peoplesprocess.priorities.counting import tokens_of
from peoplesprocess.priorities.marks import each_may, unit_of
from peoplesprocess.priorities.reading_works import works_of
from peoplesprocess.priorities.rounds import found, round_here, shown_of
from peoplesprocess.priorities.sharing import count_of
from peoplesprocess.priorities.works import Works
from peoplesprocess.web import uploads
from peoplesprocess.web.guard import allows, db, settlement_by_code
from peoplesprocess.web.here import Here
from peoplesprocess.web.pages import page
from peoplesprocess.web.pictograms import square_code
from peoplesprocess.web.words import SHIPPED, words

room = Blueprint("handing_out", __name__)

PAPER_LABELS = {
    "need": N_("Need"),
    "marks": N_("Marks"),
    "place": N_("Rank"),
    "people": N_("People who chose"),
    "winner": N_("Write into each field the number of the need that the group puts first."),
    "signed": N_("The group's representative"),
}
"""The words of a paper that stand in both its languages."""


@room.get("/s/<code>/priorities/<int:number>/sheets/<group>/paper")
@allows(Action.ENTER_SHEET)
def paper(here: Here, number: int, group: str) -> ResponseReturnValue:
    """Show a group's empty paper, to print, in one or two languages."""
    asked, _ = round_here(here, number)
    if group not in here.groups:
        abort(404)
    second = request.args.get("second", "")
    method = METHODS_BY_KEY[asked.method]
    return page(
        "priorities/paper.html",
        round=asked,
        group=here.groups[group],
        needs=queries.needs(db(), here.place.id, asked.ballot),
        method=method,
        unit=unit_of(asked),
        each_may=each_may(asked),
        one_a_need=asked.rule == EQUAL_SHARES.key and not method.one_a_need,
        second=words(second) if second in SHIPPED and second != g.language else None,
        labels=PAPER_LABELS,
        code=code_of(str(asked.id), group),
        drawn=square_code(f"{request.host_url.rstrip('/')}{here.url}/priorities/{number}/sheets/{group}"),
    )


@room.get("/s/<code>/priorities/<int:number>/sheets/<group>/photos/<int:photo>")
@allows(Action.SEE_SETTLEMENT)
def photo(here: Here, number: int, group: str, photo: int) -> ResponseReturnValue:
    """Send a photo of a group's paper to who types it in or speaks for the group."""
    asked, _ = round_here(here, number)
    may_see = here.may(Action.ENTER_SHEET) or group in here.represents
    kept = queries.came(db(), here.place.id, asked.id, group)[1] if may_see else []
    found_there = 0 < photo <= len(kept)
    return uploads.response(current_app.config["INSTANCE"], kept[photo - 1].digest if found_there else None)


@room.get("/board/<code>/works/<int:number>")
def poster(code: str, number: int) -> ResponseReturnValue:
    """Show what is built on one page for the wall; anybody may read it."""
    place = _place(code)
    shown, works = _shown_works(place, number, newest=True)
    needs = queries.needs(db(), place.id, shown.ballot)
    file = f"/board/{code}/works/{number}.pb"
    return page(
        "priorities/poster.html",
        place=place,
        round=shown,
        works=works,
        sectors={need.number: need.sector for need in needs},
        file=file if _may_be_public(shown) else "",
        drawn=square_code(f"{request.host_url.rstrip('/')}/board/{code}/works/{number}"),
    )


@room.get("/board/<code>/works/<int:number>.pb")
def public_file(code: str, number: int) -> ResponseReturnValue:
    """Hand out the count to anybody, where no figure of it tells what fewer than five people chose."""
    place = _place(code)
    shown, _ = _shown_works(place, number, newest=True)
    if not _may_be_public(shown):
        abort(404)
    return _file(place, shown)


@room.get("/s/<code>/priorities/<int:number>/count.pb")
@allows(Action.SEE_SETTLEMENT)
def count_file(here: Here, number: int) -> ResponseReturnValue:
    """Hand out what was counted, so that anybody can count it again."""
    shown, _ = _shown_works(here.place, number)
    return _file(here.place, shown)


@room.get("/s/<code>/priorities/<int:number>/steps")
@allows(Action.SEE_SETTLEMENT)
def steps(here: Here, number: int) -> ResponseReturnValue:
    """Show how works were bought one after the other: who paid what, and what was left."""
    shown, works = _shown_works(here.place, number)
    return page("priorities/steps.html", round=shown, works=works)


def _file(place: Any, shown: Any) -> Response:
    sheets = [
        Sheet(code, sheet["people"], tokens_of(sheet["tokens"]))
        for code, sheet in shown.figures["sheets"].items()
    ]
    counted = count_of(shown.figures["shares"], sheets)
    titles = {str(need): title for need, title in queries.titles(db(), place.id, shown.ballot).items()}
    about = {"description": f"{place.code} {shown.number}.{shown.result}", "currency": place.currency}
    response = Response(write(counted, titles, about), mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="{place.code}-{shown.number}.pb"'
    return response


def _may_be_public(shown: Any) -> bool:
    """Whether nobody can tell from the sheets what fewer than five people want, or do not want."""
    if shown.result > 1:
        # An earlier file may be about, and the difference of the two could be one person's.
        return False
    counts = [
        count
        for sheet in shown.figures["sheets"].values()
        for put in (0, *sheet["tokens"].values())
        for count in (put, sheet["people"] - put)
    ]
    return all(not count or count >= LEAST for count in counts)


def _place(code: str) -> Any:
    place = settlement_by_code(db(), code)
    if place is None:
        abort(404)
    return place


def _shown_works(place: Any, number: int, newest: bool = False) -> tuple[Any, Works]:
    """A result and its works; to the public the newest alone, as two of them tell of their difference."""
    results = found(place, number)
    shown = results[-1] if newest else shown_of(results)
    titles = queries.titles(db(), place.id, shown.ballot)
    works = works_of(place, shown.figures, titles) if shown.figures else None
    if works is None:
        abort(404)
    return shown, works
