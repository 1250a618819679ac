"""Public audits: recording that a work's accounts were read at a meeting, and striking a wrong audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.closure import queries
from peoplesprocess.closure.queries import AuditMeeting
from peoplesprocess.closure.signed_contract import signed_contract
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.public_audits import is_considerable, require_auditable, require_strikable_audit
from peoplesprocess.facts.contract_progress import ContractClosureRow
from peoplesprocess.facts.relied_on import RELEASED_ON_AUDIT
from peoplesprocess.models import PublicAudit, Strike
from peoplesprocess.strike_writer import strike_record


@dataclass(frozen=True, slots=True)
class PublicAuditInput:
    """A public audit: the number of its `meeting`, the questions, and whether the accounts were accepted."""

    meeting: int
    questions: str
    accepted: bool


def record_audit(act: Act, number: int, audit: PublicAuditInput) -> PublicAudit:
    """Record that a contract's accounts were read at a public audit.

    Errors: Forbidden; Refused if the meeting was before the work began or before money came for it, or if
    considerable money was spent after it.
    """
    act.require(Action.RECORD_AUDIT)
    contract = signed_contract(act, number)
    meetings = queries.AUDIT_MEETINGS_FOR.all(act.db, settlement=act.settlement.id, contract=contract.id)
    meeting = next((meeting for meeting in meetings if meeting.number == audit.meeting), None)
    if meeting is None:
        raise Refused(Message(N_("Choose the meeting at which the accounts were read.")), "meeting")
    if meeting.held_on < contract.starts_on:
        raise Refused(Message(N_("This meeting was before the work began. Choose a later one.")), "meeting")
    came_on = _last_came_on(act, contract)
    require_auditable(meeting.held_on, came_on, meeting.spent_after, contract.spent, act.settlement.currency)
    row = PublicAudit(
        **act.columns,
        contract_id=contract.id,
        meeting_id=meeting.id,
        questions=audit.questions,
        accepted=audit.accepted,
    )
    act.db.add(row)
    act.note("audit.record", f"contract {number}", meeting=audit.meeting, accepted=audit.accepted)
    return row


def meeting_can_have_heard(meeting: AuditMeeting, contract: ContractClosureRow, came_on: date | None) -> bool:
    """Return whether a meeting can have heard of all money that came and nearly all that was paid."""
    if meeting.held_on < contract.starts_on or (came_on is not None and meeting.held_on < came_on):
        return False
    return not is_considerable(meeting.spent_after, contract.spent)


def strike_audit(act: Act, number: int, reason: str) -> Strike:
    """Strike the newest standing public audit of a contract, with the reason.

    Errors: Forbidden; Refused if there is none, if money was released or the work handed over on it, or
    without a reason.
    """
    act.require(Action.RECORD_AUDIT)
    contract = signed_contract(act, number)
    if contract.audit_id is None:
        raise Refused(Message(N_("This work has no public audit yet. There is nothing to strike.")))
    require_strikable_audit(RELEASED_ON_AUDIT.get(act.db, audit=contract.audit_id), contract.handed_on)
    row = strike_record(act, PublicAudit, contract.audit_id, reason)
    act.note("audit.strike", f"contract {number}", meeting=contract.audit_meeting)
    return row


def _last_came_on(act: Act, contract: ContractClosureRow) -> date | None:
    """Return the last day on which money came for a contract, None if none came."""
    days = [part.came_on(act.settlement) for part in queries.TRANCHES.all(act.db, contract=contract.id)]
    return max((day for day in days if day is not None), default=None)
