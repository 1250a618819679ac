"""Where somebody is reminded, and the messages on their way."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Base, Keyed


class MailAddress(Base):
    """The address that somebody gave to be reminded at; shown to nobody else, and gone when taken away."""

    __tablename__ = "mail_address"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    address: Mapped[str]
    made_at: Mapped[datetime]


class MobileNumber(Base):
    """The number that somebody confirmed, to be reminded there instead; kept as an address is."""

    __tablename__ = "mobile_number"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    number: Mapped[str]
    made_at: Mapped[datetime]


class MessageDelivery:
    """How far a message is. `tried_at` stands while the answer to the last try has not come.

    `sent_at` tells when it was taken, `given_up_at` when it was refused for good; until one of them it waits
    for its next try.
    """

    next_try_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


class NumberConfirmation(MessageDelivery, Keyed):
    """That somebody has given a number and a code is sent there; gone when the code was typed in."""

    __tablename__ = "number_confirmation"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), unique=True)
    number: Mapped[str]
    made_at: Mapped[datetime]


class Reminder(MessageDelivery, Keyed):
    """A reminder on its way: to whom, and how many things wait. By which way is seen when it leaves."""

    __tablename__ = "reminder"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    things: Mapped[int]

    __table_args__ = (UniqueConstraint("account_id", "day"),)
