"""What overviews show of each settlement, kept beside the rows that it is made of."""

from dataclasses import fields
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, String, Table, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.core.process.gate_facts import SettlementCounts
from peoplesprocess.db.column_types import Json, UtcTime
from peoplesprocess.models.base import Base

SORTS = {
    "name": (),
    "waits": ("waits_rank",),
    "step": ("steps_closed",),
    "days": ("since",),
    "gap": ("gap_rank",),
    "late": ("late_rank",),
}
"""What settlements can be put in order by, smallest first; the name decides between equals, then the code."""
LONGEST_WAITS = "referral_rank", "audit_rank", "check_rank"
"""Since when things wait of which a first page tells where they wait longest."""
SELDOM_WAITS = (
    *("second_audit_since", "certificate_since", "final_visit_since"),
    *("account_since", "handover_since", "repair_since"),
)
"""The same, NULL where nothing of the kind waits: their indexes hold only places where something does."""


class SettlementSummary(Base):
    """One settlement as overviews show it; `facts.settlement_summaries` says what each column is made of.

    Money in minor units; `done` is money times hundredths of a percent built. `contracted`, `done` and
    `contracted_cost` are of contracts that did not end before time, `spent` and `given_in_kind` of all. A
    figure that depends on the day is kept as the moment that it is counted from. The `..._rank` columns put
    the most urgent first. Its counts are those of `core.process.gate_facts.SettlementCounts`. `sequence` is
    the journal's number at which it was made. Columns of a place (its name, its currency, its time zone) are
    here too, so that a page reads one table.
    """

    __table__ = Table(
        "settlement_summary",
        Base.metadata,
        Column("settlement_id", Uuid(), ForeignKey("settlement.id"), primary_key=True),
        Column("programme_id", Uuid(), ForeignKey("programme.id"), nullable=False),
        Column("process_id", Uuid(), ForeignKey("process.id"), nullable=False),
        Column("code", String(), nullable=False),
        Column("name", String(), nullable=False),
        Column("area", String(), nullable=False),
        Column("time_zone", String(), nullable=False, server_default=""),
        Column("currency", String(), nullable=False),
        Column("required_groups", Json(), nullable=False),
        Column("made_at", UtcTime(), nullable=False),
        Column("closed_steps", String()),
        Column("steps_closed", BigInteger(), nullable=False),
        Column("cycles_before", BigInteger(), nullable=False),
        Column("since", UtcTime(), nullable=False),
        Column("granted", BigInteger(), nullable=False),
        Column("released", BigInteger(), nullable=False),
        Column("spent", BigInteger(), nullable=False),
        Column("given_in_kind", BigInteger(), nullable=False),
        Column("contracted", BigInteger(), nullable=False),
        Column("done", BigInteger(), nullable=False),
        Column("contracted_cost", BigInteger(), nullable=False),
        Column("requested_at", UtcTime()),
        Column("waits_rank", BigInteger(), nullable=False),
        Column("gap_rank", BigInteger(), nullable=False),
        Column("late_rank", UtcTime(), nullable=False),
        *(Column(name, UtcTime(), nullable=False) for name in ("referral_rank", "audit_rank")),
        Column("check_rank", Date(), nullable=False),
        *(Column(name, UtcTime()) for name in SELDOM_WAITS),
        *(Column(count.name, BigInteger(), nullable=False) for count in fields(SettlementCounts)),
        Column("adopted", Boolean(), nullable=False),
        Column("submitted", Boolean(), nullable=False),
        Column("attendance", String()),
        Column("sequence", BigInteger(), nullable=False),
        *(Index(None, "programme_id", *keys, "name", "code") for keys in SORTS.values()),
        *(Index(None, "programme_id", rank, "name", "code") for rank in LONGEST_WAITS),
        Index(None, "name", "code"),
        # Migrations say the same for PostgreSQL. Said here, it would load the drivers of that.
        *(
            Index(None, "programme_id", since, "name", "code", sqlite_where=text(f"{since} IS NOT NULL"))
            for since in SELDOM_WAITS
        ),
        Index(
            "ix_settlement_summary_unsigned",
            "settlement_id",
            sqlite_where=text("contracts > contracts_signed"),
        ),
    )


class ProgrammeTotal(Base):
    """How many settlements of a programme count in one currency, with the sums of their money."""

    __tablename__ = "programme_total"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    settlements: Mapped[int]
    granted: Mapped[int]
    released: Mapped[int]
    spent: Mapped[int]
    given_in_kind: Mapped[int]
