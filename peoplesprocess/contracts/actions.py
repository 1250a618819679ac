"""Acts about contracts: drafted, changed until the first signature, signed by each party, extended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from sqlalchemy import delete

from peoplesprocess.act import Act
from peoplesprocess.contracts import queries
from peoplesprocess.contracts.contract_content import (
    BillLineInput,
    ContractInput,
    ContractSums,
    departure_reason,
    sums,
)
from peoplesprocess.contracts.contract_lookup import contract_of, require_signatories
from peoplesprocess.contracts.contract_part_writer import write_parts
from peoplesprocess.contracts.endorsed_items import endorsed_item
from peoplesprocess.contracts.party_signatures import require_signer, signature_columns
from peoplesprocess.contracts.queries import ContractDetail
from peoplesprocess.contracts.signature_days import contract_signed_on
from peoplesprocess.contracts.signature_obstacles import require_terms
from peoplesprocess.core.actions import Action
from peoplesprocess.core.amendments import require_changeable, require_none_open
from peoplesprocess.core.choice_lists import BUILDING_MODES
from peoplesprocess.core.contract_payers import stored_payers
from peoplesprocess.core.envelope import require_within_envelope
from peoplesprocess.core.interruption_rules import GIVEN_UP
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.paper_days import day_detail
from peoplesprocess.core.thumbprints import witness_detail
from peoplesprocess.facts.contract_situation import CONTRACT_EXECUTION
from peoplesprocess.models import (
    BillLine,
    Contract,
    ContractExtension,
    Signature,
    Tranche,
)

__all__ = [
    "BillLineInput",
    "ContractInput",
    "ExtensionInput",
    "change",
    "draft",
    "extend",
    "sign",
]


@dataclass(frozen=True, slots=True)
class ExtensionInput:
    """A later end date, with its reason."""

    until: date
    reason: str


class _ContractColumns(TypedDict):
    line: int
    title: str
    mode: str
    total: int
    contribution: int
    in_cash: int | None
    grant: int
    starts_on: date
    ends_on: date
    technical_fee: int
    signatories: int
    women_signatories: int
    retention: int
    defects_months: int
    payers: list[dict[str, object]]


def draft(act: Act, written: ContractInput) -> Contract:
    """Write a contract for an endorsed item of the plan. Errors: Forbidden; Refused, naming the field."""
    act.require(Action.DRAFT_CONTRACT)
    follow = sums(written, act.rules.retention)
    item = endorsed_item(act, written.line, follow.total)
    _require_within_envelope(act, follow.grant)
    departure = departure_reason(item, written, follow, act.settlement.currency)
    contract = Contract(
        **act.columns,
        **_columns(act, written, follow),
        departure=departure,
        number=act.next_number(Contract.number, Contract.settlement_id, act.settlement.id),
        plan_id=item.plan_id,
        cycles_before=act.settlement.cycles_before,
        version=1,
    )
    act.db.add(contract)
    act.db.flush()
    write_parts(act, contract, written, follow)
    _note(act, "contract.draft", contract, written)
    return contract


def change(act: Act, number: int, written: ContractInput, seen_version: int) -> Contract:
    """Change a contract that nobody has signed yet.

    Errors: Forbidden; Conflict if it was saved after `seen_version`; Refused.
    """
    act.require(Action.DRAFT_CONTRACT)
    found = contract_of(act, number)
    _require_in_force(found)
    if found.parties:
        raise Refused(Message(N_("A party has signed this contract. It can no longer be changed.")))
    if found.version != seen_version:
        raise Conflict(
            {name: getattr(found, name) for name in ("title", "contribution", "starts_on", "ends_on")}
            | {"mode": BUILDING_MODES[found.mode]}
        )
    follow = sums(written, act.rules.retention)
    item = endorsed_item(act, written.line, follow.total, number)
    _require_within_envelope(act, follow.grant, number)
    departure = departure_reason(item, written, follow, act.settlement.currency)
    contract = act.db.get_one(Contract, found.id)
    for name, value in _columns(act, written, follow).items():
        setattr(contract, name, value)
    contract.plan_id, contract.departure = item.plan_id, departure
    contract.version += 1
    act.db.execute(delete(BillLine).where(BillLine.contract_id == contract.id))
    act.db.execute(delete(Tranche).where(Tranche.contract_id == contract.id))
    write_parts(act, contract, written, follow)
    _note(act, "contract.change", contract, written)
    return contract


def sign(
    act: Act,
    number: int,
    party: str,
    seen_version: int,
    on_paper: date | None = None,
    witness: str | None = None,
) -> Signature:
    """Sign a contract for one party, in the version that the signer saw, perhaps earlier `on_paper`.

    `witness` is who witnessed a thumbprint, None for a signature by hand.

    Errors: Forbidden; SecondFactorNeeded for the agency; Conflict if the contract changed since; Refused if
    the party has signed, if the signer and that of another party are tied because one made the other's
    account, if the authority's yes no longer stands or is later than the day on paper, if too few people sign
    for the community's account, or if a condition of the authority's yes or an objection hinders the agency.
    """
    act.require_role(Action.SIGN_CONTRACT)
    found = contract_of(act, number)
    _require_in_force(found)
    given = {row.party: row.made_by for row in queries.SIGNATURES.all(act.db, contract=found.id)}
    require_signer(act, party, given)
    if party in given:
        raise Refused(Message(N_("This party has already signed.")), "party")
    if seen_version != found.version:
        raise Conflict({"version": found.version})
    if not act.settlement.is_planned and found.cycles_before == act.settlement.cycles_before:
        raise Refused(Message(N_("Planning is not closed in this cycle. Close its steps first, then sign.")))
    item = endorsed_item(act, found.line, found.total, found.number)
    signed_on = contract_signed_on(act, item, on_paper)
    if party == "community":
        require_signatories(act, found)
    if party == "agency":
        require_terms(act, item, signed_on)
    row = Signature(contract_id=found.id, **signature_columns(act, party, signed_on, witness))
    act.db.add(row)
    said = {**day_detail(signed_on), **witness_detail(witness)}
    act.note("contract.sign", f"contract {number}", party=party, version=found.version, **said)
    return row


def extend(act: Act, number: int, extension: ExtensionInput) -> ContractExtension:
    """Give a signed contract a later end date, with the reason. Errors: Forbidden; Refused."""
    act.require(Action.DRAFT_CONTRACT)
    found = contract_of(act, number)
    if not found.is_signed:
        raise Refused(Message(N_("The contract is not signed by all its parties yet.")))
    standing = CONTRACT_EXECUTION.one(act.db, contract=found.id)
    require_none_open(standing.open_amendment)
    require_changeable(closed=standing.is_closed, certified=standing.is_certified)
    if extension.until <= found.end:
        raise Refused(
            Message(N_("The work now ends on %(day)s. Give a later day."), {"day": found.end}), "until"
        )
    if not extension.reason.strip():
        raise Refused(Message(N_("Write why the work takes longer.")), "reason")
    row = ContractExtension(
        **act.columns, contract_id=found.id, until=extension.until, reason=extension.reason
    )
    act.db.add(row)
    act.note("contract.extend", f"contract {number}", until=extension.until.isoformat())
    return row


def _require_in_force(found: ContractDetail) -> None:
    if found.is_ended and not found.is_signed:
        raise Refused(Message(GIVEN_UP))


def _require_within_envelope(act: Act, grant: int, own: int = 0) -> None:
    left = queries.left_of_envelope(act.db, act.settlement, own)
    require_within_envelope(grant, left, act.settlement.currency)


def _columns(act: Act, written: ContractInput, follow: ContractSums) -> _ContractColumns:
    """Return the columns of a contract, including its own copy of the programme's numbers."""
    return {
        "line": written.line,
        "title": written.title.strip(),
        "mode": written.mode,
        "total": follow.total,
        "contribution": written.contribution,
        "in_cash": written.in_cash,
        "grant": follow.grant,
        "starts_on": written.starts_on,
        "ends_on": written.ends_on,
        "technical_fee": act.rules.technical_fee,
        "signatories": act.rules.signatories,
        "women_signatories": act.rules.women_signatories,
        "retention": act.rules.retention,
        "defects_months": act.rules.defects_months,
        "payers": stored_payers(written.payers),
    }


def _note(act: Act, what: str, contract: Contract, written: ContractInput) -> None:
    act.note(
        what,
        f"contract {contract.number}",
        line=contract.line,
        total=contract.total,
        contribution=contract.contribution,
        grant=contract.grant,
        lines=len(written.bill),
        percents=[terms.percent for terms in written.tranches],
        version=contract.version,
    )
