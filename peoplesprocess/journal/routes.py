"""Pages and files of the journal of a settlement, or of a programme with all its settlements."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine

from peoplesprocess.core.act_categories import KINDS
from peoplesprocess.core.actions import Action
from peoplesprocess.core.journal_sentences import Names
from peoplesprocess.core.messages import N_
from peoplesprocess.core.process.steps import OWN_STEPS, STEPS
from peoplesprocess.db.session import open_connection, snapshot_connection
from peoplesprocess.facts.journal_entries import NEWEST
from peoplesprocess.facts.journal_lines import JournalLine, groups_of, steps_of
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.journal import queries
from peoplesprocess.journal.filters import (
    JournalFilterArguments,
    address_of,
    chosen_filter,
    key_of,
    people_of,
    settlements_of,
)
from peoplesprocess.journal.lines import all_lines, lines
from peoplesprocess.spreadsheets.cells import Cell, Sheet
from peoplesprocess.spreadsheets.csv_writer import as_csv
from peoplesprocess.web import downloads
from peoplesprocess.web.current_installation import current_engine
from peoplesprocess.web.i18n import UNSEEN, Translator, current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("journal", __name__, template_folder="templates")
ON_A_PAGE = 50


@bp.get("/s/<code>/journal")
@allows(Action.SEE_JOURNAL)
def show(context: Context) -> ResponseReturnValue:
    """Show who did what in a settlement."""
    place = context.settlement
    found = queries.PEOPLE.all(db(), programme=place.programme_id, settlement=place.id)
    return _page(context, found)


@bp.get("/p/<programme>/journal")
@allows(Action.SEE_JOURNAL)
def show_programme(context: Context) -> ResponseReturnValue:
    """Show who did what in a programme and all its settlements."""
    return _page(context, queries.PEOPLE_AND_SETTLEMENTS.all(db(), programme=context.programme.id))


@bp.get("/s/<code>/journal.<ending>")
@allows(Action.SEE_JOURNAL)
def download(context: Context, ending: str) -> ResponseReturnValue:
    """Send the journal of a settlement as a file."""
    return _file(context, ending, context.settlement.code)


@bp.get("/p/<programme>/journal.<ending>")
@allows(Action.SEE_JOURNAL)
def download_programme(context: Context, ending: str) -> ResponseReturnValue:
    """Send the journal of a programme as a file."""
    return _file(context, ending, context.programme.code)


def _page(context: Context, found: list[queries.JournalFilterChoice]) -> ResponseReturnValue:
    chosen = chosen_filter()
    before = key_of(request.args["before"]) if "before" in request.args else NEWEST
    rows = queries.entries(db(), _wanted(context, chosen), before, ON_A_PAGE + 1)
    shown = rows[:ON_A_PAGE]
    return render_page(
        "journal/show.html",
        lines=lines(db(), shown, _groups(context), _steps(context)),
        more=address_of(shown[-1].key) if len(rows) > len(shown) else "",
        chosen=chosen,
        kinds={name: kind.name for name, kind in KINDS.items()},
        people=people_of(found),
        settlements=None if context.in_settlement else settlements_of(found),
        of_place="" if context.in_settlement else "_programme",
    )


def _file(context: Context, ending: str, name: str) -> Response:
    if ending not in ("csv", "xlsx"):
        abort(404)
    wanted, spoken = _wanted(context, chosen_filter()), current_translator()
    names, engine = (_groups(context), _steps(context)), current_engine()
    if ending == "csv":
        return downloads.response(_parts(engine, wanted, names, spoken), downloads.CSV, f"{name}-journal")
    with snapshot_connection(engine) as connection:
        sheet = _sheet(all_lines(connection, wanted, *names), spoken)
        return downloads.workbook([sheet], spoken, context.now, f"{name}-journal")


def _parts(
    engine: Engine, wanted: queries.JournalEntryFilter, names: tuple[Names, Names], spoken: Translator
) -> Iterator[str]:
    # The file is still being sent after its request has ended, so it needs a connection of its own.
    with open_connection(engine, writes=False) as connection:
        yield from as_csv(_sheet(all_lines(connection, wanted, *names), spoken), spoken.decimal_sign)


def _sheet(found: Iterator[JournalLine], spoken: Translator) -> Sheet:
    named = (N_("Day"), N_("Time"), N_("Settlement"), N_("Who"), N_("What"), N_("Day on paper"))
    headings = [spoken.say(each) for each in named]
    return Sheet(spoken.say(N_("Who did what")), headings, (_cells(line, spoken) for line in found))


def _cells(line: JournalLine, spoken: Translator) -> tuple[Cell, ...]:
    said = (spoken.say(words).translate(UNSEEN) for words in (line.who, line.what))
    return line.day, line.time, line.settlement, *said, line.on_paper


def _wanted(context: Context, chosen: JournalFilterArguments) -> queries.JournalEntryFilter:
    """Return the filter; in a programme it can name one of its own settlements, otherwise 404."""
    if context.in_settlement:
        return chosen.entries(context.settlement.id, is_programme=False)
    if not chosen.settlement:
        return chosen.entries(context.programme.id, is_programme=True)
    place = settlement_by_code(db(), chosen.settlement)
    if place is None or place.programme_id != context.programme.id:
        abort(404)
    return chosen.entries(place.id, is_programme=False)


def _groups(context: Context) -> Names:
    if not context.in_settlement:
        return context.programme.group_names
    return groups_of(context.settlement)


def _steps(context: Context) -> Names:
    if context.in_settlement:
        return steps_of(context.settlement)
    # The settlements of a programme may use different versions of its steps, so the usual words are shown.
    own = dict.fromkeys((step.key for step in OWN_STEPS), N_("A step of the programme's own"))
    return {**own, **{step.key: step.name for step in STEPS}}
