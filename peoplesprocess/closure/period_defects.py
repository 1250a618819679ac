"""Defects of a work that anybody with a role there reports, and that are struck if they were none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.attachment_actions import AttachmentInput, AttachmentOwner, attach
from peoplesprocess.closure import queries
from peoplesprocess.closure.deductions import DEDUCTIONS
from peoplesprocess.closure.signed_contract import require_repair_confirmer, signed_contract
from peoplesprocess.core.actions import Action
from peoplesprocess.core.choice_lists import REPAIRERS
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.retention import DefectSituation, DefectsPeriod, require_reportable_defect
from peoplesprocess.models import Defect, Strike
from peoplesprocess.strike_writer import strike_record


@dataclass(frozen=True, slots=True)
class DefectReportInput:
    """What was found on which day, by when and by whom it is to be repaired, perhaps with a photo."""

    found_on: date
    what: str
    due_on: date
    turn: str
    photo: AttachmentInput | None = None


def report_defect(act: Act, number: int, report: DefectReportInput) -> Defect:
    """Record a defect that somebody found at a work, before or after its handover.

    Errors: Forbidden; Refused, naming the field, if it cannot have been found that day, or if something is
    missing.
    """
    act.require(Action.REPORT_DEFECT)
    contract = signed_contract(act, number)
    situation = DefectSituation(
        DefectsPeriod(contract.issued_on, contract.defects_months),
        contract.starts_on,
        holds_back=contract.retention_left > 0,
        ended_on=contract.ended_on,
    )
    require_reportable_defect(situation, report.found_on, report.due_on, act.today)
    if not report.what.strip():
        raise Refused(Message(N_("Write what has to be repaired.")), "what")
    if report.turn not in REPAIRERS:
        raise Refused(Message(N_("Choose one from the list.")), "turn")
    row = Defect(
        **act.columns,
        contract_id=contract.id,
        number=act.next_number(Defect.number, Defect.contract_id, contract.id),
        what=report.what.strip(),
        due_on=report.due_on,
        found_on=report.found_on,
        turn=report.turn,
    )
    act.db.add(row)
    act.db.flush()
    subject = f"contract {number} defect {row.number}"
    if report.photo is not None:
        attach(act, AttachmentOwner("defect", row.id, subject), report.photo)
    act.note("defect.report", subject, found_on=report.found_on.isoformat(), turn=report.turn)
    return row


def strike_defect(act: Act, number: int, defect: int, reason: str) -> Strike:
    """Strike a reported defect that was none.

    Errors: Forbidden; Refused if there is none, if it is repaired, if a deduction pays its repair, or without
    a reason.
    """
    require_repair_confirmer(act)
    contract = signed_contract(act, number)
    found = queries.DEFECT.first(act.db, contract=contract.id, number=defect)
    if found is None or not found.turn:
        raise Refused(
            Message(N_("There is no such defect of this work. See the page of the work’s handover."))
        )
    if found.rectified_on is not None:
        raise Refused(Message(N_("This defect has already been repaired.")))
    deductions = DEDUCTIONS.all(act.db, contract=contract.id)
    if any(line.defect == defect and not line.is_struck for line in deductions):
        sentence = N_(
            "Its repair was paid by a deduction from the retention. Ask the agency to strike that deduction "
            "first."
        )
        raise Refused(Message(sentence))
    row = strike_record(act, Defect, found.id, reason)
    act.note("defect.strike", f"contract {number} defect {defect}")
    return row
