"""Works under way: visits, photos, the cash book and the bank, and tranches requested, released, arrived."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import DoneOnPaper, OfSettlement


class Visit(OfSettlement):
    """A visit that measured the work; `physical` is in hundredths of a percent.

    `spent` is what the cash book had paid by then, `given_in_kind` the worth of labour and materials given by
    then, both in minor units.
    """

    __tablename__ = "visit"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    number: Mapped[int]
    visited_on: Mapped[date]
    measured: Mapped[dict[str, int]]
    physical: Mapped[int]
    spent: Mapped[int]
    given_in_kind: Mapped[int] = mapped_column(default=0)
    days_stopped: Mapped[int]
    notes: Mapped[str]
    final: Mapped[bool]
    weather: Mapped[str] = mapped_column(default="")
    delay_cause: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("contract_id", "number"),)


class QualityCheck(OfSettlement):
    """A test made at a visit, and whether it was passed; a failure is a defect from then on."""

    __tablename__ = "quality_check"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    number: Mapped[int]
    what: Mapped[str]
    passed: Mapped[bool]
    remark: Mapped[str]

    __table_args__ = (UniqueConstraint("visit_id", "number"),)


class FixedPoint(OfSettlement):
    """A spot from which photos of a work are taken repeatedly, for comparison; never a home."""

    __tablename__ = "fixed_point"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    name: Mapped[str]

    __table_args__ = (UniqueConstraint("contract_id", "number"),)


class VisitPhoto(OfSettlement):
    """A photo of a visit; its bytes are in the photo store, by digest."""

    __tablename__ = "photo"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    number: Mapped[int]
    moment: Mapped[str]
    digest: Mapped[str]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    point_id: Mapped[UUID | None] = mapped_column(ForeignKey("fixed_point.id"), index=True)

    __table_args__ = (UniqueConstraint("visit_id", "number"),)


class CashBookEntry(OfSettlement):
    """A line of the cash book in minor units, with its paper; a negative amount is money that came back.

    A counter-entry has a negative amount and the key of the line that it `corrects`. `comparison` is the
    number of the comparison of quotations, if any, and `seller` who sold it, "" if that is not known.
    """

    __tablename__ = "cash_book_entry"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    spent_on: Mapped[date]
    what: Mapped[str]
    amount: Mapped[int]
    paper: Mapped[str]
    corrects: Mapped[UUID | None] = mapped_column(ForeignKey("cash_book_entry.id"), index=True)
    comparison: Mapped[int | None]
    seller: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("amount <> 0 and (corrects is null or amount < 0)", name="amount"),
    )


class TrancheRequest(DoneOnPaper):
    """A request of the community for a tranche; after a refusal another one can follow."""

    __tablename__ = "tranche_request"

    tranche_id: Mapped[UUID] = mapped_column(ForeignKey("tranche.id"), index=True)
    number: Mapped[int]
    statement: Mapped[str]

    __table_args__ = (UniqueConstraint("tranche_id", "number"),)


class TrancheRefusal(DoneOnPaper):
    """The agency's refusal of a request, with the reason."""

    __tablename__ = "tranche_refusal"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("tranche_request.id"), unique=True)
    reason: Mapped[str]


class TrancheRelease(DoneOnPaper):
    """The release of a tranche: one for each, and not by its requester. The database enforces both rules."""

    __tablename__ = "tranche_release"

    tranche_id: Mapped[UUID] = mapped_column(ForeignKey("tranche.id"), unique=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("tranche_request.id"), unique=True)
    requested_by: Mapped[UUID]
    amount: Mapped[int]
    paper: Mapped[str]

    __table_args__ = (CheckConstraint("made_by <> requested_by", name="two_people"),)


class PaymentNumberCorrection(OfSettlement):
    """A corrected payment number of the bank, with the reason; the newest counts."""

    __tablename__ = "payment_number"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("tranche_release.id"))
    number: Mapped[int]
    paper: Mapped[str]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("release_id", "number"),)


class TrancheArrival(OfSettlement):
    """The arrival of a released tranche in the account: the day and the amount, in minor units.

    `reason` says why the amount differs from what was released, "" if it does not.
    """

    __tablename__ = "tranche_arrival"

    tranche_id: Mapped[UUID] = mapped_column(ForeignKey("tranche.id"), index=True)
    number: Mapped[int]
    arrived_on: Mapped[date]
    amount: Mapped[int]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("tranche_id", "number"),)


class BankBalance(OfSettlement):
    """The balance of the account on a day according to the bank, beside that of the book, in minor units.

    `reason` explains the difference, "" if there is none.
    """

    __tablename__ = "bank_balance"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    stated_on: Mapped[date]
    amount: Mapped[int]
    book: Mapped[int]
    paper: Mapped[str]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("contract_id", "number"),)
