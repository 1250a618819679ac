"""Contracts' pages: the list, writing and changing one, the paper itself, signing, a later end."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from peoplesprocess.contracts import actions, queries
from peoplesprocess.contracts.clauses import CLAUSES
from peoplesprocess.contracts.forms import (
    BILL,
    PARTS,
    ExtendForm,
    contract_form,
    first_values,
    sign_form,
    stored_values,
)
from peoplesprocess.contracts.parties import is_signed, parties_of, signed_by
from peoplesprocess.core.money import Money
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.tranches import signatories
from peoplesprocess.web.access import allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.request_state import db

bp = Blueprint("contracts", __name__, template_folder="templates")


@bp.get("/s/<code>/contracts")
@allows(Action.SEE_SETTLEMENT)
def listing(context: Context) -> ResponseReturnValue:
    """List the contracts with who has signed."""
    rows = queries.contracts(db(), context.settlement.id)
    return render_page(
        "contracts/list.html",
        contracts=[(row, signed_by(row.signed_by), is_signed(row.signed_by)) for row in rows],
    )


@bp.route("/s/<code>/contracts/draft", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def draft(context: Context) -> ResponseReturnValue:
    """Write a contract for an endorsed item of the plan."""
    items = [item for item in queries.endorsed(db(), context.settlement.id) if item.contract is None]
    if not items and request.method == "GET":
        return render_page("contracts/nothing.html")
    form = contract_form(
        context, items, _left(context), first_values(context, items, request.args.get("line", ""))
    )
    return form_view(
        form,
        "contracts/draft.html",
        lambda: actions.draft(db(), context.person.id, context.settlement, form.input(), context.now),
        lambda contract: f"{context.url}/contracts/{contract.number}",
        lines=BILL,
        parts=PARTS,
        contract=None,
    )


@bp.route("/s/<code>/contracts/<int:number>/change", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def change(context: Context, number: int) -> ResponseReturnValue:
    """Change a contract that nobody has signed."""
    contract = _contract(context, number)
    if contract.signed_by and request.method == "GET":
        abort(404)
    items = [
        item for item in queries.endorsed(db(), context.settlement.id) if item.contract in (None, number)
    ]
    values = {}
    if request.method == "GET":
        values = stored_values(
            contract, queries.bill(db(), contract.id), queries.instalments(db(), contract.id)
        )
    form = contract_form(context, items, _left(context, number), values)
    return form_view(
        form,
        "contracts/draft.html",
        lambda: actions.change(
            db(),
            context.person.id,
            context.settlement,
            number,
            form.input(),
            form["version"].data,
            context.now,
        ),
        lambda row: f"{context.url}/contracts/{number}",
        lines=BILL,
        parts=PARTS,
        contract=contract,
    )


@bp.get("/s/<code>/contracts/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show the contract as the paper that is signed."""
    rows = queries.paper(db(), context.settlement.id, number)
    if not rows:
        abort(404)
    contract = rows[0]
    given = {row.party: row for row in rows if row.party}
    extensions = queries.extensions(db(), contract.id) if contract.until else ()
    mine = [party for party in _parties(context) if party not in given]
    signs = bool(mine) and context.person.id not in {row.signer for row in given.values()}
    return render_page(
        "contracts/show.html",
        contract=contract,
        bill=[(line, Money(line.quantity, "", 3)) for line in queries.bill(db(), contract.id)],
        instalments=queries.instalments(db(), contract.id),
        given=given,
        extensions=extensions,
        clauses=CLAUSES,
        named=signatories(contract.signatories, contract.women_signatories),
        signed=is_signed(contract.signed_by),
        may_sign=context.may(Action.SIGN_CONTRACT) and signs,
        offices=_offices(context),
    )


@bp.route("/s/<code>/contracts/<int:number>/sign", methods=["GET", "POST"])
@allows(Action.SIGN_CONTRACT)
def sign(context: Context, number: int) -> ResponseReturnValue:
    """Sign the contract for one's own party."""
    contract = _contract(context, number)
    form = sign_form(context, _parties(context), contract.version)
    offices = _offices(context)
    return form_view(
        form,
        "contracts/sign.html",
        lambda: actions.sign(
            db(),
            context.person.id,
            context.settlement,
            number,
            form.party.data,
            offices[form.party.data],
            context.now,
            seen_version=form.version.data,
        ),
        lambda signature: f"{context.url}/contracts/{number}",
        contract=contract,
        named=signatories(contract.signatories, contract.women_signatories),
    )


@bp.route("/s/<code>/contracts/<int:number>/extend", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def extend(context: Context, number: int) -> ResponseReturnValue:
    """Agree a later end."""
    contract = _contract(context, number)
    form = ExtendForm(context)
    return form_view(
        form,
        "contracts/extend.html",
        lambda: actions.extend(
            db(),
            context.person.id,
            context.settlement,
            number,
            form.until.data,
            form.reason.data,
            context.now,
        ),
        lambda extension: f"{context.url}/contracts/{number}",
        contract=contract,
        signed=is_signed(contract.signed_by),
    )


def _contract(context: Context, number: int) -> Any:
    contract = queries.contract(db(), context.settlement.id, number)
    if contract is None:
        abort(404)
    return contract


def _left(context: Context, but: int = 0) -> int | None:
    if request.method == "GET":
        return None
    most, granted = queries.envelope(db(), context.settlement.id, but)
    return most - granted if most else None


def _parties(context: Context) -> list[str]:
    return parties_of(context.person.grants, context.where)


def _offices(context: Context) -> dict[str, str]:
    place = context.settlement
    return {"community": place.committee_name, "agency": place.agency, "authority": place.authority}
