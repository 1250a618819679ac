"""Addresses and numbers for reminders, and messages that wait to be sent."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Base, Keyed


class MailAddress(Base):
    """An account's address for reminders; shown to nobody else, and deleted when its owner removes it."""

    __tablename__ = "mail_address"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    address: Mapped[str]
    made_at: Mapped[datetime]


class MobileNumber(Base):
    """An account's confirmed number for reminders by text message; treated like an address."""

    __tablename__ = "mobile_number"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    number: Mapped[str]
    made_at: Mapped[datetime]


class MessageDelivery:
    """The delivery of a message; `tried_at` is set while a try has not been answered.

    `sent_at` is when it was accepted, `given_up_at` when it was refused for good; until then it waits for its
    next try.
    """

    next_try_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


class NumberConfirmation(MessageDelivery, Keyed):
    """A number that somebody gave, to which a code is sent; deleted when the code has been typed in."""

    __tablename__ = "number_confirmation"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), unique=True)
    number: Mapped[str]
    made_at: Mapped[datetime]


class Reminder(MessageDelivery, Keyed):
    """A reminder to be sent: to whom, and how many things wait; the channel is chosen when it is sent."""

    __tablename__ = "reminder"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    things: Mapped[int]

    __table_args__ = (UniqueConstraint("account_id", "day"),)
