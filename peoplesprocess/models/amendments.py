"""Amendments of signed contracts: old and new terms in full, signatures, and outcomes."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import DoneOnPaper, Keyed, OfSettlement


class Amendment(OfSettlement):
    """A proposed change of a signed contract, with its reason. Amounts are in minor units.

    The columns `former_…` hold the contract's terms before the amendment. The columns for the defects period
    and the retention are NULL in amendments from before these could be changed.
    """

    __tablename__ = "amendment"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    reason: Mapped[str]
    total: Mapped[int]
    contribution: Mapped[int]
    grant: Mapped[int] = mapped_column("grant_amount")
    ends_on: Mapped[date]
    former_total: Mapped[int]
    former_contribution: Mapped[int]
    former_grant: Mapped[int]
    former_ends_on: Mapped[date]
    defects_months: Mapped[int | None]
    former_defects_months: Mapped[int | None]
    retention: Mapped[int | None]
    former_retention: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("total >= contribution + grant_amount and grant_amount > 0", name="sums"),
    )


class AmendmentLine(Keyed):
    """A line of the bill before and after an amendment; the quantity of a line not in a version is 0."""

    __tablename__ = "amendment_line"

    amendment_id: Mapped[UUID] = mapped_column(ForeignKey("amendment.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    unit: Mapped[str]
    quantity: Mapped[int]
    rate: Mapped[int]
    amount: Mapped[int]
    former_quantity: Mapped[int]
    former_rate: Mapped[int]
    former_amount: Mapped[int]

    __table_args__ = (UniqueConstraint("amendment_id", "position"),)


class AmendmentTranche(Keyed):
    """A tranche's amount and percentage before and after an amendment.

    A version without a retention has 0 as its percentage; the percentages are NULL in amendments that were
    written before these columns existed.
    """

    __tablename__ = "amendment_tranche"

    amendment_id: Mapped[UUID] = mapped_column(ForeignKey("amendment.id"), index=True)
    number: Mapped[int]
    amount: Mapped[int]
    former_amount: Mapped[int]
    percent: Mapped[int | None]
    former_percent: Mapped[int | None]

    __table_args__ = (UniqueConstraint("amendment_id", "number"),)


class AmendmentSignature(DoneOnPaper):
    """A party's signature on an amendment; `thumbprint_witness` is NULL for a handwritten one."""

    __tablename__ = "amendment_signature"

    amendment_id: Mapped[UUID] = mapped_column(ForeignKey("amendment.id"), index=True)
    party: Mapped[str]
    office: Mapped[str]
    thumbprint_witness: Mapped[str | None]

    __table_args__ = (UniqueConstraint("amendment_id", "party"),)


class AmendmentOutcome(OfSettlement):
    """The outcome of an amendment: in force, refused by a party or withdrawn, with the reason."""

    __tablename__ = "amendment_outcome"

    amendment_id: Mapped[UUID] = mapped_column(ForeignKey("amendment.id"), unique=True)
    outcome: Mapped[str]
    party: Mapped[str]
    reason: Mapped[str]


class AmendedProgress(OfSettlement):
    """The progress that a visit measured, against an amended bill, in hundredths of a percent."""

    __tablename__ = "amended_progress"

    amendment_id: Mapped[UUID] = mapped_column(ForeignKey("amendment.id"))
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    physical: Mapped[int]

    __table_args__ = (UniqueConstraint("visit_id", "amendment_id"),)
