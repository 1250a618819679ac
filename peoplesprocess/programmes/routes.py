"""The first page of everybody, and all settlements of a programme side by side."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.permissions import Action
from peoplesprocess.facts.process import gather
from peoplesprocess.facts.submitted_items import by_settlement, waiting_items
from peoplesprocess.models import Settlement
from peoplesprocess.programmes import portfolio, queries, routes_rules, routes_setup, table
from peoplesprocess.programmes.frame_queries import programmes_seen
from peoplesprocess.programmes.portfolio import PortfolioLine
from peoplesprocess.programmes.queries import PAGE, SORTS, PortfolioRow, Scope
from peoplesprocess.web.access import allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.request_state import db

bp = Blueprint("programmes", __name__, template_folder="templates")
bp.register_blueprint(routes_setup.bp)
bp.register_blueprint(routes_rules.bp)
MOST_IN_A_FILE = 20_000


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
    facts = gather(db(), (row.place for row in [*mine[:PAGE], *overseen[:PAGE]]))
    mine_to_do = [row for row in mine[:PAGE] if portfolio.belongs(row, own)]
    to_answer = [row for row in mine[:PAGE] if portfolio.belongs(row, authority)]
    within = Settlement.id.in_([row.place.id for row in to_answer])
    items = by_settlement(waiting_items(db(), within)) if to_answer else {}
    lines = portfolio.lines(mine_to_do, facts, context.person.actor, today)
    return render_page(
        "programmes/home.html",
        own=own,
        authority=authority,
        wide=wide,
        lines=lines,
        near=portfolio.lines(to_answer, facts, context.person.actor, today),
        waiting=portfolio.waiting(to_answer, facts, items, authority, today),
        more=_more(mine),
        overseen=portfolio.lines(overseen[:PAGE], facts, context.person.actor, today),
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
    rows = _rows(_all_of(context), sort=sort, after=request.args.get("after", ""))
    return render_page(
        "programmes/show.html",
        lines=_lines(context, rows[:PAGE]),
        sort=sort,
        more=_more(rows),
        rules=context.rules,
    )


@bp.get("/p/<programme>.csv")
@allows(Action.SEE_PROGRAMME)
def download(context: Context) -> ResponseReturnValue:
    """Give the same as a file for spreadsheets."""
    rows = _rows(_all_of(context), most=MOST_IN_A_FILE)
    response = Response(table.as_csv(_lines(context, rows), current_translator()), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{context.programme.code}.csv"'
    return response


def _rows(
    scope: Scope, *, sort: str = "name", after: str = "", most: int | None = PAGE
) -> Sequence[PortfolioRow]:
    return queries.portfolio_rows(db(), scope, sort=sort, after=after, most=most) if scope else []


def _lines(context: Context, rows: Sequence[PortfolioRow]) -> list[PortfolioLine]:
    return portfolio.lines(
        rows, gather(db(), (row.place for row in rows)), context.person.actor, context.now.date()
    )


def _more(rows: Sequence[PortfolioRow]) -> str:
    return rows[PAGE - 1].place.code if len(rows) > PAGE else ""


def _all_of(context: Context) -> Scope:
    return Scope(programmes=frozenset({context.programme.id}))
