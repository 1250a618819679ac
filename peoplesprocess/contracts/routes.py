"""Pages of contracts: the list, drafting and changing one, its page, signing, extending, deferring."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from peoplesprocess.contracts import (
    actions,
    amendment_queries,
    deferrals,
    queries,
    routes_amendment_paper,
    routes_amendments,
    routes_attachments,
    routes_paper,
)
from peoplesprocess.contracts.addressed_contract import addressed_contract
from peoplesprocess.contracts.amendment_queries import ExtensionOrAmendment
from peoplesprocess.contracts.clauses import clause_of_present_rules, clauses
from peoplesprocess.contracts.conditions_and_promises import contract_terms
from peoplesprocess.contracts.forms import (
    BILL_LINES,
    PAYER_LINES,
    TRANCHES,
    ExtensionForm,
    ItemDeferralForm,
    contract_form,
    contract_values,
    first_values,
    sign_form,
)
from peoplesprocess.contracts.own_signature_view import offered_parties, own_signature
from peoplesprocess.contracts.party_signatures import offices
from peoplesprocess.contracts.queries import ContractDetail
from peoplesprocess.contracts.tranche_condition_sentences import conditions
from peoplesprocess.core.actions import Action
from peoplesprocess.core.amendments import CERTIFIED, CLOSED, IN_FORCE
from peoplesprocess.core.interruption_rules import GIVEN_UP
from peoplesprocess.core.messages import N_, Message, Msgid
from peoplesprocess.core.money import Money
from peoplesprocess.core.thumbprints import WITNESSES
from peoplesprocess.core.tranche_conditions import TrancheCondition, signatories
from peoplesprocess.facts.conditions_and_promises import OBJECTIONS, ConditionOrPromiseRow, by_line
from peoplesprocess.facts.contract_situation import CONTRACT_EXECUTION
from peoplesprocess.facts.contracts import BILL
from peoplesprocess.facts.cycle_budget import cycle_budget
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.plans import ItemWithDecision
from peoplesprocess.facts.waiting_thing_kinds import SIGNATURES
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_page, refused_while_amended
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.view_context import Context
from peoplesprocess.web.waiting_pages import lines_by_contract

bp = Blueprint("contracts", __name__, template_folder="templates")
bp.register_blueprint(routes_attachments.bp)
bp.register_blueprint(routes_amendments.bp)
bp.register_blueprint(routes_paper.bp)
bp.register_blueprint(routes_amendment_paper.bp)


@bp.get("/s/<code>/contracts")
@allows(Action.SEE_SETTLEMENT)
def listing(context: Context) -> ResponseReturnValue:
    """List the contracts with who has signed, and which wait for the reader's signature."""
    rows = queries.CONTRACTS.all(db(), settlement=context.settlement.id)
    taken = {row.line: row.number for row in rows if not row.is_ended}
    waiting = queries.items_without_contract(db(), context.settlement.id, taken)
    return render_page(
        "contracts/list.html",
        contracts=[(row, row.parties, row.is_signed) for row in rows],
        to_do=lines_by_contract(context, SIGNATURES.values()),
        waiting=waiting,
        deferrals=_deferrals(context) if waiting else {},
    )


@bp.route("/s/<code>/contracts/draft", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def draft(context: Context) -> ResponseReturnValue:
    """Write a contract for an endorsed item of the plan."""
    items = queries.items_to_contract(db(), context.settlement.id)
    if not items and request.method == "GET":
        return render_page("contracts/nothing.html")
    start = first_values(context, items, request.args.get("line", ""))
    form = contract_form(context, items, start)
    return form_view(
        form,
        "contracts/draft.html",
        lambda: actions.draft(context.act, form.input),
        lambda contract: url_for(
            ".show", number=contract.number, item=_next_item(context, items, contract.line)
        ),
        lines=BILL_LINES,
        parts=TRANCHES,
        payers=PAYER_LINES,
        budget=cycle_budget(db(), context.settlement),
        contract=None,
    )


@bp.route("/s/<code>/contracts/<int:number>/change", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def change(context: Context, number: int) -> ResponseReturnValue:
    """Change a contract that nobody has signed."""
    contract = addressed_contract(context, number)
    if contract.parties and request.method == "GET":
        abort(404)
    if page := _given_up(contract, N_("Change the contract")):
        return page
    items = queries.items_to_contract(db(), context.settlement.id, number)
    values: dict[str, object] = {}
    if request.method == "GET":
        bill = BILL.all(db(), contract=contract.id)
        values = contract_values(contract, bill, queries.TRANCHES.all(db(), contract=contract.id))
    form = contract_form(context, items, values)
    return form_view(
        form,
        "contracts/draft.html",
        lambda: actions.change(context.act, number, form.input, form["version"].value),
        lambda changed: url_for(".show", number=number),
        lines=BILL_LINES,
        parts=TRANCHES,
        payers=PAYER_LINES,
        budget=cycle_budget(db(), context.settlement),
        contract=contract,
    )


@bp.route("/s/<code>/contracts/items/<int:line>/defer", methods=["GET", "POST"])
@allows(Action.DEFER_ITEM)
def defer(context: Context, line: int) -> ResponseReturnValue:
    """Record why an endorsed item gets no contract in this cycle."""
    waiting = queries.items_to_contract(db(), context.settlement.id)
    item = next((item for item in waiting if item.line == line), None)
    if item is None and request.method == "GET":
        abort(404)
    said = _deferrals(context).get(line)
    start: dict[str, object] = {"reason": said.reason if said else ""}
    if said and said.deferred_at != said.typed_at:
        start["on_paper"] = day_in(context.settlement, said.deferred_at)
    form = ItemDeferralForm(context, start)
    return form_view(
        form,
        "contracts/defer.html",
        lambda: deferrals.defer(context.act, line, form.reason.value, form.on_paper.value),
        lambda deferral: url_for(".listing"),
        item=item,
    )


@bp.get("/s/<code>/contracts/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show a contract with its signatures."""
    rows = queries.SIGNED_COPY.all(db(), settlement=context.settlement.id, number=number)
    if not rows:
        abort(404)
    contract = rows[0]
    given = {row.party: row for row in rows if row.party}
    signers = {party: row.signer for party, row in given.items()}
    changes = amendment_queries.CHANGES.all(db(), contract=contract.id) if contract.is_signed else []
    amendments = sorted(change for change in changes if change.number)
    return render_page(
        "contracts/show.html",
        contract=contract,
        bill=[(line, Money(line.quantity, "", 3)) for line in BILL.all(db(), contract=contract.id)],
        instalments=[
            (part, conditions(part, contract.defects_months))
            for part in queries.TRANCHES.all(db(), contract=contract.id)
        ],
        given=given,
        amendments=amendments,
        open_amendment=any(row.outcome is None for row in amendments),
        in_force=any(row.outcome == IN_FORCE for row in amendments),
        extensions=_later_ends(contract, changes),
        clauses=clauses(contract, context.settlement.currency, context.rules),
        clause_of_present_rules=clause_of_present_rules(contract, context.rules),
        named=_signatories(context, contract),
        signed=contract.is_signed,
        own_signature=own_signature(context, signers, ever=False),
        offices=offices(context.settlement),
        witnesses=WITNESSES,
        terms=contract_terms(contract.conditions, contract.promises),
        next_item=number_argument("item"),
    )


@bp.route("/s/<code>/contracts/<int:number>/sign", methods=["GET", "POST"])
@allows(Action.SIGN_CONTRACT, grave=Action.SIGN_FOR_AGENCY)
def sign(context: Context, number: int) -> ResponseReturnValue:
    """Sign the contract for one's own party."""
    contract = addressed_contract(context, number)
    if page := _given_up(contract, N_("Sign the contract")):
        return page
    given = queries.SIGNATURES.all(db(), contract=contract.id)
    own = own_signature(context, {row.party: row.made_by for row in given})
    form = sign_form(context, offered_parties(context, own), contract.version)
    return form_view(
        form,
        "contracts/sign.html",
        lambda: actions.sign(
            context.act, number, form.party.value, form.version.value, form.on_paper.value, form.input
        ),
        lambda signature: url_for(".show", number=number),
        contract=contract,
        named=_signatories(context, contract),
        own_signature=own,
        objections=_objections(context, contract) if context.may(Action.SIGN_FOR_AGENCY) else [],
    )


@bp.route("/s/<code>/contracts/<int:number>/extend", methods=["GET", "POST"])
@allows(Action.DRAFT_CONTRACT)
def extend(context: Context, number: int) -> ResponseReturnValue:
    """Agree on a later end date."""
    contract = addressed_contract(context, number)
    if page := _refused_extension(contract):
        return page
    form = ExtensionForm(context)
    return form_view(
        form,
        "contracts/extend.html",
        lambda: actions.extend(context.act, number, form.input),
        lambda extension: url_for(".show", number=number),
        contract=contract,
        signed=contract.is_signed,
    )


def _given_up(contract: ContractDetail, asked: Msgid) -> Response | None:
    """Return the page that says why a contract that was given up is not signed or changed any more."""
    if request.method != "GET" or contract.is_signed or not contract.is_ended:
        return None
    return refused_page(Message(GIVEN_UP), asked, url_for(".show", number=contract.number))


def _refused_extension(contract: ContractDetail) -> Response | None:
    """The page that says why no later end can be agreed, however the form is filled in."""
    asked, back = N_("By when must the work be finished?"), url_for(".show", number=contract.number)
    standing = CONTRACT_EXECUTION.one(db(), contract=contract.id)
    if page := refused_while_amended(contract.number, standing.open_amendment, asked, back):
        return page
    over = CLOSED if standing.is_closed else CERTIFIED if standing.is_certified else None
    return refused_page(Message(over), asked, back) if over and request.method == "GET" else None


def _later_ends(
    contract: ContractDetail, changes: Iterable[ExtensionOrAmendment]
) -> list[ExtensionOrAmendment]:
    """Return the extensions still in force: one after the present end was overridden by an amendment."""
    until = contract.extended_to
    if until is None:
        return []
    return sorted(change for change in changes if not change.number and change.ends_on <= until)


def _next_item(context: Context, items: Iterable[ItemWithDecision], line: int) -> int | None:
    """Return the line of the next item to contract after `line`, else the first one before it."""
    put_off = _deferrals(context)
    others = (item.line for item in items if item.line != line and item.line not in put_off)
    return min(others, key=lambda other: (other < line, other), default=None)


def _deferrals(context: Context) -> dict[int, queries.ItemDeferralRow]:
    return queries.deferrals(db(), context.settlement.id, context.settlement.cycles_before)


def _objections(context: Context, contract: ContractDetail) -> list[ConditionOrPromiseRow]:
    """Return the objections to the work with their answers, which the agency's signer reads first."""
    found = OBJECTIONS.all(db(), settlement=context.settlement.id)
    return by_line(found)[contract.line]


def _signatories(context: Context, contract: ContractDetail) -> TrancheCondition:
    rules = contract.account_rules(context.rules)
    return signatories(contract.signatories, contract.women_signatories, rules)
