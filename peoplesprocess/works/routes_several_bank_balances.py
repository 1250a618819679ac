"""The page that compares the bank's balances with the cash books of all works of the account."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.facts.waiting_thing_kinds import WaitingThingKind
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context
from peoplesprocess.web.waiting_pages import lines_by_contract
from peoplesprocess.works import queries
from peoplesprocess.works.several_bank_balances import record_balances
from peoplesprocess.works.several_bank_balances_form import AMOUNT, REASON, bank_balances_form

bp = Blueprint("balances", __name__)


@bp.route("/s/<code>/works/bank", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record(context: Context) -> ResponseReturnValue:
    """Record the bank's balance for each work without a final account."""
    works = [
        row for row in queries.WORKS.all(db(), settlement=context.settlement.id) if not row.final_accounts
    ]
    form = bank_balances_form(context, [work.number for work in works])
    return form_view(
        form,
        "works/record_balances.html",
        lambda: record_balances(context.act, form.input),
        lambda rows: url_for("works.listing"),
        works=works,
        not_said_to_have_come=lines_by_contract(context, [WaitingThingKind.ARRIVAL]),
        columns=(("amount", AMOUNT), ("reason", REASON)),
    )
