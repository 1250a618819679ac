"""The pages of savings: month by month, one month, and the form of a month."""

from __future__ import annotations

from datetime import date
from itertools import islice

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.months import back_from, month_named, month_of, name_of
from peoplesprocess.small_groups import actions, queries
from peoplesprocess.small_groups.actions import SavingInput
from peoplesprocess.small_groups.forms import savings_form
from peoplesprocess.small_groups.queries import SavingRow, SmallGroupName
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.view_context import Context

bp = Blueprint("savings", __name__)
MONTHS = 12
"""The number of months on a page."""


@bp.get("/s/<code>/small-groups/savings")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """List the months with the savings of all groups together."""
    present = month_of(context.today)
    until = min(month_named(request.args.get("until", "")) or present, present)
    months = list(islice(back_from(until), MONTHS + 1))
    here = {"settlement": context.settlement.id}
    known = queries.SAVINGS_BY_MONTH.all(db(), **here, until=until, since=months[-1])
    by_month = {row.month: row for row in known}
    return render_page(
        "small_groups/savings.html",
        months=[(month, name_of(month), by_month.get(month)) for month in months[:MONTHS]],
        earlier=name_of(months[-1]) if len(months) > MONTHS else "",
        saved_in_all=queries.SAVED.get(db(), **here),
        until=until if until < present else None,
    )


@bp.get("/s/<code>/small-groups/savings/<month>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, month: str) -> ResponseReturnValue:
    """Show the savings of each group in a month, including earlier figures."""
    first, after = _month(context, month), _after()
    groups, more = _groups(context, after)
    rows = _rows(context, first, groups)
    return render_page(
        "small_groups/month.html",
        month=first,
        name=month,
        groups=[(group, [row for row in rows if row.group_number == group.number]) for group in groups],
        more=more,
        after=after,
    )


@bp.route("/s/<code>/small-groups/savings/<month>/record", methods=["GET", "POST"])
@allows(Action.RECORD_SMALL_GROUP)
def record(context: Context, month: str) -> ResponseReturnValue:
    """Record the savings of each group in a month."""
    first, after = _month(context, month), _after()
    groups, more = _groups(context, after)
    rows = _rows(context, first, groups)
    # The rows are in order of their number, so the last one of a group is the newest.
    form = savings_form(
        context, groups, {row.group_number: SavingInput(row.amount, row.savers) for row in rows}
    )
    return form_view(
        form,
        "small_groups/record_savings.html",
        lambda: actions.record_savings(context.act, first, form.input, form.reason.value),
        lambda saved: url_for(".record", month=month, after=more) if more else url_for(".show", month=month),
        month=first,
        name=month,
        groups=groups,
        corrects=bool(rows),
        after=after,
    )


def _month(context: Context, name: str) -> date:
    month = month_named(name)
    return month if month is not None and month <= context.today else abort(404)


def _after() -> int:
    return min(max(number_argument("after"), 0), 2**31)


def _groups(context: Context, after: int) -> tuple[list[SmallGroupName], int]:
    """Return a page of groups, and the number after which the next page begins (0 on the last page)."""
    found = queries.NAMES.all(db(), settlement=context.settlement.id, after=after, most=queries.TYPED + 1)
    page = found[: queries.TYPED]
    return page, page[-1].number if len(found) > queries.TYPED else 0


def _rows(context: Context, month: date, groups: list[SmallGroupName]) -> list[SavingRow]:
    if not groups:
        return []
    return queries.SAVINGS_OF_MONTH.all(
        db(),
        settlement=context.settlement.id,
        month=month,
        after=groups[0].number - 1,
        until=groups[-1].number,
    )
