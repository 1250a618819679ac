"""Works that are suspended or ended before they are built, and money that goes back."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement


class Suspension(OfSettlement):
    """The suspension of a work from a day on, with the reason; no tranche is requested or released then."""

    __tablename__ = "suspension"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    suspended_on: Mapped[date]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("contract_id", "number"),)


class Resumption(OfSettlement):
    """The resumption of a suspended work, with the reason."""

    __tablename__ = "resumption"

    suspension_id: Mapped[UUID] = mapped_column(ForeignKey("suspension.id"), unique=True)
    resumed_on: Mapped[date]
    reason: Mapped[str]


class ContractEnding(OfSettlement):
    """The end of a contract before its work was built, with its ground and reason."""

    __tablename__ = "contract_ending"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), unique=True)
    ended_on: Mapped[date]
    ground: Mapped[str]
    reason: Mapped[str]


class GrantReturn(OfSettlement):
    """A part of the grant that went back to the agency, in minor units, with the bank's paper."""

    __tablename__ = "grant_return"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    returned_on: Mapped[date]
    amount: Mapped[int]
    paper: Mapped[str]

    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("amount > 0", name="amount"),
    )
