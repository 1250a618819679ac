"""The first page of each user, and the list of a programme's settlements with its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.frames import FrameOfReference, frame_and_code
from peoplesprocess.facts.complaint_turns import programmes_with_complaints
from peoplesprocess.facts.programme_frames import programme_frames
from peoplesprocess.facts.submitted_items import offices_of
from peoplesprocess.facts.waiting_items import by_settlement, waiting_items
from peoplesprocess.facts.waiting_lines import waiting_lines
from peoplesprocess.facts.waiting_settlements import WAIT_NAMES
from peoplesprocess.models import Settlement, SettlementSummary
from peoplesprocess.models.summaries import SORTS
from peoplesprocess.programmes import (
    portfolio,
    portfolio_sheet,
    routes_authority_checklist,
    routes_authority_levels,
    routes_crisis_portfolio,
    routes_frame_choices,
    routes_frames,
    routes_guidance,
    routes_new,
    routes_report,
    routes_rules,
    routes_search,
    routes_unit_rates,
    routes_work_flags,
)
from peoplesprocess.programmes.last_ended_role import last_ended_role
from peoplesprocess.programmes.late_settlements import late_settlements
from peoplesprocess.programmes.portfolio_file_queries import StoredRow, rows_of_file
from peoplesprocess.programmes.portfolio_filter import COMMITTEE_NAMES, END_NAMES, PortfolioFilter
from peoplesprocess.programmes.programme_queries import (
    AREAS,
    TOTALS,
    ProgrammeSettings,
    all_settings,
    settings_and_programmes,
)
from peoplesprocess.programmes.queries import (
    PAGE,
    SettlementScope,
    SettlementSummaryRow,
    filtered_page,
    page_of_summaries,
)
from peoplesprocess.programmes.single_settlement_home import only_settlement, single_settlement_home
from peoplesprocess.programmes.unconfirmed_and_missing_roles import managed_by, own_unconfirmed
from peoplesprocess.programmes.waiting_complaints import complaint_lines
from peoplesprocess.web import downloads
from peoplesprocess.web.current_installation import current_engine
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("programmes", __name__, template_folder="templates")
bp.register_blueprint(routes_new.bp)
bp.register_blueprint(routes_rules.bp)
bp.register_blueprint(routes_guidance.bp)
bp.register_blueprint(routes_authority_checklist.bp)
bp.register_blueprint(routes_authority_levels.bp)
bp.register_blueprint(routes_search.bp)
bp.register_blueprint(routes_report.bp)
bp.register_blueprint(routes_crisis_portfolio.bp)
bp.register_blueprint(routes_work_flags.bp)
bp.register_blueprint(routes_unit_rates.bp)
bp.register_blueprint(routes_frames.bp)
bp.register_blueprint(routes_frame_choices.bp)


@bp.get("/")
@allows(Action.SIGNED_IN)
def home(context: Context) -> ResponseReturnValue:
    """Show what the user has to do, what waits for their answer, and what they oversee."""
    own, authority, wide = portfolio.scopes(context.person.grants)
    found = programmes_with_complaints(db(), context.person.grants, context.now)
    complaints = complaint_lines(db(), context.person.actor, found, context.now)
    if not complaints and (settlement := only_settlement(own, authority, wide)) is not None:
        return single_settlement_home(context, settlement)
    after = request.args.get("after", "")
    near = SettlementScope(own.settlements, own.programmes, authority.areas)
    mine = _rows(near, context.now, sort="waits" if authority else "name", after=after)
    overseen = _rows(wide, context.now, after=after)
    actor = context.person.actor
    frames, programmes = settings_and_programmes(db(), [*mine, *overseen], wide, actor, context.now)
    mine_to_do = [row for row in mine[:PAGE] if portfolio.belongs(row, own)]
    to_answer = [row for row in mine[:PAGE] if portfolio.belongs(row, authority)]
    within = Settlement.id.in_([row.settlement_id for row in to_answer])
    rules = {row.programme_id: frames[row.process_id].rules for row in to_answer}
    items = by_settlement(waiting_items(db(), within, rules)) if to_answer else {}
    return render_page(
        "programmes/home.html",
        seeks=bool(own.programmes or authority or wide or len(own.settlements) > 1),
        own=own,
        authority=authority,
        wide=wide,
        lines=portfolio.lines(mine_to_do, frames, actor, context.now),
        near=portfolio.lines(to_answer, frames, actor, context.now),
        waiting=portfolio.waiting(to_answer, frames, items, offices_of(context.person.grants), context.now),
        complaints=complaints,
        to_do=waiting_lines(db(), actor.grants, context.now),
        own_unconfirmed=own_unconfirmed(actor),
        ended=None if actor.grants else last_ended_role(db(), context.person.id, context.now),
        more=_more(mine),
        overseen=portfolio.lines(overseen[:PAGE], frames, actor, context.now),
        overseen_more=_more(overseen),
        programmes=programmes,
        adds_to=programmes[0] if len(programmes) == 1 and managed_by(actor) else None,
    )


@bp.get("/p/<programme>")
@allows(Action.SEE_PROGRAMME)
def show(context: Context) -> ResponseReturnValue:
    """Show the settlements of a programme that match the filter, with their progress and money."""
    sort, after, wanted = request.args.get("sort", "name"), request.args.get("after", ""), _wanted()
    if sort not in SORTS:
        abort(404)
    programme = context.programme.id
    frames = all_settings(db(), programme)
    if wanted:
        version = SettlementSummary.__table__.c.process_id
        conditions = wanted.conditions(frames, version, context.rules, context.now)
        match = wanted.words.match if wanted.words else None
        if wanted.late:
            where = programme, conditions, match, context.rules, context.now
            rows = list(islice(late_settlements(db(), *where, sort=sort, after=after), PAGE + 1))
        else:
            rows = filtered_page(db(), programme, conditions, match, context.now, sort=sort, after=after)
    else:
        rows = page_of_summaries(
            db(), SettlementScope(programmes=frozenset({programme})), context.now, sort=sort, after=after
        )
    return render_page(
        "programmes/show.html",
        lines=portfolio.lines(rows[:PAGE], frames, context.person.actor, context.now),
        # The totals are of the whole programme, so they are left out of a filtered list.
        totals=[] if wanted else TOTALS.all(db(), programme=programme),
        sort=sort,
        more=_more(rows),
        rules=context.rules,
        asked=wanted.address,
        steps={step.key: step.name for frame in frames.values() for step in frame.steps} | END_NAMES,
        wait_names=WAIT_NAMES,
        committee_names=COMMITTEE_NAMES,
        areas=AREAS.all(db(), programme=programme),
        under=_frame_and_code(context, wanted.tag) if wanted.tag else None,
    )


@bp.get("/p/<programme>.csv")
@allows(Action.SEE_PROGRAMME)
def download(context: Context) -> ResponseReturnValue:
    """Download the same list as CSV, sent while it is read."""
    frames = all_settings(db(), context.programme.id)
    rows = _rows_of_file(context, frames)
    lines = portfolio_sheet.as_csv(rows, frames, current_translator(), context.now)
    return downloads.response(lines, downloads.CSV, context.programme.code)


@bp.get("/p/<programme>.xlsx")
@allows(Action.SEE_PROGRAMME)
def workbook(context: Context) -> ResponseReturnValue:
    """Download the same list as a workbook."""
    frames, translator = all_settings(db(), context.programme.id), current_translator()
    rows = _rows_of_file(context, frames)
    sheet = portfolio_sheet.as_sheet(rows, frames, translator, context.now)
    return downloads.workbook([sheet], translator, context.now, context.programme.code)


def _rows_of_file(context: Context, frames: dict[UUID, ProgrammeSettings]) -> Iterator[list[StoredRow]]:
    wanted, programme = _wanted(), context.programme.id
    version = SettlementSummary.__table__.c.process_id
    conditions = wanted.conditions(frames, version, context.rules, context.now)
    engine, match = current_engine(), wanted.words.match if wanted.words else None
    if not wanted.late:
        return rows_of_file(engine, programme, frames, conditions, match)
    found = late_settlements(db(), programme, conditions, match, context.rules, context.now)
    late = {row.code for row in found}
    return rows_of_file(engine, programme, frames, conditions, lambda name, code: code in late)


def _frame_and_code(context: Context, tag: str) -> tuple[FrameOfReference | None, str]:
    """Return the frame of a tag, None if the programme does not report by it, and the code."""
    frame, code = frame_and_code(tag)
    return programme_frames(db(), context.programme.id).using(frame), code


def _wanted() -> PortfolioFilter:
    try:
        return PortfolioFilter.of(request.args)
    except LookupError:
        abort(404)


def _rows(
    scope: SettlementScope, now: datetime, *, sort: str = "name", after: str = ""
) -> list[SettlementSummaryRow]:
    return page_of_summaries(db(), scope, now, sort=sort, after=after) if scope else []


def _more(rows: Sequence[SettlementSummaryRow]) -> str:
    return rows[PAGE - 1].code if len(rows) > PAGE else ""
