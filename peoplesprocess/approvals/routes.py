"""The authority's pages: what waits for it, the plan as the community ordered it, the answer to one item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from peoplesprocess.approvals import actions, inbox, queries
from peoplesprocess.approvals.forms import DecisionForm
from peoplesprocess.approvals.plan_review import MONEY, Line, lines
from peoplesprocess.core.decisions import days_waiting
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.prioritisation import GroupTally
from peoplesprocess.facts.places import SettlementGroup
from peoplesprocess.web.access import allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.request_state import db

bp = Blueprint("approvals", __name__, template_folder="templates")


@bp.get("/inbox")
@allows(Action.SIGNED_IN)
def waiting(context: Context) -> ResponseReturnValue:
    """Show what waits for the areas that the person answers for, the longest wait first."""
    mine = inbox.areas(context.person.grants)
    if not mine:
        abort(404)
    return render_page(
        "approvals/inbox.html",
        waiting=inbox.waiting(queries.waiting(db(), mine), mine, context.now.date()),
        unanswered=[
            (row, days_waiting(row.made_at.date(), context.now.date()))
            for row in queries.without_no_objection(db(), mine)
        ],
    )


@bp.get("/s/<code>/approval")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context) -> ResponseReturnValue:
    """Show the submitted items in the community's order, with who asked, the money and the answers."""
    found, removed = lines(queries.submitted(db(), context.settlement.id), context.settlement.area)
    sheets = queries.sheets(db(), context.settlement.id)
    return render_page(
        "approvals/show.html",
        changed=[line for line in found if not line.is_folded],
        folded=[line for line in found if line.is_folded],
        removed=removed,
        asked={line.item.line: _asked(context, sheets, line.item.needs) for line in found},
        offices=_offices(context, found),
        waiting=sum(line.standing is None or (line.waits and line.turn == context.area) for line in found),
        plan=found[0].item if found else None,
        days=_days(context, found[0]) if found else 0,
        money_fields=MONEY,
    )


@bp.route("/s/<code>/approval/<int:line>", methods=["GET", "POST"])
@allows(Action.DECIDE_ITEM)
def decide(context: Context, line: int) -> ResponseReturnValue:
    """Answer one item, or see whose turn it is."""
    found, _ = lines(queries.submitted(db(), context.settlement.id), context.settlement.area)
    item = next((candidate for candidate in found if candidate.item.line == line), None)
    if item is None or (request.method == "POST" and item.turn != context.area):
        abort(404)
    shown: dict[str, Any] = {
        "line": item,
        "asked": _asked(context, queries.sheets(db(), context.settlement.id), item.item.needs),
        "needs": queries.needs(db(), context.settlement.id, item.item.needs),
        "days": _days(context, item),
        "office": _offices(context, [item])[item.turn],
        "money_fields": MONEY,
    }
    if request.method == "GET" and (item.turn != context.area or item.item.contracted):
        return render_page("approvals/item.html", **shown)
    form = DecisionForm(context)
    return form_view(
        form,
        "approvals/item.html",
        lambda: actions.decide(
            db(),
            context.person.id,
            context.settlement,
            line,
            form.input(),
            context.area,
            shown["office"],
            context.now,
        ),
        lambda decision: f"{context.url}/approval",
        mark=actions.mark(item),
        **shown,
    )


def _asked(
    context: Context, sheets: Mapping[str, GroupTally], needs: Iterable[int]
) -> list[tuple[SettlementGroup, int, int]]:
    """Each group with its tokens on the needs and on its whole sheet, as the newest count has them."""
    wanted, found = set(needs), []
    for code, group in context.groups.items():
        if code in sheets:
            sheet = sheets[code]
            found.append((group, sum(sheet.tokens.get(need, 0) for need in wanted), sheet.cast))
    return found


def _offices(context: Context, found: Sequence[Line]) -> dict[str, str]:
    """Who answers now, by the area whose turn it is; the settlement's own authority needs no look-up.

    Above it there may be no area that the programme knows: then it is the office that the item went to.
    """
    own = {context.settlement.area: context.settlement.authority}
    others = {line.turn: line.goes_to or line.turn for line in found if line.turn not in own}
    return others | (queries.offices(db(), context.settlement.programme_id, others) if others else {}) | own


def _days(context: Context, line: Line) -> int:
    return days_waiting(line.item.submitted_at.date(), context.now.date())
