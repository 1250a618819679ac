"""Complaints, sealed to those who may read them, and what became of each."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Keyed, Recorded


class OfficerKey(Recorded):
    """A complaints officer's pair of keys; the private one lies under a passphrase. The newest one counts."""

    __tablename__ = "officer_key"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    public_key: Mapped[str]
    locked_key: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "account_id", "made_at"),)


class Complaint(Keyed):
    """A complaint: what kind of thing, about whom, on which day; its words only as `sealed_text`.

    Nothing tells who made it, and its key no time. `receipt_hash` finds it by its receipt, and
    `receipt_key` is its words' key for whoever has the receipt.
    """

    __tablename__ = "complaint"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    settlement_id: Mapped[UUID] = mapped_column(ForeignKey("settlement.id"), index=True)
    number: Mapped[int]
    category: Mapped[str]
    about: Mapped[str]
    channel: Mapped[str]
    filed_on: Mapped[date]
    sealed_text: Mapped[str]
    receipt_hash: Mapped[str] = mapped_column(unique=True)
    receipt_key: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "number"),)


class ComplaintKey(Keyed):
    """The key of a complaint's words, sealed to one officer's public key."""

    __tablename__ = "complaint_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    complaint_id: Mapped[UUID] = mapped_column(ForeignKey("complaint.id"))
    officer_key_id: Mapped[UUID] = mapped_column(ForeignKey("officer_key.id"), index=True)
    sealed_key: Mapped[str]

    __table_args__ = (UniqueConstraint("complaint_id", "officer_key_id"),)


class ComplaintEvent(Keyed):
    """What became of a complaint: it was acknowledged, answered or appealed. Words are sealed as its own.

    An appeal is made by nobody who is known: `account_id` is NULL, and so is the moment.
    """

    __tablename__ = "complaint_event"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    complaint_id: Mapped[UUID] = mapped_column(ForeignKey("complaint.id"))
    number: Mapped[int]
    kind: Mapped[str]
    happened_on: Mapped[date]
    is_serious: Mapped[bool] = mapped_column(default=False)
    sealed_text: Mapped[str] = mapped_column(default="")
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("complaint_id", "number"),)


class SurvivorSupportContact(Recorded):
    """Where a programme sends people who suffered sexual exploitation or violence; the newest one counts."""

    __tablename__ = "referral_contact"

    number: Mapped[int]
    text: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "number"),)
