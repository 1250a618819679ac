"""Needs in people's words, the groups that raised them, and the history of merges and splits."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Base, OfSettlement


class Need(OfSettlement):
    """A stated problem with its place and the people affected; `version` guards against lost updates."""

    __tablename__ = "need"

    # Without the index of the base class: the ones below begin with the settlement, too.
    settlement_id: Mapped[UUID] = mapped_column(ForeignKey("settlement.id"))
    number: Mapped[int]
    title: Mapped[str]
    statement: Mapped[str]
    sector: Mapped[str]
    landmark: Mapped[str]
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"))
    households: Mapped[int]
    affected: Mapped[list[str]]
    severity: Mapped[int]
    season: Mapped[str]
    since: Mapped[str]
    cause: Mapped[str]
    coping: Mapped[str]
    response_type: Mapped[str]
    block_id: Mapped[UUID | None] = mapped_column(ForeignKey("block.id"))
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("settlement_id", "number"),
        CheckConstraint("severity between 1 and 3", name="severity"),
        Index(None, "settlement_id", "sector"),
        # For the lookup of needs with the same title in `facts.needs`.
        Index("ix_need_settlement_id_lower_title", "settlement_id", text("lower(title)")),
        # For the need that has waited longest to be taken to an office; for PostgreSQL the migration makes it
        # partial.
        Index(
            "ix_need_referral", "settlement_id", "made_at", sqlite_where=text("response_type = 'referral'")
        ),
    )


class NeedGroup(Base):
    """A group that raised a need."""

    __tablename__ = "need_group"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), primary_key=True)
    group_code: Mapped[str] = mapped_column(primary_key=True)


class Merge(OfSettlement):
    """A need that was found to be the same as another one; both are kept, and the first points to the second.

    `gained` are the groups for which the second speaks only because of this merge. A struck merge does not
    count.
    """

    __tablename__ = "merge"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), index=True)
    into_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), index=True)
    reason: Mapped[str]
    gained: Mapped[list[str]] = mapped_column(default=list)


class NeedSearchText(Base):
    """A need's title and all its words, folded for searching, as of the need's `version`."""

    __tablename__ = "need_text"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), primary_key=True)
    settlement_id: Mapped[UUID] = mapped_column(ForeignKey("settlement.id"))
    version: Mapped[int]
    title: Mapped[str]
    words: Mapped[str]

    __table_args__ = (Index("ix_need_text_settlement_id_title", "settlement_id", "title"),)


class NeedDistinction(OfSettlement):
    """The record that two needs which read alike are different, the earlier one first."""

    __tablename__ = "need_distinction"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"))

    __table_args__ = (UniqueConstraint("need_id", "other_id"),)


class Split(OfSettlement):
    """A need that was found to be two or three; all are kept. A struck split does not count."""

    __tablename__ = "split"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), index=True)
    reason: Mapped[str]


class SplitPart(Base):
    """A need that is a part of a split."""

    __tablename__ = "split_part"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), primary_key=True)
    split_id: Mapped[UUID] = mapped_column(ForeignKey("split.id"), index=True)
