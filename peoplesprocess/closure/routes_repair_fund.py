"""Pages of a work's repair fund: its lines with the balance, recording one and striking one."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.closure import repair_fund
from peoplesprocess.closure.addressed_signed_contract import addressed_signed_contract
from peoplesprocess.closure.repair_fund import RepairFundInput
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_
from peoplesprocess.facts.contract_progress import ContractClosureRow
from peoplesprocess.web.fields import BooleanField, DateField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("fund", __name__)


class RepairFundForm(Form):
    """Money that went into the repair fund or out of it."""

    moved_on = DateField(N_("When did the money move?"), missing=N_("Enter the day when the money moved."))
    what = TextField(
        N_("What for, or from where?"),
        max=160,
        description=N_("A repair, the fees of a month. No names of people."),
        missing=N_("Write what it was for, or where it came from."),
    )
    amount = MoneyField(N_("How much?"), min=1, missing=N_("Write how much it was."))
    out = BooleanField(N_("This money went out"))
    paper = TextField(N_("Number of the bill or receipt"), max=60, private=False, required=False)

    @cached_property
    def input(self) -> RepairFundInput:
        """The line as written."""
        return self.filled(RepairFundInput)


@bp.get("/s/<code>/closure/<int:number>/fund")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int) -> ResponseReturnValue:
    """Show what went into a work's repair fund and out of it, with the balance after each line."""
    row = _row(context, number)
    lines = repair_fund.FUND_LINES.all(db(), contract=row.id)
    moved = [0 if line.struck_at else line.amount for line in lines]
    return render_page(
        "closure/fund.html",
        row=row,
        lines=list(zip(lines, list(accumulate(moved, initial=row.fund or 0))[1:], strict=True)),
        balance=repair_fund.fund_balance(row, lines),
    )


@bp.route("/s/<code>/closure/<int:number>/fund/record", methods=["GET", "POST"])
@allows(Action.KEEP_REPAIR_FUND)
def record(context: Context, number: int) -> ResponseReturnValue:
    """Write a line of the repair fund."""
    row, form = _row(context, number), RepairFundForm(context)
    return form_view(
        form,
        "closure/record_fund.html",
        lambda: repair_fund.record_fund_line(context.act, number, form.input),
        lambda line: url_for(".index", number=number),
        lambda line: url_for(".record", number=number),
        row=row,
        balance=repair_fund.fund_balance(row, repair_fund.FUND_LINES.all(db(), contract=row.id)),
    )


@bp.route("/s/<code>/closure/<int:number>/fund/<int:line>/strike", methods=["GET", "POST"])
@allows(Action.KEEP_REPAIR_FUND)
def strike(context: Context, number: int, line: int) -> ResponseReturnValue:
    """Strike a line of the repair fund."""
    row, form = _row(context, number), StrikeForm(context)
    lines = repair_fund.FUND_LINES.all(db(), contract=row.id)
    return form_view(
        form,
        "closure/strike_fund.html",
        lambda: repair_fund.strike_fund_line(context.act, number, line, form.reason.value),
        lambda strike: url_for(".index", number=number),
        row=row,
        line=next((each for each in lines if each.number == line), None) or abort(404),
    )


def _row(context: Context, number: int) -> ContractClosureRow:
    """Return the addressed contract if its work is handed over; otherwise 404."""
    row = addressed_signed_contract(context, number)
    return row if row.handed_on is not None else abort(404)
