"""Pages of amendments: proposing one, both versions side by side, signing, refusing, withdrawing."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.contracts import amendment_queries, amendment_tranches, amendments
from peoplesprocess.contracts.addressed_contract import addressed_contract
from peoplesprocess.contracts.amended_clauses import changed_clauses
from peoplesprocess.contracts.amendment_forms import (
    RefuseAmendmentForm,
    WithdrawAmendmentForm,
    amendment_form,
)
from peoplesprocess.contracts.amendment_queries import AmendmentRow
from peoplesprocess.contracts.own_signature_view import (
    SignaturePermission,
    offered_parties,
    own_signature,
)
from peoplesprocess.contracts.party_signatures import offices
from peoplesprocess.contracts.queries import ContractDetail
from peoplesprocess.contracts.signature_forms import SignatureForm, party_form
from peoplesprocess.core.actions import Action
from peoplesprocess.core.money import Money
from peoplesprocess.core.thumbprints import WITNESSES
from peoplesprocess.core.tranche_conditions import signatories
from peoplesprocess.facts.contracts import BILL
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("amendments", __name__)
_PLACE = "/s/<code>/contracts/<int:number>/amendments"


@bp.route(f"{_PLACE}/propose", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def propose(context: Context, number: int) -> ResponseReturnValue:
    """Propose to change what a signed contract says."""
    contract = addressed_contract(context, number)
    bill = BILL.all(db(), contract=contract.id)
    waiting = [row for row in _amendments(contract) if row.is_open]
    form = amendment_form(context, contract, bill)
    return form_view(
        form,
        "contracts/propose_amendment.html",
        lambda: amendments.propose_amendment(context.act, number, form.input),
        lambda row: url_for(".show", number=number, amendment=row.number),
        contract=contract,
        signed=contract.is_signed,
        waiting=waiting[0] if waiting else None,
        bill=bill,
        added=form.added,
    )


@bp.get(f"{_PLACE}/<int:amendment>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int, amendment: int) -> ResponseReturnValue:
    """Show an amendment: the former and the new version side by side, and who has signed."""
    contract = addressed_contract(context, number)
    rows = amendment_queries.SIGNED_AMENDMENT.all(db(), contract=contract.id, amendment_number=amendment)
    row = rows[0] if rows else abort(404)
    given = {each.party: each for each in rows if each.party}
    signers = {party: each.signer for party, each in given.items()}
    return render_page(
        "contracts/amendment.html",
        contract=contract,
        amendment=row,
        lines=amendment_queries.LINES.all(db(), amendment=row.id),
        tranches=amendment_tranches.TRANCHES.all(db(), amendment=row.id),
        given=given,
        own_signature=own_signature(context, signers, ever=False) if row.is_open else SignaturePermission(),
        offices=offices(context.settlement),
        quantity=_quantity,
        changed=changed_clauses(contract, row, context.settlement.currency, context.rules),
        witnesses=WITNESSES,
    )


@bp.route(f"{_PLACE}/<int:amendment>/sign", methods=["GET", "POST"])
@allows(Action.SIGN_CONTRACT, grave=Action.SIGN_FOR_AGENCY)
def sign(context: Context, number: int, amendment: int) -> ResponseReturnValue:
    """Sign an amendment for one's own party."""
    contract = addressed_contract(context, number)
    row = _readable(contract, amendment)
    own = own_signature(context, _signers(row))
    form = party_form(context, offered_parties(context, own), SignatureForm)
    return form_view(
        form,
        "contracts/sign_amendment.html",
        lambda: amendments.sign_amendment(
            context.act, number, amendment, form.party.value, form.on_paper.value, form.input
        ),
        lambda signature: url_for(".show", number=number, amendment=amendment),
        contract=contract,
        amendment=row,
        own_signature=own,
        named=signatories(
            contract.signatories, contract.women_signatories, contract.account_rules(context.rules)
        ),
    )


@bp.route(f"{_PLACE}/<int:amendment>/refuse", methods=["GET", "POST"])
@allows(Action.SIGN_CONTRACT)
def refuse(context: Context, number: int, amendment: int) -> ResponseReturnValue:
    """Refuse an amendment for one's own party, with the reason."""
    contract = addressed_contract(context, number)
    row = _readable(contract, amendment)
    own = own_signature(context, _signers(row))
    form = party_form(context, offered_parties(context, own), RefuseAmendmentForm)
    return form_view(
        form,
        "contracts/close_amendment.html",
        lambda: amendments.refuse_amendment(
            context.act, number, amendment, form.party.value, form.reason.value
        ),
        lambda outcome: url_for(".show", number=number, amendment=amendment),
        contract=contract,
        amendment=row,
        own_signature=own,
    )


@bp.route(f"{_PLACE}/<int:amendment>/withdraw", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def withdraw(context: Context, number: int, amendment: int) -> ResponseReturnValue:
    """Withdraw an amendment, with the reason."""
    contract = addressed_contract(context, number)
    form = WithdrawAmendmentForm(context)
    return form_view(
        form,
        "contracts/close_amendment.html",
        lambda: amendments.withdraw_amendment(context.act, number, amendment, form.reason.value),
        lambda outcome: url_for(".show", number=number, amendment=amendment),
        contract=contract,
        amendment=_readable(contract, amendment),
    )


def _quantity(thousandths: int) -> str:
    return current_translator().sum(Money(thousandths, "", 3))


def _amendments(contract: ContractDetail) -> list[AmendmentRow]:
    return amendment_queries.AMENDMENTS.all(db(), contract=contract.id)


def _amendment(contract: ContractDetail, number: int) -> AmendmentRow:
    found = amendment_queries.AMENDMENT.first(db(), contract=contract.id, amendment_number=number)
    return found or abort(404)


def _signers(row: AmendmentRow) -> dict[str, UUID | None]:
    """Return the signers of an amendment, by party."""
    signatures = amendment_queries.SIGNATURES.all(db(), amendment=row.id)
    return {signature.party: signature.made_by for signature in signatures}


def _readable(contract: ContractDetail, number: int) -> AmendmentRow:
    """Return the amendment to sign or close; 404 for the form of one that is already closed."""
    found = _amendment(contract, number)
    if not found.is_open and request.method == "GET":
        abort(404)
    return found
