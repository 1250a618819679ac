"""The small groups of neighbouring households in a settlement, and their monthly savings."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement


class SmallGroup(OfSettlement):
    """A small group as it is now: its households, and whether a woman or a man leads it, without a name.

    `leader` is "woman", "man", or "" if nobody leads it yet. A struck group does not count.
    """

    __tablename__ = "small_group"

    number: Mapped[int]
    name: Mapped[str]
    block_id: Mapped[UUID | None] = mapped_column(ForeignKey("block.id"))
    lane: Mapped[str] = mapped_column(default="")
    households: Mapped[int]
    leader: Mapped[str] = mapped_column(default="")
    since: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class SmallGroupChange(OfSettlement):
    """A change of a small group, with the reason: old and new values by column."""

    __tablename__ = "small_group_change"

    small_group_id: Mapped[UUID] = mapped_column(ForeignKey("small_group.id"), index=True)
    before: Mapped[dict[str, object]]
    after: Mapped[dict[str, object]]
    reason: Mapped[str]


class GroupSaving(OfSettlement):
    """A small group's savings in a month, in minor units, and how many people saved; the newest counts.

    `month` is the first day of the month. NULL in both figures withdraws earlier ones; `reason` says why a
    later row was made.
    """

    __tablename__ = "group_saving"

    small_group_id: Mapped[UUID] = mapped_column(ForeignKey("small_group.id"))
    month: Mapped[date]
    number: Mapped[int]
    amount: Mapped[int | None]
    savers: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("small_group_id", "month", "number"),)
