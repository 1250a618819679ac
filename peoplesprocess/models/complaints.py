"""Complaints, encrypted for those who may read them, and what became of each."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Keyed, Recorded


class OfficerKey(Recorded):
    """A complaints officer's key pair; the private key is encrypted with a passphrase. The newest counts."""

    __tablename__ = "officer_key"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    public_key: Mapped[str]
    locked_key: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "account_id", "made_at"),)


class Complaint(Keyed):
    """A complaint: its kind, whom it is about and the day; its words only in `sealed_text`.

    Nothing says who made it, and its key reveals no time. `receipt_hash` finds it by its receipt, and
    `receipt_key` is the key of its words for whoever has the receipt.
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
    """The key of a complaint's words, encrypted with one officer's public key."""

    __tablename__ = "complaint_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    complaint_id: Mapped[UUID] = mapped_column(ForeignKey("complaint.id"))
    officer_key_id: Mapped[UUID] = mapped_column(ForeignKey("officer_key.id"), index=True)
    sealed_key: Mapped[str]

    __table_args__ = (UniqueConstraint("complaint_id", "officer_key_id"),)


class ComplaintEvent(Keyed):
    """An acknowledgement, an answer or an appeal; its words are encrypted like those of the complaint.

    Appeals are anonymous: `account_id` and `made_at` are NULL.
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
    """A contact to which survivors of sexual exploitation or violence are sent; the newest counts."""

    __tablename__ = "referral_contact"

    number: Mapped[int]
    text: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "number"),)
