"""The pages of needs: the list, one need with its outcome, and recording, changing and merging needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core import choice_lists, text_message
from peoplesprocess.core.actions import Action
from peoplesprocess.core.referrals import ANSWER_STATES
from peoplesprocess.core.search import SearchWords
from peoplesprocess.db.list_query import ListPage
from peoplesprocess.facts.blocks import ALL_BLOCKS, BlockRow
from peoplesprocess.facts.built_needs import built_needs
from peoplesprocess.facts.item_progress import NEWEST_PROGRESS
from peoplesprocess.facts.need_assessment_origins import ResponseRankedIssue
from peoplesprocess.facts.need_fate_messages import STATES, fate_message
from peoplesprocess.facts.need_lineage import lineage
from peoplesprocess.facts.need_outcomes import need_outcome, telling_item
from peoplesprocess.facts.rounds import NEWEST_ROUNDS
from peoplesprocess.needs import (
    actions,
    queries,
    routes_alike,
    routes_attachments,
    routes_referrals,
    routes_split_and_strike,
)
from peoplesprocess.needs.actions import NeedInput
from peoplesprocess.needs.addressed_need import need_of, own_and_live, subject_of
from peoplesprocess.needs.distinctions import needs_alike
from peoplesprocess.needs.forms import DETAILS, merge_form, need_form
from peoplesprocess.needs.need_detail import NeedDetail
from peoplesprocess.needs.need_ranks import round_ranks
from peoplesprocess.needs.queries import NeedFilter, NeedLine
from peoplesprocess.web.form import stored_values
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import MOST_ASKED, db, number_argument
from peoplesprocess.web.session_choices import session_choices
from peoplesprocess.web.view_context import Context

bp = Blueprint("needs", __name__, template_folder="templates")
bp.register_blueprint(routes_split_and_strike.bp)
bp.register_blueprint(routes_alike.bp)
bp.register_blueprint(routes_attachments.bp)
bp.register_blueprint(routes_referrals.bp)

FILTERS = ("search", "sector", "group", "response_type", "state")


@bp.get("/s/<code>/needs")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """List the live needs by number, page by page."""
    chosen = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    after = number_argument("after")
    rows = _listed(context, chosen, min(max(after, 0), 2**31))
    return render_page(
        "needs/index.html",
        needs=rows[: queries.PAGE],
        more=rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else 0,
        built=built_needs(db(), context.settlement),
        chosen=chosen,
        after=after,
        states={key: name for key, (name, _) in STATES.items()},
    )


def _listed(context: Context, chosen: Mapping[str, str], after: int) -> list[NeedLine]:
    """Return a page of the needs that match the filter, with one extra row if there are more."""
    settlement = context.settlement.id
    kept = {name: chosen.get(name, "") for name in ("sector", "group", "response_type")}
    wanted = NeedFilter(**kept, words=SearchWords(chosen.get("search", "")))
    if chosen.get("state") not in STATES:
        return queries.needs(db(), settlement, after, wanted)
    stages = STATES[chosen["state"]][1]
    items = NEWEST_PROGRESS.all(db(), settlement=settlement)
    rounds = NEWEST_ROUNDS.all(db(), settlement=settlement)
    rows = queries.needs_with_outcome_columns(db(), settlement, after, wanted)
    found = (NeedLine(*row[:5]) for row in rows if need_outcome(row, items, rounds).stage in stages)
    return list(islice(found, queries.PAGE + 1))


@bp.route("/s/<code>/needs/record", methods=["GET", "POST"])
@allows(Action.RECORD_NEED)
def record(context: Context) -> ResponseReturnValue:
    """Record a need in people's own words."""
    asked = {"group_code": request.args.get("group", ""), "meeting_number": request.args.get("session", "")}
    # Pages of observations and assessments link here with text for the form.
    words = {name: request.args.get(name, "") for name in ("title", "statement", "landmark", "cause")}
    words["sector"] = request.args.get("sector", "")
    start = {**asked, **words, "season": "all"}
    response = number_argument("response")
    issue = ResponseRankedIssue(response, request.args.get("issue", "")[:120]) if response > 0 else None
    sessions = session_choices(context, number_argument("session"))
    form = need_form(context, sessions, _blocks(context), start)
    form.let_session_follow(asked["group_code"], asked["meeting_number"], sessions)
    return form_view(
        form,
        "needs/record.html",
        lambda: actions.record_need(context.act, *form.input, again=form.again.data, issue=issue),
        lambda need: url_for(".show", number=need.number),
        # A session usually names several needs, so the next form presets the same session.
        lambda need: url_for(".record", group=form.group_code.data, session=form.meeting_number.data or None),
        need=None,
        sessions=sessions,
    )


@bp.get("/s/<code>/needs/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show one need and its outcome."""
    need, settlement = need_of(context, number), context.settlement.id
    may_write = context.may(Action.CHANGE_NEED, subject_of(need))
    items, links = NEWEST_PROGRESS.all(db(), settlement=settlement), lineage(db(), need.id)
    rounds = NEWEST_ROUNDS.all(db(), settlement=settlement)
    outcome, say = need_outcome(need, items, rounds), current_translator().say
    return render_page(
        "needs/show.html",
        need=need,
        details=DETAILS,
        lineage=links,
        parts=[(part, need_outcome(part, items, rounds)) for part in links.parts],
        rounds=round_ranks(number, rounds),
        outcome=outcome,
        told="" if links.struck else fate_message(need, outcome, telling_item(need, items), say),
        text_parts=text_message.parts,
        items=[item for item in items if number in item.needs],
        renamed=[
            (asked.number, then)
            for asked in rounds
            if (then := asked.need_titles.get(str(number), need.title)) != need.title
        ],
        hundredth=Fraction(1, 100),
        may_write=may_write,
        can_be_referred=routes_referrals.can_be_referred(need),
        days_open=routes_referrals.days_open(context, need),
        refers_next=routes_referrals.waits_for_office(need) and context.may(Action.REFER_NEED),
        referral_states=ANSWER_STATES,
        # Only directly after saving, so that nobody is asked again on each visit.
        alike=needs_alike(db(), settlement, need, routes_alike.names_here(context))
        if may_write and need.is_live and "saved" in request.args
        else [],
    )


@bp.route("/s/<code>/needs/<int:number>/change", methods=["GET", "POST"])
@allows(Action.CHANGE_NEED)
def change(context: Context, number: int) -> ResponseReturnValue:
    """Change the description of a need."""
    need = own_and_live(context, number)
    sessions = session_choices(context, need.meeting_number)
    form = need_form(
        context,
        sessions,
        _blocks(context, need.block_id),
        stored_values(need, NeedInput, "version", "meeting_number"),
        need.groups,
    )
    return form_view(
        form,
        "needs/record.html",
        lambda: actions.change_need(context.act, number, *form.input, form["version"].data),
        lambda changed: url_for(".show", number=number),
        need=need,
        sessions=sessions,
    )


@bp.route("/s/<code>/needs/<int:number>/merge", methods=["GET", "POST"])
@allows(Action.CHANGE_NEED)
def merge(context: Context, number: int) -> ResponseReturnValue:
    """Merge a need into another that is the same."""
    need = own_and_live(context, number)
    into, for_all = number_argument("into"), context.may(Action.RECORD_MEETING)
    others = _merge_targets(context, need, request.form.get("into", into, type=int), for_all)
    form = merge_form(context, others, into)
    return form_view(
        form,
        "needs/merge.html",
        lambda: actions.merge_need(context.act, number, form.into.value, form.reason.value),
        lambda merged: url_for(".show", number=form.into.value),
        need=need,
        others=others,
        for_all=for_all,
        sector=choice_lists.SECTORS.get(need.sector, need.sector),
    )


def _merge_targets(
    context: Context, need: NeedDetail, into: int, for_all: bool
) -> ListPage[queries.MergeTarget]:
    """Return the page of needs that the address asks for, with the one numbered `into` before them."""
    among = {
        "settlement": context.settlement.id,
        "number": need.number,
        "only": "" if for_all else need.groups[0],
    }
    found = queries.OTHERS.page(db(), number_argument("page", 1), sector=need.sector, **among)
    if not 0 < into <= MOST_ASKED:
        return found
    first = queries.OTHER.first(db(), into=into, **among)
    others = [row for row in found if row.number != into]
    return found if first is None else replace(found, rows=[first, *others])


def _blocks(context: Context, chosen: UUID | None = None) -> list[BlockRow]:
    """Return the blocks to choose from, with the need's present block even if it has been struck."""
    if not context.settlement.has_blocks and chosen is None:
        return []
    rows = ALL_BLOCKS.all(db(), settlement=context.settlement.id)
    return [row for row in rows if not row.is_struck or row.id == chosen]
