"""The authority's pages: what waits for it, the plan as the community ordered it, the answer to one item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from peoplesprocess.approvals import actions, inbox, queries
from peoplesprocess.approvals.forms import DecisionForm
from peoplesprocess.approvals.lines import MONEY, Line, lines
from peoplesprocess.core.decisions import days_waiting
from peoplesprocess.core.permissions import Action
from peoplesprocess.web.answers import answer
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.here import GroupHere, Here
from peoplesprocess.web.pages import page

room = Blueprint("approvals", __name__)


@room.get("/inbox")
@allows(Action.SIGNED_IN)
def waiting(here: Here) -> ResponseReturnValue:
    """Show what waits for the areas that the person answers for, the longest wait first."""
    mine = inbox.areas(here.person.memberships)
    if not mine:
        abort(404)
    return page(
        "approvals/inbox.html",
        waiting=inbox.waiting(queries.waiting(db(), mine), mine, here.now.date()),
        unanswered=[
            (row, days_waiting(row.made_at.date(), here.now.date()))
            for row in queries.without_no_objection(db(), mine)
        ],
    )


@room.get("/s/<code>/approval")
@allows(Action.SEE_SETTLEMENT)
def show(here: Here) -> ResponseReturnValue:
    """Show the submitted items in the community's order, with who asked, the money and the answers."""
    found, removed = lines(queries.submitted(db(), here.place.id), here.place.area)
    sheets = queries.sheets(db(), here.place.id)
    return page(
        "approvals/show.html",
        changed=[line for line in found if not line.is_folded],
        folded=[line for line in found if line.is_folded],
        removed=removed,
        asked={line.item.line: _asked(here, sheets, line.item.needs) for line in found},
        offices=_offices(here, found),
        waiting=sum(line.standing is None or (line.waits and line.turn == here.area) for line in found),
        plan=found[0].item if found else None,
        days=_days(here, found[0]) if found else 0,
        money_fields=MONEY,
    )


@room.route("/s/<code>/approval/<int:line>", methods=["GET", "POST"])
@allows(Action.DECIDE_ITEM)
def decide(here: Here, line: int) -> ResponseReturnValue:
    """Answer one item, or see whose turn it is."""
    found, _ = lines(queries.submitted(db(), here.place.id), here.place.area)
    item = next((candidate for candidate in found if candidate.item.line == line), None)
    if item is None or (request.method == "POST" and item.turn != here.area):
        abort(404)
    context: dict[str, Any] = {
        "line": item,
        "asked": _asked(here, queries.sheets(db(), here.place.id), item.item.needs),
        "needs": queries.needs(db(), here.place.id, item.item.needs),
        "days": _days(here, item),
        "office": _offices(here, [item])[item.turn],
        "money_fields": MONEY,
    }
    if request.method == "GET" and (item.turn != here.area or item.item.contracted):
        return page("approvals/item.html", **context)
    form = DecisionForm(here)
    return answer(
        form,
        "approvals/item.html",
        lambda: actions.decide(
            db(), here.person.id, here.place, line, form.input(), here.area, context["office"], here.now
        ),
        lambda decision: f"{here.url}/approval",
        mark=actions.mark(item),
        **context,
    )


def _asked(here: Here, sheets: Mapping[str, Any], needs: Iterable[int]) -> list[tuple[GroupHere, int, int]]:
    """Each group with its tokens on the needs and on its whole sheet, as the newest count has them."""
    wanted, found = {str(number) for number in needs}, []
    for code, group in here.groups.items():
        if code in sheets:
            tokens = sheets[code]["tokens"]
            found.append((group, sum(tokens.get(number, 0) for number in wanted), sum(tokens.values())))
    return found


def _offices(here: Here, found: Sequence[Line]) -> dict[str, str]:
    """Who answers now, by the area whose turn it is; the settlement's own authority needs no look-up.

    Above it there may be no area that the programme knows: then it is the office that the item went to.
    """
    own = {here.place.area: here.place.authority}
    others = {line.turn: line.goes_to or line.turn for line in found if line.turn not in own}
    return others | (queries.offices(db(), here.place.programme_id, others) if others else {}) | own


def _days(here: Here, line: Line) -> int:
    return days_waiting(line.item.submitted_at.date(), here.now.date())
