"""Community contracts: bills of quantities, tranches, signatures, extensions."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import DoneOnPaper, Keyed, OfSettlement


class Contract(OfSettlement):
    """A contract with the community for one endorsed item. Amounts are in minor units.

    It can be changed until the first party signs. `departure` says why its cost, contribution or days differ
    from the plan's, if they do. `in_cash` is the part of the contribution agreed as money, NULL in contracts
    from before the column. `technical_fee` is the cost of technical help in addition to the grant, in percent
    of it. `payers` are other payers than agency and community, as `core.contract_payers` stores them;
    together they pay what contribution and grant leave of the total. `retention` percent of the grant are
    held back until `defects_months` months after the certificate. `signatories` people sign for the account,
    among them `women_signatories` women, as the programme required then; NULL in contracts from before the
    columns.
    """

    __tablename__ = "contract"

    number: Mapped[int]
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    line: Mapped[int]
    title: Mapped[str]
    mode: Mapped[str]
    total: Mapped[int]
    contribution: Mapped[int]
    in_cash: Mapped[int | None]
    technical_fee: Mapped[int] = mapped_column(default=0)
    signatories: Mapped[int | None]
    women_signatories: Mapped[int | None]
    retention: Mapped[int] = mapped_column(default=0)
    defects_months: Mapped[int] = mapped_column(default=0)
    grant: Mapped[int] = mapped_column("grant_amount")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    departure: Mapped[str] = mapped_column(default="")
    payers: Mapped[list[dict[str, object]]] = mapped_column(default=list)
    cycles_before: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("settlement_id", "number"),
        CheckConstraint("total >= contribution + grant_amount and grant_amount > 0", name="sums"),
    )


class BillLine(Keyed):
    """A line of the bill of quantities; quantities in thousandths of the unit, money in minor units."""

    __tablename__ = "bill_line"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    unit: Mapped[str]
    quantity: Mapped[int]
    rate: Mapped[int]
    amount: Mapped[int]

    __table_args__ = (UniqueConstraint("contract_id", "position"),)


class Tranche(Keyed):
    """A tranche as signed: its percentage, its amount, its conditions in percent; it may be the retention."""

    __tablename__ = "tranche"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    percent: Mapped[int]
    amount: Mapped[int]
    work_done: Mapped[int]
    money_spent: Mapped[int]
    certificate: Mapped[bool]
    is_retention: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("contract_id", "number"),)


class Signature(DoneOnPaper):
    """A party's signature on a contract; `thumbprint_witness` is NULL for a handwritten one."""

    __tablename__ = "signature"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    party: Mapped[str]
    office: Mapped[str]
    thumbprint_witness: Mapped[str | None]

    __table_args__ = (UniqueConstraint("contract_id", "party"),)


class ContractExtension(OfSettlement):
    """An agreed later end date, with the reason."""

    __tablename__ = "extension"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    until: Mapped[date]
    reason: Mapped[str]
