"""The first page of everybody, and all settlements of a programme side by side."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.permissions import Action
from peoplesprocess.facts.submitted_items import by_settlement, waiting_items
from peoplesprocess.models import Settlement
from peoplesprocess.models.summaries import SORTS
from peoplesprocess.programmes import portfolio, portfolio_sheet, routes_guidance, routes_rules, routes_setup
from peoplesprocess.programmes.file_queries import rows_of_file
from peoplesprocess.programmes.frame_queries import TOTALS, frames_of, frames_of_programme, programmes_seen
from peoplesprocess.programmes.queries import (
    PAGE,
    Scope,
    SummaryRow,
    page_of_summaries,
)
from peoplesprocess.programmes.waiting_lines import waiting_lines
from peoplesprocess.web import downloads
from peoplesprocess.web.access import allows
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("programmes", __name__, template_folder="templates")
bp.register_blueprint(routes_setup.bp)
bp.register_blueprint(routes_rules.bp)
bp.register_blueprint(routes_guidance.bp)


@bp.get("/")
@allows(Action.SIGNED_IN)
def home(context: Context) -> ResponseReturnValue:
    """Show what is the person's own to do, what waits for an answer, and what the person oversees."""
    own, authority, wide = portfolio.scopes(context.person.grants)
    today, after = context.now.date(), request.args.get("after", "")
    mine = _rows(
        Scope(own.settlements, own.programmes, authority.areas),
        sort="waits" if authority else "name",
        after=after,
    )
    overseen = _rows(wide, after=after)
    frames = frames_of(db(), [*mine, *overseen])
    mine_to_do = [row for row in mine[:PAGE] if portfolio.belongs(row, own)]
    to_answer = [row for row in mine[:PAGE] if portfolio.belongs(row, authority)]
    within = Settlement.id.in_([row.settlement_id for row in to_answer])
    items = by_settlement(waiting_items(db(), within)) if to_answer else {}
    actor = context.person.actor
    return render_page(
        "programmes/home.html",
        own=own,
        authority=authority,
        wide=wide,
        lines=portfolio.lines(mine_to_do, frames, actor, today),
        near=portfolio.lines(to_answer, frames, actor, today),
        waiting=portfolio.waiting(to_answer, frames, items, authority, today),
        to_do=waiting_lines(db(), actor.grants, own, today),
        more=_more(mine),
        overseen=portfolio.lines(overseen[:PAGE], frames, actor, today),
        overseen_more=_more(overseen),
        programmes=programmes_seen(db(), wide) if wide else [],
    )


@bp.get("/p/<programme>")
@allows(Action.SEE_PROGRAMME)
def show(context: Context) -> ResponseReturnValue:
    """Show all settlements of a programme: where each stands, with its money."""
    sort = request.args.get("sort", "name")
    if sort not in SORTS:
        abort(404)
    within = Scope(programmes=frozenset({context.programme.id}))
    rows = _rows(within, sort=sort, after=request.args.get("after", ""))
    return render_page(
        "programmes/show.html",
        lines=portfolio.lines(rows[:PAGE], frames_of(db(), rows), context.person.actor, context.now.date()),
        totals=TOTALS.all(db(), programme=context.programme.id),
        sort=sort,
        more=_more(rows),
        rules=context.rules,
    )


@bp.get("/p/<programme>.csv")
@allows(Action.SEE_PROGRAMME)
def download(context: Context) -> ResponseReturnValue:
    """Give the same as a file for spreadsheets, all of it, sent while it is read."""
    programme = context.programme
    rows = rows_of_file(current_app.extensions["engine"], programme.id)
    frames = frames_of_programme(db(), programme.id)
    lines = portfolio_sheet.as_csv(rows, frames, current_translator(), context.now.date())
    return downloads.response(lines, downloads.CSV, programme.code)


@bp.get("/p/<programme>.xlsx")
@allows(Action.SEE_PROGRAMME)
def workbook(context: Context) -> ResponseReturnValue:
    """Give the same as a workbook."""
    programme, translator = context.programme, current_translator()
    rows = rows_of_file(current_app.extensions["engine"], programme.id)
    frames = frames_of_programme(db(), programme.id)
    sheet = portfolio_sheet.as_sheet(rows, frames, translator, context.now.date())
    return downloads.workbook([sheet], translator, context.now, programme.code)


def _rows(scope: Scope, *, sort: str = "name", after: str = "") -> list[SummaryRow]:
    return page_of_summaries(db(), scope, sort=sort, after=after) if scope else []


def _more(rows: Sequence[SummaryRow]) -> str:
    return rows[PAGE - 1].code if len(rows) > PAGE else ""
