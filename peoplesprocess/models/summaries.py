"""Summaries of settlements for overviews, derived from other rows."""

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
"""The orders of a list of settlements, ascending; ties are broken by name and code."""
LONGEST_WAITS = "referral_rank", "audit_rank", "check_rank"
"""The columns with the longest waits of a kind, by which overviews find where things wait longest."""


class SettlementSummary(Base):
    """A settlement as overviews show it; `facts.settlement_summaries` defines each column.

    Amounts are in minor units; `done` is money times hundredths of a percent built. `contracted`, `done` and
    `contracted_cost` are sums over contracts that did not end early, `spent` and `given_in_kind` over all. A
    figure that depends on the day is stored as the moment from which it is counted. The `…_rank` columns sort
    the most urgent first. The counts are those of `core.process.gate_facts.SettlementCounts`. `sequence` is
    the number in the journal at which the row was made. Columns of the settlement itself (its name, its
    currency, its time zone) are repeated, so that a page reads one table.
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
        *(Column(count.name, BigInteger(), nullable=False) for count in fields(SettlementCounts)),
        Column("adopted", Boolean(), nullable=False),
        Column("submitted", Boolean(), nullable=False),
        Column("attendance", String()),
        Column("sequence", BigInteger(), nullable=False),
        *(Index(None, "programme_id", *keys, "name", "code") for keys in SORTS.values()),
        *(Index(None, "programme_id", rank, "name", "code") for rank in LONGEST_WAITS),
        Index(None, "name", "code"),
        # For PostgreSQL the migration sets it; setting it here would load the PostgreSQL dialect.
        Index(
            "ix_settlement_summary_unsigned",
            "settlement_id",
            sqlite_where=text("contracts > contracts_signed"),
        ),
    )


class ProgrammeTotal(Base):
    """The totals over a programme's settlements with one currency: their number, and money in minor units."""

    __tablename__ = "programme_total"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    settlements: Mapped[int]
    granted: Mapped[int]
    released: Mapped[int]
    spent: Mapped[int]
    given_in_kind: Mapped[int]
