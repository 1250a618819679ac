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
from peoplesprocess.web.answers import answer
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.here import Here
from peoplesprocess.web.pages import page

room = Blueprint("contracts", __name__)


@room.get("/s/<code>/contracts")
@allows(Action.SEE_SETTLEMENT)
def listing(here: Here) -> ResponseReturnValue:
    """List the contracts with who has signed."""
    rows = queries.contracts(db(), here.place.id)
    return page(
        "contracts/list.html",
        contracts=[(row, signed_by(row.signed_by), is_signed(row.signed_by)) for row in rows],
    )


@room.route("/s/<code>/contracts/draft", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def draft(here: Here) -> ResponseReturnValue:
    """Write a contract for an endorsed item of the plan."""
    items = [item for item in queries.endorsed(db(), here.place.id) if item.contract is None]
    if not items and request.method == "GET":
        return page("contracts/nothing.html")
    form = contract_form(here, items, _left(here), first_values(here, items, request.args.get("line", "")))
    return answer(
        form,
        "contracts/draft.html",
        lambda: actions.draft(db(), here.person.id, here.place, form.input(), here.now),
        lambda contract: f"{here.url}/contracts/{contract.number}",
        lines=BILL,
        parts=PARTS,
        contract=None,
    )


@room.route("/s/<code>/contracts/<int:number>/change", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def change(here: Here, number: int) -> ResponseReturnValue:
    """Change a contract that nobody has signed."""
    contract = _contract(here, number)
    if contract.signed_by and request.method == "GET":
        abort(404)
    items = [item for item in queries.endorsed(db(), here.place.id) if item.contract in (None, number)]
    values = {}
    if request.method == "GET":
        values = stored_values(
            contract, queries.bill(db(), contract.id), queries.instalments(db(), contract.id)
        )
    form = contract_form(here, items, _left(here, number), values)
    return answer(
        form,
        "contracts/draft.html",
        lambda: actions.change(
            db(), here.person.id, here.place, number, form.input(), form["version"].data, here.now
        ),
        lambda row: f"{here.url}/contracts/{number}",
        lines=BILL,
        parts=PARTS,
        contract=contract,
    )


@room.get("/s/<code>/contracts/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(here: Here, number: int) -> ResponseReturnValue:
    """Show the contract as the paper that is signed."""
    rows = queries.paper(db(), here.place.id, number)
    if not rows:
        abort(404)
    contract = rows[0]
    given = {row.party: row for row in rows if row.party}
    extensions = queries.extensions(db(), contract.id) if contract.until else ()
    mine = [party for party in _parties(here) if party not in given]
    signs = bool(mine) and here.person.id not in {row.signer for row in given.values()}
    return page(
        "contracts/show.html",
        contract=contract,
        bill=[(line, Money(line.quantity, "", 3)) for line in queries.bill(db(), contract.id)],
        instalments=queries.instalments(db(), contract.id),
        given=given,
        extensions=extensions,
        clauses=CLAUSES,
        named=signatories(contract.signatories, contract.women_signatories),
        signed=is_signed(contract.signed_by),
        may_sign=here.may(Action.SIGN_CONTRACT) and signs,
        offices=_offices(here),
    )


@room.route("/s/<code>/contracts/<int:number>/sign", methods=["GET", "POST"])
@allows(Action.SIGN_CONTRACT)
def sign(here: Here, number: int) -> ResponseReturnValue:
    """Sign the contract for one's own party."""
    contract = _contract(here, number)
    form = sign_form(here, _parties(here), contract.version)
    offices = _offices(here)
    return answer(
        form,
        "contracts/sign.html",
        lambda: actions.sign(
            db(),
            here.person.id,
            here.place,
            number,
            form.party.data,
            offices[form.party.data],
            here.now,
            seen_version=form.version.data,
        ),
        lambda signature: f"{here.url}/contracts/{number}",
        contract=contract,
        named=signatories(contract.signatories, contract.women_signatories),
    )


@room.route("/s/<code>/contracts/<int:number>/extend", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def extend(here: Here, number: int) -> ResponseReturnValue:
    """Agree a later end."""
    contract = _contract(here, number)
    form = ExtendForm(here)
    return answer(
        form,
        "contracts/extend.html",
        lambda: actions.extend(
            db(), here.person.id, here.place, number, form.until.data, form.reason.data, here.now
        ),
        lambda extension: f"{here.url}/contracts/{number}",
        contract=contract,
        signed=is_signed(contract.signed_by),
    )


def _contract(here: Here, number: int) -> Any:
    contract = queries.contract(db(), here.place.id, number)
    if contract is None:
        abort(404)
    return contract


def _left(here: Here, but: int = 0) -> int | None:
    if request.method == "GET":
        return None
    most, granted = queries.envelope(db(), here.place.id, but)
    return most - granted if most else None


def _parties(here: Here) -> list[str]:
    return parties_of(here.person.memberships, here.where)


def _offices(here: Here) -> dict[str, str]:
    place = here.place
    return {"community": place.committee_name, "agency": place.agency, "authority": place.authority}
