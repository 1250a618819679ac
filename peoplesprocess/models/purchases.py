"""Purchases for a work: comparisons of quotations, and the store."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Keyed, OfSettlement


class PriceComparison(OfSettlement):
    """Quotations for one purchase; `chosen` is the position of the chosen one, `reason` why, if needed.

    A correction is a further `version`, in which `changed` says what was wrong; the newest counts. Lines of
    the cash book refer to the comparison by its number in the contract.
    """

    __tablename__ = "price_comparison"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    version: Mapped[int]
    what: Mapped[str]
    chosen: Mapped[int]
    reason: Mapped[str]
    changed: Mapped[str]

    __table_args__ = (UniqueConstraint("contract_id", "number", "version"),)


class Quotation(Keyed):
    """A seller's price for a purchase, in minor units."""

    __tablename__ = "quotation"

    price_comparison_id: Mapped[UUID] = mapped_column(ForeignKey("price_comparison.id"), index=True)
    position: Mapped[int]
    supplier: Mapped[str]
    amount: Mapped[int]
    quoted_on: Mapped[date]
    paper: Mapped[str]

    __table_args__ = (
        UniqueConstraint("price_comparison_id", "position"),
        CheckConstraint("amount > 0", name="amount"),
    )


class StockItem(OfSettlement):
    """A thing in the store of a work, with its unit."""

    __tablename__ = "stock_item"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    title: Mapped[str]
    unit: Mapped[str]

    __table_args__ = (UniqueConstraint("contract_id", "number"),)


class StockMovement(OfSettlement):
    """Something that came in, went out, or was counted; `change` is its effect on the stock (thousandths)."""

    __tablename__ = "stock_movement"

    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str]
    moved_on: Mapped[date]
    quantity: Mapped[int]
    change: Mapped[int]
    paper: Mapped[str]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("stock_item_id", "number"),)


class SplitReason(OfSettlement):
    """The reason why purchases above the limit were made one by one; `lines` are those of the cash book."""

    __tablename__ = "split_reason"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    lines: Mapped[list[int]]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("contract_id", "number"),)
