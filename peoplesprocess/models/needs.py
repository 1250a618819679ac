"""Needs in people's words, the groups that raised them, and merges and splits that keep their lineage."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Base, OfSettlement


class Need(OfSettlement):
    """A stated problem with a place and the people it touches. `version` guards against lost updates."""

    __tablename__ = "need"

    # Indexes below begin with the settlement; one of its own would only slow writing.
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
        # As `facts.needs` asks for others of that name.
        Index("ix_need_settlement_id_lower_title", "settlement_id", text("lower(title)")),
        # By it the one that waits longest to be taken to an office is found. Its migration says the same for
        # PostgreSQL.
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
    """A need that was found to be the same as another; both stay, the first points to the second.

    `gained` holds the groups that the second speaks for only by this merge. One that was struck counts no
    more.
    """

    __tablename__ = "merge"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), index=True)
    into_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), index=True)
    reason: Mapped[str]
    gained: Mapped[list[str]] = mapped_column(default=list)


class NeedSearchText(Base):
    """A need's title and all it says, folded as it is searched: made of the `version` that it names."""

    __tablename__ = "need_text"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), primary_key=True)
    settlement_id: Mapped[UUID] = mapped_column(ForeignKey("settlement.id"))
    version: Mapped[int]
    title: Mapped[str]
    words: Mapped[str]

    __table_args__ = (Index("ix_need_text_settlement_id_title", "settlement_id", "title"),)


class NeedDistinction(OfSettlement):
    """That two needs which read alike are different, so that nobody is asked again: the earlier one first."""

    __tablename__ = "need_distinction"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"))

    __table_args__ = (UniqueConstraint("need_id", "other_id"),)


class Split(OfSettlement):
    """A need that was found to be two or three; all stay. One that was struck counts no more."""

    __tablename__ = "split"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), index=True)
    reason: Mapped[str]


class SplitPart(Base):
    """A need that came out of a split."""

    __tablename__ = "split_part"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), primary_key=True)
    split_id: Mapped[UUID] = mapped_column(ForeignKey("split.id"), index=True)
