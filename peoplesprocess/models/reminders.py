"""Where somebody is reminded, and the mails on their way."""

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


class ReminderMail(Keyed):
    """A reminder on its way: to whom, how many things wait, how often sending it failed and why."""

    __tablename__ = "outbox_mail"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    things: Mapped[int]
    next_try_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("account_id", "day"),)
