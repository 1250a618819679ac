"""Pages of the authority: what waits for it, the plan in the community's order, the answer to one item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypedDict

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.approvals import (
    actions,
    queries,
    routes_attachments,
    routes_conditions,
    routes_printed_answers,
    routes_work_objections,
)
from peoplesprocess.approvals.answer_turns import answerable, answerable_for_other_office, is_turn_of
from peoplesprocess.approvals.answering_offices import offices_and_checklist, offices_that_answer
from peoplesprocess.approvals.authority_looks import NEW_SINCE, TERMS_AND_LOOKS, is_new, late_items
from peoplesprocess.approvals.forms import decision_form
from peoplesprocess.approvals.inbox import inbox, late_at_earlier_levels
from peoplesprocess.approvals.plan_review import PlanReview, ReviewItem, longest_wait, review, waited
from peoplesprocess.approvals.work_objections import objections_until
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import DOES_NOT_ANSWER_OWN_PLAN
from peoplesprocess.core.authority_decisions import checklist_wordings
from peoplesprocess.core.messages import Message, Msgid
from peoplesprocess.core.prioritisation import result_json
from peoplesprocess.core.prioritisation.group_tally import GroupTally
from peoplesprocess.core.roles import builds
from peoplesprocess.core.safeguards import LEVEL_NAMES
from peoplesprocess.facts.authority_checklist import checklist_version, own_words
from peoplesprocess.facts.conditions_and_promises import ConditionOrPromiseRow, by_line
from peoplesprocess.facts.places import SettlementGroup
from peoplesprocess.facts.rounds import NEWEST_COUNT
from peoplesprocess.facts.submitted_items import SubmittedItem, decided_items, offices_of
from peoplesprocess.facts.waiting_items import waiting_items
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("approvals", __name__, template_folder="templates")
bp.register_blueprint(routes_attachments.bp)
bp.register_blueprint(routes_work_objections.bp)
bp.register_blueprint(routes_printed_answers.bp)
bp.register_blueprint(routes_conditions.bp)


class GroupSupportOfItem(NamedTuple):
    """A group's support for an item: its tokens on the item's needs, and on its whole sheet."""

    group: SettlementGroup
    tokens: int
    all_tokens: int


class ItemPageValues(TypedDict):
    """What the page of one item shows, with or without its form."""

    line: ReviewItem
    asked: list[GroupSupportOfItem]
    needs: list[ConditionOrPromiseRow]
    days: int
    is_late: bool
    office: str
    sent_on: bool
    refused_to_builder: Message | None
    terms: list[ConditionOrPromiseRow]
    level_names: Mapping[str, Msgid]
    obstacle: Msgid | None


@bp.get("/inbox")
@allows(Action.SIGNED_IN)
def waiting(context: Context) -> ResponseReturnValue:
    """Show what waits for the areas that the reader answers for, the longest wait first."""
    mine, now = offices_of(context.person.grants), context.now
    if not mine:
        abort(404)
    areas = {(office.programme, office.area) for office in mine}
    rules = queries.rules(db(), (programme for programme, _ in areas))
    items = waiting_items(db(), queries.lies_in(areas), rules)
    waits, below = inbox(items, mine, now), late_at_earlier_levels(items, mine, now)
    return render_page(
        "approvals/inbox.html",
        waiting=waits,
        below=below,
        rules=rules,
        new=_new(context, [row.code for row in (*waits, *below)]),
        unanswered=[(row, row.days(now)) for row in queries.without_no_objection(db(), areas)],
        most_places=queries.MOST_PLACES,
    )


@bp.get("/s/<code>/approval")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context) -> ResponseReturnValue:
    """Show the submitted items in the community's order, with who asked, the money and the answers."""
    found = _review(context)
    mine = {item.item.line for item in answerable(found.items, context.act)}
    waits = found.waiting(mine)
    longest = longest_wait(waits)
    plan = found.items[0].item if found.items else None
    sheets = _sheets(context, plan)
    terms, looked_at = _terms(context)
    return render_page(
        "approvals/show.html",
        changed=found.changed,
        folded=found.folded,
        removed=found.removed,
        asked={item.item.line: _asked(context, sheets, item.item.needs) for item in found.items},
        offices=offices_that_answer(db(), context.settlement, found.items),
        mine=mine.union(item.item.line for item in answerable_for_other_office(found.items, context.act)),
        waiting=len(waits),
        elsewhere=sum(item.waits for item in found.items) - len(waits),
        plan=plan,
        days=waited(longest, context.settlement, context.now) if longest else 0,
        limit=longest.limit if longest else 0,
        is_late=longest is not None and found.is_late(longest, context.settlement, context.now),
        terms=terms,
        new={line.item.line for line in found.items if is_new(line, terms[line.item.line], looked_at)},
        until={line.item.line: objections_until(line, context.settlement) for line in found.items},
        late=late_items(found, context.act),
        refused_to_builder=_refused_to_builder(context, (item for item in found.items if item.waits)),
    )


@bp.route("/s/<code>/approval/<int:line>", methods=["GET", "POST"])
@allows(Action.DECIDE_ITEM)
def decide(context: Context, line: int) -> ResponseReturnValue:
    """Answer one item, or show whose turn it is."""
    plan = _review(context)
    found = plan.line(line) or abort(404)
    sent_on = bool(answerable_for_other_office([found], context.act))
    is_mine = sent_on or bool(answerable([found], context.act))
    offices, own = offices_and_checklist(db(), context.settlement, found)
    if request.method == "POST" and not is_mine:
        abort(404)
    terms, needs = queries.terms_and_needs(db(), context.settlement.id, line, found.item.needs)
    shown: ItemPageValues = {
        "line": found,
        "asked": _asked(context, _sheets(context, found.item), found.item.needs),
        "needs": needs,
        "days": waited(found, context.settlement, context.now),
        "is_late": plan.is_late(found, context.settlement, context.now),
        "office": offices[found.turn],
        "sent_on": sent_on,
        "refused_to_builder": _refused_to_builder(context, [found]),
        "terms": terms,
        "level_names": LEVEL_NAMES,
        "obstacle": found.item.safeguards.obstacle(context.rules.screenings),
    }
    if request.method == "GET" and (not is_mine or found.item.contracted):
        return render_page("approvals/item.html", **shown)
    asked = checklist_wordings(own_words(own))
    form = decision_form(context, asked)
    return form_view(
        form,
        "approvals/item.html",
        lambda: actions.decide(context.act, line, form.input),
        lambda decision: url_for(".show"),
        mark=actions.mark(found, checklist_version(own)),
        points=asked,
        **shown,
    )


def _new(context: Context, codes: Sequence[str]) -> dict[str, int]:
    """Return how many entries others made since the reader last looked, by settlement code."""
    account = context.person.id
    rows = NEW_SINCE.all(db(), codes=codes, account=account, actor=str(account)) if codes else []
    return {row.code: row.many for row in rows}


def _refused_to_builder(context: Context, items: Iterable[ReviewItem]) -> Message | None:
    """Return why the reader, whose office answers one of the items, cannot as a builder here, else None."""
    is_refused = builds(context.person.actor, context.where) and any(
        is_turn_of(item, context.act) for item in items
    )
    return DOES_NOT_ANSWER_OWN_PLAN.refusal_sentence if is_refused else None


def _review(context: Context) -> PlanReview:
    return review(decided_items(db(), context.settlement.id), context.settlement)


def _terms(context: Context) -> tuple[dict[int, list[ConditionOrPromiseRow]], datetime | None]:
    """Return the terms of the answers, by line, and when the reader last looked, None if never."""
    rows = TERMS_AND_LOOKS.all(db(), settlement=context.settlement.id, account=context.person.id)
    looked = [row.made_at for row in rows if row.kind == "look"]
    return by_line(row for row in rows if row.kind != "look"), max(looked, default=None)


def _sheets(context: Context, item: SubmittedItem | None) -> Sequence[GroupTally]:
    """Return the groups' sheets of the newest closed round in the item's own cycle, if there is one."""
    cycle = item.cycles_before if item else context.settlement.cycles_before
    count = NEWEST_COUNT.first(db(), settlement=context.settlement.id, cycles_before=cycle)
    return result_json.from_json(count.figures).sheets if count and count.figures else ()


def _asked(context: Context, sheets: Iterable[GroupTally], needs: Iterable[int]) -> list[GroupSupportOfItem]:
    """Return each group with its tokens on the needs and on its whole sheet, by the newest count."""
    wanted, by_group = set(needs), {sheet.group: sheet for sheet in sheets}
    return [
        GroupSupportOfItem(group, sum(sheet.tokens.get(need, 0) for need in wanted), sheet.cast)
        for code, group in context.groups.items()
        if (sheet := by_group.get(code)) is not None
    ]
