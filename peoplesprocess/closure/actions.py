"""Acts at the end of a contract; each writes its rows and its entry in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.closure import queries
from peoplesprocess.closure.deductions import DEDUCTIONS
from peoplesprocess.closure.signed_contract import require_repair_confirmer, signed_contract
from peoplesprocess.core import contract_closure
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.contract_closure import ContractClosureFacts
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.retention import paid_by_retention
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.facts.contract_progress import ContractClosureRow
from peoplesprocess.models import (
    Certificate,
    Defect,
    DefectRectification,
    FinalAccount,
    Handover,
    LaterWorkCheck,
    Strike,
)
from peoplesprocess.strike_writer import strike_record


@dataclass(frozen=True, slots=True)
class DefectInput:
    """Something that must still be repaired, and by when."""

    what: str
    due_on: date


@dataclass(frozen=True, slots=True)
class CertificateInput:
    """A provisional completion certificate with its defects."""

    issued_on: date
    statement: str
    defects: Sequence[DefectInput]


@dataclass(frozen=True, slots=True)
class RectificationInput:
    """When and how a defect was repaired."""

    rectified_on: date
    how: str


@dataclass(frozen=True, slots=True)
class FinalAccountInput:
    """The final account; `cost` in minor units, with a reason if it differs from what was recorded.

    `meeting` is the number of the meeting that decided how any surplus is used, None if none did.
    """

    measured_on: date
    cost: int
    surplus_use: str
    cost_reason: str = ""
    meeting: int | None = None


@dataclass(frozen=True, slots=True)
class HandoverInput:
    """Who takes the work over and how it is kept running; `fee` per month and `fund` in minor units."""

    handed_on: date
    receiver: str
    caretaker: str
    tasks: str
    fee: int
    fund: int


@dataclass(frozen=True, slots=True)
class LaterWorkCheckInput:
    """Whether the work still works, and what was seen."""

    checked_on: date
    works: bool
    notes: str


def certify(act: Act, number: int, certificate: CertificateInput) -> Certificate:
    """Issue a work's provisional completion certificate with its defects. Errors: Forbidden; Refused."""
    _require_certifier(act)
    contract = signed_contract(act, number)
    _require_days(contract.closure, certificate)
    row = Certificate(
        **act.columns,
        contract_id=contract.id,
        issued_on=certificate.issued_on,
        statement=certificate.statement,
    )
    act.db.add(row)
    first = act.next_number(Defect.number, Defect.contract_id, contract.id)
    act.db.add_all(
        Defect(**act.columns, **asdict(defect), contract_id=contract.id, number=position)
        for position, defect in enumerate(certificate.defects, start=first)
    )
    issued_on = certificate.issued_on.isoformat()
    _note(act, "certificate.issue", number, issued_on=issued_on, defects=len(certificate.defects))
    return row


def rectify_defect(
    act: Act, number: int, defect_number: int, rectification: RectificationInput
) -> DefectRectification:
    """Record that a defect is repaired.

    Errors: Forbidden; Refused if there is no such defect, if it is repaired already, or if the day is too
    early.
    """
    require_repair_confirmer(act)
    contract = signed_contract(act, number)
    defect = queries.DEFECT.first(act.db, contract=contract.id, number=defect_number)
    if defect is None:
        raise Refused(
            Message(N_("There is no such defect of this work. See the page of the work’s handover."))
        )
    if defect.rectified_on is not None:
        raise Refused(Message(N_("This defect has already been repaired.")))
    _require_after(rectification.rectified_on, defect.found_on, contract.issued_on)
    _require_payable(act, contract, defect_number, rectification.rectified_on)
    row = DefectRectification(**act.columns, **asdict(rectification), defect_id=defect.id)
    act.db.add(row)
    rectified_on = rectification.rectified_on.isoformat()
    _note(act, "defect.mend", number, defect=defect_number, rectified_on=rectified_on)
    return row


def close_account(act: Act, number: int, account: FinalAccountInput) -> FinalAccount:
    """Write a work's final account; the surplus is the money that came less the cost.

    Errors: Forbidden; Refused.
    """
    _require_certifier(act)
    contract = signed_contract(act, number)
    left = contract_closure.surplus(
        contract.closure,
        account.measured_on,
        account.cost,
        account.cost_reason,
        act.settlement.currency,
    )
    meeting = _deciding_meeting(act, contract, account.meeting) if left else None
    contract_closure.require_decision(left, account.surplus_use, meeting is not None, act.settlement.currency)
    row = FinalAccount(
        **act.columns,
        contract_id=contract.id,
        number=act.next_number(FinalAccount.number, FinalAccount.contract_id, contract.id),
        measured_on=account.measured_on,
        cost=account.cost,
        surplus=left,
        surplus_use=account.surplus_use.strip() if left else "",
        cost_reason=account.cost_reason.strip() if account.cost != contract.cost_so_far else "",
        meeting_id=meeting,
    )
    act.db.add(row)
    _note(act, "account.close", number, cost=account.cost, surplus=left)
    return row


def strike_account(act: Act, number: int, reason: str) -> Strike:
    """Strike a wrong final account, which opens the cash book and allows a new account.

    Errors: Forbidden; Refused if there is none, if the work is handed over, or without a reason.
    """
    _require_certifier(act)
    contract = signed_contract(act, number)
    contract_closure.require_strikable_account(contract.closure)
    if contract.account_id is None:
        raise LookupError("a final account with a day has a key")
    row = strike_record(act, FinalAccount, contract.account_id, reason)
    _note(act, "account.strike", number, cost=contract.cost, surplus=contract.surplus)
    return row


def hand_over(act: Act, number: int, handover: HandoverInput) -> Handover:
    """Record that a work is handed over to those who keep it running.

    Errors: Forbidden; Refused, naming what is missing.
    """
    act.require(Action.HAND_OVER)
    contract = signed_contract(act, number)
    contract_closure.require_ready_for_handover(contract.closure, handover.handed_on)
    row = Handover(**act.columns, **asdict(handover), contract_id=contract.id)
    act.db.add(row)
    handed_on = handover.handed_on.isoformat()
    _note(act, "work.hand_over", number, handed_on=handed_on, fee=handover.fee, fund=handover.fund)
    return row


def check_work(act: Act, number: int, month: int, check: LaterWorkCheckInput) -> LaterWorkCheck:
    """Record whether the work still works some months after its handover. Errors: Forbidden; Refused."""
    act.require(Action.CHECK_WORK)
    contract = signed_contract(act, number)
    if contract.handed_on is None:
        raise Refused(Message(N_("This work is not handed over yet. It is checked after the handover.")))
    if month in contract.checked_months:
        raise Refused(Message(N_("This check has already been recorded.")))
    if check.checked_on < contract.handed_on:
        raise Refused(
            Message(
                N_("The work was handed over on %(day)s. A check can only be after that day."),
                {"day": contract.handed_on},
            ),
            "checked_on",
        )
    contract_closure.require_check_due(contract.handed_on, month, check.checked_on)
    if not check.works and not check.notes.strip():
        raise Refused(Message(N_("Write what does not work and what is done about it.")), "notes")
    row = LaterWorkCheck(**act.columns, **asdict(check), contract_id=contract.id, month=month)
    act.db.add(row)
    _note(act, "work.check", number, month=month, works=check.works)
    return row


def _deciding_meeting(act: Act, contract: ContractClosureRow, number: int | None) -> UUID | None:
    """Return the key of the meeting that decided, None if no meeting is named."""
    if number is None:
        return None
    meetings = queries.DECIDING_MEETINGS.all(act.db, settlement=act.settlement.id, since=contract.starts_on)
    found = next((meeting for meeting in meetings if meeting.number == number), None)
    if found is None:
        raise Refused(Message(N_("Choose one from the list.")), "meeting")
    return found.id


def _require_certifier(act: Act) -> None:
    """Refuse an actor who may not certify, or who is a builder here: nobody verifies their own work."""
    act.require_role(Action.CERTIFY)
    act.require(Action.CERTIFY, ActSubject(**builders_here(act.db, act.settlement, act.actor.id)))


def _require_after(rectified_on: date, found_on: date | None, issued_on: date | None) -> None:
    """Refuse a repair before its defect was found at a visit, or before the certificate that lists it."""
    if found_on is not None and rectified_on < found_on:
        sentence = N_("The defect was found on %(day)s. It cannot have been repaired before that.")
        raise Refused(Message(sentence, {"day": found_on}), "rectified_on")
    if found_on is None and issued_on is not None and rectified_on < issued_on:
        sentence = N_("The certificate is from %(day)s. The defect cannot have been repaired before that.")
        raise Refused(Message(sentence, {"day": issued_on}), "rectified_on")


def _require_payable(act: Act, contract: ContractClosureRow, defect: int, rectified_on: date) -> None:
    """Refuse a repair before the certificate if a deduction from the retention paid for it."""
    if paid_by_retention(rectified_on, contract.issued_on):
        return
    deductions = DEDUCTIONS.all(act.db, contract=contract.id)
    if any(line.defect == defect and not line.is_struck for line in deductions):
        sentence = N_(
            "The retention paid this repair, and pays only for repairs after the certificate of %(day)s. "
            "Give a later day, or ask the agency to strike the deduction first."
        )
        raise Refused(Message(sentence, {"day": contract.issued_on}), "rectified_on")


def _require_days(state: ContractClosureFacts, certificate: CertificateInput) -> None:
    """Refuse a certificate before the work is built or last visited, or with a defect due too early."""
    contract_closure.require_certifiable(state)
    if state.visited_on and certificate.issued_on < state.visited_on:
        raise Refused(
            Message(
                N_("The last visit was on %(day)s. The certificate cannot be before it."),
                {"day": state.visited_on},
            ),
            "issued_on",
        )
    if any(defect.due_on < certificate.issued_on for defect in certificate.defects):
        raise Refused(Message(N_("A defect cannot be due before the certificate is issued.")))


def _note(act: Act, what: str, number: int, **detail: object) -> None:
    act.note(what, f"contract {number}", **detail)
