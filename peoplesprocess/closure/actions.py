"""What is done at the end of a contract: each act writes its rows and its entry in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.closure import queries
from peoplesprocess.core import completion
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place, belonging
from peoplesprocess.models import (
    Audit,
    Certificate,
    Defect,
    DefectRectification,
    FinalAccount,
    Handover,
    WorkCheck,
)


class PlaceWithMoney(Place, Protocol):
    """A settlement's row with its currency."""

    @property
    def currency(self) -> str:
        """The currency's ISO 4217 code."""


@dataclass(frozen=True, slots=True)
class HandoverInput:
    """Who takes the work over and how it is kept running; `fee` a month and `fund` in minor units."""

    handed_on: date
    receiver: str
    caretaker: str
    tasks: str
    fee: int
    fund: int


def record_audit(
    db: Session,
    actor: UUID,
    place: Place,
    number: int,
    meeting_number: int,
    questions: str,
    accepted: bool,
    now: datetime,
) -> Audit:
    """Record that a contract's accounts were read at a public audit. Errors: Refused."""
    contract = _signed(db, place, number)
    meetings = {meeting.number: meeting for meeting in queries.audit_meetings(db, place.id)}
    if meeting_number not in meetings:
        raise Refused(Message(N_("Choose the meeting at which the accounts were read.")), "meeting")
    meeting = meetings[meeting_number]
    if meeting.held_on < contract.starts_on:
        raise Refused(Message(N_("This meeting was before the work began. Choose a later one.")), "meeting")
    row = Audit(
        **belonging(place, actor, now),
        contract_id=contract.id,
        meeting_id=meeting.id,
        questions=questions,
        accepted=accepted,
    )
    db.add(row)
    _write(db, place, actor, "audit.record", number, now, meeting=meeting_number, accepted=accepted)
    return row


def certify(
    db: Session,
    actor: UUID,
    place: Place,
    number: int,
    issued_on: date,
    statement: str,
    defects: Sequence[tuple[str, date]],
    now: datetime,
) -> Certificate:
    """Issue a work's provisional completion certificate with its defects. Errors: Refused."""
    contract = _signed(db, place, number)
    _require_other(db, actor, place)
    _require_days(queries.standing(contract), issued_on, defects)
    row = Certificate(
        **belonging(place, actor, now), contract_id=contract.id, issued_on=issued_on, statement=statement
    )
    db.add(row)
    db.add_all(
        Defect(
            **belonging(place, actor, now), contract_id=contract.id, number=position, what=what, due_on=due
        )
        for position, (what, due) in enumerate(defects, start=1)
    )
    _write(
        db,
        place,
        actor,
        "certificate.issue",
        number,
        now,
        issued_on=issued_on.isoformat(),
        defects=len(defects),
    )
    return row


def mend(
    db: Session,
    actor: UUID,
    place: Place,
    number: int,
    defect_number: int,
    rectified_on: date,
    how: str,
    now: datetime,
) -> DefectRectification:
    """Record that a defect is mended. Errors: Refused if it is unknown, mended already, or too early."""
    _require_other(db, actor, place)
    contract = _signed(db, place, number)
    defect = next((row for row in queries.defects(db, contract.id) if row.number == defect_number), None)
    if defect is None:
        raise Refused(Message(N_("This defect is not on the certificate.")))
    if defect.rectified_on is not None:
        raise Refused(Message(N_("This defect is mended already.")))
    if rectified_on < contract.issued_on:
        raise Refused(
            Message(
                N_("The certificate is of %(day)s. The defect cannot be mended before it."),
                {"day": contract.issued_on},
            ),
            "rectified_on",
        )
    row = DefectRectification(
        **belonging(place, actor, now), defect_id=defect.id, rectified_on=rectified_on, how=how
    )
    db.add(row)
    _write(
        db,
        place,
        actor,
        "defect.mend",
        number,
        now,
        defect=defect_number,
        rectified_on=rectified_on.isoformat(),
    )
    return row


def account(
    db: Session,
    actor: UUID,
    place: PlaceWithMoney,
    number: int,
    measured_on: date,
    cost: int,
    surplus_use: str,
    now: datetime,
) -> FinalAccount:
    """Write a work's final measurement and account; the surplus is what the cost leaves of its sum.

    Errors: Refused.
    """
    _require_other(db, actor, place)
    contract = _signed(db, place, number)
    left = completion.surplus(queries.standing(contract), measured_on, cost, surplus_use, place.currency)
    row = FinalAccount(
        **belonging(place, actor, now),
        contract_id=contract.id,
        measured_on=measured_on,
        cost=cost,
        surplus=left,
        surplus_use=surplus_use.strip() if left else "",
    )
    db.add(row)
    _write(db, place, actor, "account.close", number, now, cost=cost, surplus=left)
    return row


def hand_over(
    db: Session, actor: UUID, place: Place, number: int, plan: HandoverInput, now: datetime
) -> Handover:
    """Record that a work goes to those who keep it running. Errors: Refused, naming what is missing."""
    contract = _signed(db, place, number)
    completion.may_hand_over(queries.standing(contract), plan.handed_on)
    row = Handover(**belonging(place, actor, now), contract_id=contract.id, **asdict(plan))
    db.add(row)
    _write(
        db,
        place,
        actor,
        "work.hand_over",
        number,
        now,
        handed_on=plan.handed_on.isoformat(),
        fee=plan.fee,
        fund=plan.fund,
    )
    return row


def check_work(
    db: Session,
    actor: UUID,
    place: Place,
    number: int,
    month: int,
    checked_on: date,
    works: bool,
    notes: str,
    now: datetime,
) -> WorkCheck:
    """Record whether the work still works some months after its handover. Errors: Refused."""
    contract = _signed(db, place, number)
    if contract.handed_on is None:
        raise Refused(Message(N_("This work is not handed over yet. It is checked after that.")))
    if str(month) in (contract.checked or "").split():
        raise Refused(Message(N_("This check is recorded already.")))
    if checked_on < contract.handed_on:
        raise Refused(
            Message(
                N_("The work was handed over on %(day)s. A check comes after that."),
                {"day": contract.handed_on},
            ),
            "checked_on",
        )
    if not works and not notes.strip():
        raise Refused(Message(N_("Write what does not work and what is done about it.")), "notes")
    row = WorkCheck(
        **belonging(place, actor, now),
        contract_id=contract.id,
        month=month,
        checked_on=checked_on,
        works=works,
        notes=notes,
    )
    db.add(row)
    _write(db, place, actor, "work.check", number, now, month=month, works=works)
    return row


def _require_days(
    standing: completion.Completion, issued_on: date, defects: Sequence[tuple[str, date]]
) -> None:
    """Refuse a certificate too early for the work, the last visit or one of its defects."""
    completion.may_certify(standing)
    if standing.visited_on and issued_on < standing.visited_on:
        raise Refused(
            Message(
                N_("The last visit was on %(day)s. The certificate cannot be before it."),
                {"day": standing.visited_on},
            ),
            "issued_on",
        )
    if any(due < issued_on for _, due in defects):
        raise Refused(Message(N_("A defect cannot be due before the certificate is issued.")))


def _require_other(db: Session, actor: UUID, place: Place) -> None:
    """Refuse whoever builds here: nobody verifies the own work."""
    if queries.builds_here(db, actor, place.id):
        raise Refused(
            Message(N_("Whoever works for the builders here cannot certify the work. Somebody else must."))
        )


def _signed(db: Session, place: Place, number: int) -> Any:
    row = queries.closing(db, place.id, number)
    if row is None:
        raise Refused(Message(N_("There is no signed contract with this number here.")))
    return row


def _write(
    db: Session, place: Place, actor: UUID, act: str, number: int, now: datetime, **detail: object
) -> None:
    journal.write(db, place.id, actor, act, f"contract {number}", now, **detail)
