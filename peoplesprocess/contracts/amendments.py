"""Amendments of signed contracts: proposed with a reason, in force once all parties have signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.contracts import amendment_queries, amendment_tranches, queries
from peoplesprocess.contracts.amended_contract import put_in_force
from peoplesprocess.contracts.amendment_part_writer import write_lines, write_tranches
from peoplesprocess.contracts.amendment_queries import AmendmentRow
from peoplesprocess.contracts.contract_content import BillLineInput
from peoplesprocess.contracts.contract_lookup import contract_of, require_signatories
from peoplesprocess.contracts.party_signatures import require_signer, signature_columns, signing
from peoplesprocess.contracts.queries import ContractDetail
from peoplesprocess.contracts.signature_days import amendment_signed_on
from peoplesprocess.core.actions import Action
from peoplesprocess.core.amended_retention import with_retention
from peoplesprocess.core.amendments import (
    IN_FORCE,
    REFUSED,
    WITHDRAWN,
    AgreedTranche,
    AmendedBillLine,
    AmendedSums,
    AmendmentSituation,
    amended,
    require_none_open,
)
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.paper_days import day_detail
from peoplesprocess.core.retention import check_months
from peoplesprocess.core.thumbprints import witness_detail
from peoplesprocess.facts.contract_signatures import is_signed_by_all
from peoplesprocess.facts.contract_situation import CONTRACT_EXECUTION, ContractExecutionRow
from peoplesprocess.facts.contracts import BILL, BillLineRow
from peoplesprocess.models import Amendment, AmendmentOutcome, AmendmentSignature

NOT_SIGNED = N_(
    "Not all parties have signed the contract yet. Before the first signature, change the contract itself."
)


@dataclass(frozen=True, slots=True)
class BillLineChange:
    """A line of the bill as proposed: thousandths of the unit (0 removes it), minor units per unit."""

    quantity: int
    rate: int


@dataclass(frozen=True, slots=True)
class AmendmentInput:
    """An amendment as written, in minor units; `lines` are those of the bill in order, `added` new ones."""

    reason: str
    ends_on: date
    contribution: int
    lines: Sequence[BillLineChange]
    added: Sequence[BillLineInput]
    defects_months: int | None = None
    """The proposed defects period in months, None to keep the present one."""
    retention: int | None = None
    """The proposed retention in percent of the grant, None to keep the present one."""


def propose_amendment(act: Act, number: int, written: AmendmentInput) -> Amendment:
    """Propose to change what a signed contract says.

    Errors: Forbidden; Refused, naming the field, if the contract is not signed, if another amendment is open,
    if nothing would change, or if less would be agreed than is already built, spent or released.
    """
    act.require(Action.DRAFT_CONTRACT)
    found = _signed(act, number)
    standing = CONTRACT_EXECUTION.one(act.db, contract=found.id)
    require_none_open(standing.open_amendment)
    if not written.reason.strip():
        raise Refused(Message(N_("Write why the contract changes. Everybody can read it.")), "reason")
    if written.defects_months is not None:
        check_months(written.defects_months)
    bill = BILL.all(act.db, contract=found.id)
    lines = list(_lines(bill, written, standing))
    retention = found.retention if written.retention is None else written.retention
    situation = _in_force(act, found, standing, retention)
    follow = amended(situation, lines, written.contribution, written.ends_on)
    _require_change(found, bill, written)
    row = _proposed(act, found, written, follow, retention)
    act.db.add(row)
    act.db.flush()
    write_lines(act, row, bill, lines, follow)
    write_tranches(act, row, situation.tranches, follow)
    _note(act, "amendment.propose", number, row.number, total=follow.total, grant=follow.grant)
    return row


def sign_amendment(
    act: Act,
    number: int,
    amendment: int,
    party: str,
    on_paper: date | None = None,
    witness: str | None = None,
) -> AmendmentSignature:
    """Sign an amendment for one party; the last signature puts it in force.

    Errors: Forbidden; SecondFactorNeeded for the agency; Refused if it is not open, if the party has signed,
    if the signer may not sign for it under the contract either, if its sums no longer agree with what
    happened since, or if the day on paper is before the contract was signed.
    """
    act.require_role(Action.SIGN_CONTRACT)
    found = _signed(act, number)
    row = _open(act, found, amendment)
    given = _given(act, row)
    require_signer(act, party, given)
    if party in given:
        raise Refused(Message(N_("This party has already signed.")), "party")
    _require_agreement(act, found, row)
    if party == "community":
        require_signatories(act, found)
    signed_on = amendment_signed_on(act, found, on_paper)
    signature = AmendmentSignature(amendment_id=row.id, **signature_columns(act, party, signed_on, witness))
    act.db.add(signature)
    in_force = is_signed_by_all(len(given) + 1)
    if in_force:
        put_in_force(act, found.id, row)
        _outcome(act, row, IN_FORCE)
    said = {**day_detail(signed_on), **witness_detail(witness)}
    _note(act, "amendment.sign", number, amendment, party=party, in_force=in_force, **said)
    return signature


def refuse_amendment(act: Act, number: int, amendment: int, party: str, reason: str) -> AmendmentOutcome:
    """Refuse an amendment for one party, with the reason. Errors: Forbidden; Refused."""
    act.require_role(Action.SIGN_CONTRACT)
    row = _open(act, _signed(act, number), amendment)
    given = _given(act, row)
    act.require(Action.SIGN_CONTRACT, signing(party, given, act))
    if party in given:
        raise Refused(
            Message(N_("This party has signed it. Another party can refuse it, or it is withdrawn.")), "party"
        )
    outcome = _outcome(act, row, REFUSED, reason, party)
    _note(act, "amendment.refuse", number, amendment, party=party)
    return outcome


def withdraw_amendment(act: Act, number: int, amendment: int, reason: str) -> AmendmentOutcome:
    """Withdraw an amendment that is not in force, with the reason. Errors: Forbidden; Refused."""
    act.require(Action.DRAFT_CONTRACT)
    row = _open(act, _signed(act, number), amendment)
    outcome = _outcome(act, row, WITHDRAWN, reason)
    _note(act, "amendment.withdraw", number, amendment)
    return outcome


def _proposed(
    act: Act, found: ContractDetail, written: AmendmentInput, follow: AmendedSums, retention: int
) -> Amendment:
    """Return the row of an amendment, including what the contract says now."""
    return Amendment(
        **act.columns,
        contract_id=found.id,
        number=act.next_number(Amendment.number, Amendment.contract_id, found.id),
        reason=written.reason.strip(),
        total=follow.total,
        contribution=written.contribution,
        grant=follow.grant,
        ends_on=written.ends_on,
        former_total=found.total,
        former_contribution=found.contribution,
        former_grant=found.grant,
        former_ends_on=found.end,
        defects_months=found.defects_months if written.defects_months is None else written.defects_months,
        former_defects_months=found.defects_months,
        retention=retention,
        former_retention=found.retention,
    )


def _signed(act: Act, number: int) -> ContractDetail:
    found = contract_of(act, number)
    if not found.is_signed:
        raise Refused(Message(NOT_SIGNED))
    return found


def _open(act: Act, found: ContractDetail, amendment: int) -> AmendmentRow:
    row = amendment_queries.AMENDMENT.first(act.db, contract=found.id, amendment_number=amendment)
    if row is None:
        raise Refused(
            Message(N_("There is no such amendment of this contract. See the page of the contract."))
        )
    if not row.is_open:
        raise Refused(Message(N_("This amendment is in force, refused or withdrawn. Propose another one.")))
    return row


def _given(act: Act, row: AmendmentRow) -> dict[str, UUID | None]:
    signatures = amendment_queries.SIGNATURES.all(act.db, amendment=row.id)
    return {signature.party: signature.made_by for signature in signatures}


def _lines(
    bill: Sequence[BillLineRow], written: AmendmentInput, standing: ContractExecutionRow
) -> Iterator[AmendedBillLine]:
    if len(written.lines) != len(bill):
        raise Refused(
            Message(N_("The lines of the bill have changed in the meantime. Open this page again."))
        )
    measured = standing.measured or {}
    for line, change in zip(bill, written.lines, strict=True):
        done = measured.get(str(line.position), 0)
        yield AmendedBillLine(line.title, line.unit, change.quantity, change.rate, done)
    for added in written.added:
        if not added.title.strip() or added.quantity <= 0:
            raise Refused(Message(N_("Give a new line a name and a quantity above 0.")), "reason")
        yield AmendedBillLine(added.title.strip(), added.unit.strip(), added.quantity, added.rate)


def _in_force(
    act: Act, found: ContractDetail, standing: ContractExecutionRow, retention: int
) -> AmendmentSituation:
    """Return the contract's situation, with the shares that follow from a retention of that percentage."""
    rows = amendment_tranches.AGREED_TRANCHES.all(act.db, contract=found.id)
    agreed = [
        AgreedTranche(row.number, row.percent, row.amount, row.released, row.is_retention) for row in rows
    ]
    return AmendmentSituation(
        starts_on=found.starts_on,
        cost_so_far=standing.cost_so_far,
        tranches=with_retention(agreed, retention),
        requested=standing.requested,
        certified=standing.is_certified,
        closed=standing.is_closed,
        left=queries.left_of_envelope(act.db, act.settlement, found.number),
        currency=act.settlement.currency,
        total=found.total,
        contribution_is_money=found.in_cash is None,
        from_others=found.from_others,
        not_arrived=int(standing.not_arrived),
        others_paid=int(standing.others_paid),
    )


def _require_change(found: ContractDetail, bill: Sequence[BillLineRow], written: AmendmentInput) -> None:
    before = [BillLineChange(line.quantity, line.rate) for line in bill]
    same_sums = (written.ends_on, written.contribution) == (found.end, found.contribution)
    same_months = written.defects_months in (None, found.defects_months)
    same_months &= written.retention in (None, found.retention)
    if same_sums and same_months and not written.added and list(written.lines) == before:
        raise Refused(Message(N_("Nothing is changed yet. Change a line, the end or the contribution.")))


def _require_agreement(act: Act, found: ContractDetail, row: AmendmentRow) -> None:
    """Refuse to sign sums that would differ now, because money was released or work measured since."""
    standing = CONTRACT_EXECUTION.one(act.db, contract=found.id)
    measured = standing.measured or {}
    lines = [
        AmendedBillLine(line.title, line.unit, line.quantity, line.rate, measured.get(str(line.position), 0))
        for line in amendment_queries.LINES.all(act.db, amendment=row.id)
    ]
    try:
        retention = found.retention if row.retention is None else row.retention
        situation = _in_force(act, found, standing, retention)
        follow = amended(situation, lines, row.contribution, row.ends_on)
    except Refused as refusal:
        # The field belongs to the proposal's form; the form of a signature has none like it.
        raise Refused(refusal.sentence) from None
    rows = amendment_tranches.TRANCHES.all(act.db, amendment=row.id)
    proposed = [tranche.amount for tranche in rows if tranche.amount]
    if list(follow.tranches) != proposed:
        raise Refused(
            Message(
                N_(
                    "An instalment has been released since this was proposed, and the later ones would "
                    "change. Withdraw it and propose it again."
                )
            )
        )


def _outcome(
    act: Act, row: AmendmentRow, outcome: str, reason: str = "", party: str = ""
) -> AmendmentOutcome:
    if outcome != IN_FORCE and not reason.strip():
        raise Refused(Message(N_("Write why. Everybody can read it.")), "reason")
    closed = AmendmentOutcome(
        **act.columns, amendment_id=row.id, outcome=outcome, party=party, reason=reason.strip()
    )
    act.db.add(closed)
    return closed


def _note(act: Act, what: str, number: int, amendment: int, **detail: object) -> None:
    act.note(what, f"contract {number} amendment {amendment}", **detail)
