"""Closing: audit, defects, certificate, final account, handover, and the checks afterwards."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
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
    """The engineer's statement that the work meets the contract, with its defects beside it."""

    __tablename__ = "certificate"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), unique=True)
    issued_on: Mapped[date]
    statement: Mapped[str]


class Defect(OfSettlement):
    """Something to mend: found at a visit, listed with the certificate, or reported by somebody.

    Of one that was reported `found_on` says when, and `turn` who repairs it.
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
    """A defect mended, seen by the engineer."""

    __tablename__ = "defect_rectification"

    defect_id: Mapped[UUID] = mapped_column(ForeignKey("defect.id"), unique=True)
    rectified_on: Mapped[date]
    how: Mapped[str]


class RetentionDeduction(OfSettlement):
    """What was taken from a contract's retention for the repair of a defect, in minor units, and why."""

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
    """What the work cost, what is left and what a meeting decided to do with it; one of a contract's counts.

    `number` is above 1 where those before it were struck. `cost_reason` says why the cost is another than the
    cash book and what was given add up to, "" where it is not. The meeting is NULL where nothing was left,
    and in accounts from before it was asked.
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
    """The work goes to those who keep it running, with their plan."""

    __tablename__ = "handover"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), unique=True)
    handed_on: Mapped[date]
    receiver: Mapped[str]
    caretaker: Mapped[str]
    tasks: Mapped[str]
    fee: Mapped[int]
    fund: Mapped[int]


class LaterWorkCheck(OfSettlement):
    """A check some months after handover: does it work, and what was done about it if not."""

    __tablename__ = "work_check"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    month: Mapped[int]
    checked_on: Mapped[date]
    works: Mapped[bool]
    notes: Mapped[str]

    __table_args__ = (
        UniqueConstraint("contract_id", "month"),
        # Migrations say the same for PostgreSQL. Said here, it would load the drivers of that.
        Index("ix_work_check_broken", "checked_on", "settlement_id", sqlite_where=text("works = 0")),
    )


class RepairFundEntry(OfSettlement):
    """Money that went into a work's repair fund or out of it. Minor units; below 0 it went out."""

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
    """What a group said of a work on a day: how many called access, quality and safety good, fair or poor.

    `counts` holds three numbers for each item of `core.scorecards`. A meeting is named where it was recorded.
    """

    __tablename__ = "scorecard"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    held_on: Mapped[date]
    group_code: Mapped[str]
    counts: Mapped[dict[str, list[int]]]

    __table_args__ = (UniqueConstraint("contract_id", "number"),)
