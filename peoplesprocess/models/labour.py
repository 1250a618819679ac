"""Paid labour for a work, as counts of days."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement


class MusterRoll(OfSettlement):
    """Paid days of women and of men in a period, for one kind of work, without names.

    Rates are per day, in minor units. `wages` are the line `cash_book_entry_id` of the cash book. `reason`
    says why the rates of women and men differ, "" if they are equal.
    """

    __tablename__ = "muster_roll"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str]
    what: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    women_days: Mapped[int]
    women_rate: Mapped[int]
    men_days: Mapped[int]
    men_rate: Mapped[int]
    wages: Mapped[int]
    reason: Mapped[str]
    cash_book_entry_id: Mapped[UUID] = mapped_column(ForeignKey("cash_book_entry.id"), index=True)

    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint(
            "women_days >= 0 and men_days >= 0 and wages = women_days * women_rate + men_days * men_rate",
            name="wages",
        ),
    )
