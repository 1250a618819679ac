"""What a community gave to a work (money, labour, materials), and what other payers paid in."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement


class ContributionEntry(OfSettlement):
    """Something that the community gave, with its value in minor units; only the kind "cash" is money.

    Labour has days of women and of men, without names; materials have a quantity in thousandths of the unit.
    Columns that a kind does not use are 0.
    """

    __tablename__ = "contribution_entry"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str]
    given_on: Mapped[date]
    what: Mapped[str]
    women_days: Mapped[int]
    men_days: Mapped[int]
    quantity: Mapped[int]
    unit: Mapped[str]
    value: Mapped[int]
    paper: Mapped[str]

    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("value > 0 and women_days >= 0 and men_days >= 0 and quantity >= 0", name="given"),
    )


class OtherPayerPayment(OfSettlement):
    """Money that another payer than agency or community paid in, in minor units; `source` says who."""

    __tablename__ = "other_payment"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    source: Mapped[str]
    received_on: Mapped[date]
    amount: Mapped[int]
    paper: Mapped[str]

    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("amount > 0", name="amount"),
    )
