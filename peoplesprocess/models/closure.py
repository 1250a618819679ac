"""Closing a contract: audit, defects, certificate, final account, handover, and later checks."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement


class PublicAudit(OfSettlement):
    """The public audit of a contract's accounts, held at a meeting."""

    __tablename__ = "audit"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    questions: Mapped[str]
    accepted: Mapped[bool]


class Certificate(OfSettlement):
    """The engineer's completion certificate, which lists the remaining defects."""

    __tablename__ = "certificate"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), unique=True)
    issued_on: Mapped[date]
    statement: Mapped[str]


class Defect(OfSettlement):
    """A defect to repair: found at a visit, listed with the certificate, or reported in the defects period.

    `found_on` is the day of a report, and `turn` says who repairs a reported defect.
    """

    __tablename__ = "defect"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    what: Mapped[str]
    due_on: Mapped[date]
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit.id"), index=True)
    found_on: Mapped[date | None]
    turn: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("contract_id", "number"),)


class DefectRectification(OfSettlement):
    """The record that a defect was repaired, after the engineer has seen it."""

    __tablename__ = "defect_rectification"

    defect_id: Mapped[UUID] = mapped_column(ForeignKey("defect.id"), unique=True)
    rectified_on: Mapped[date]
    how: Mapped[str]


class RetentionDeduction(OfSettlement):
    """A deduction from a contract's retention for the repair of a defect, in minor units, with the reason."""

    __tablename__ = "retention_deduction"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    defect_id: Mapped[UUID] = mapped_column(ForeignKey("defect.id"), index=True)
    deducted_on: Mapped[date]
    amount: Mapped[int]
    reason: Mapped[str]
    paper: Mapped[str]

    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("amount > 0", name="amount"),
    )


class FinalAccount(OfSettlement):
    """The final cost, the surplus, and the decision of a meeting on its use; only the newest can count.

    `number` is above 1 if earlier accounts were struck. `cost_reason` says why the cost differs from the cash
    book plus what was given in kind, "" if it does not. The meeting is NULL if there was no surplus, and in
    accounts from before the column.
    """

    __tablename__ = "final_account"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    number: Mapped[int]
    measured_on: Mapped[date]
    cost: Mapped[int]
    cost_reason: Mapped[str] = mapped_column(default="")
    surplus: Mapped[int]
    surplus_use: Mapped[str]
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"))

    __table_args__ = (UniqueConstraint("contract_id", "number"),)


class Handover(OfSettlement):
    """The handover of a work to those who keep it running, with their plan."""

    __tablename__ = "handover"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), unique=True)
    handed_on: Mapped[date]
    receiver: Mapped[str]
    caretaker: Mapped[str]
    tasks: Mapped[str]
    fee: Mapped[int]
    fund: Mapped[int]


class LaterWorkCheck(OfSettlement):
    """A check some months after the handover: whether the work works, and what was done if not."""

    __tablename__ = "work_check"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    month: Mapped[int]
    checked_on: Mapped[date]
    works: Mapped[bool]
    notes: Mapped[str]

    __table_args__ = (UniqueConstraint("contract_id", "month"),)


class RepairFundEntry(OfSettlement):
    """A payment into a work's repair fund or, if negative, out of it, in minor units."""

    __tablename__ = "repair_fund_entry"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    moved_on: Mapped[date]
    what: Mapped[str]
    amount: Mapped[int]
    paper: Mapped[str]

    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("amount <> 0", name="amount"),
    )


class Scorecard(OfSettlement):
    """A group's opinion of a work on a day: how many call access, quality and safety good, fair or poor.

    `counts` has three numbers for each item of `core.scorecards`. `meeting_id` is NULL without a meeting.
    """

    __tablename__ = "scorecard"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    held_on: Mapped[date]
    group_code: Mapped[str]
    counts: Mapped[dict[str, list[int]]]

    __table_args__ = (UniqueConstraint("contract_id", "number"),)
