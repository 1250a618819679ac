"""The profile of a settlement in rounds: what it has, lacks and fears, typed in as counts and words."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement


class ProfileRound(OfSettlement):
    """One taking of a settlement's profile, open until it is published.

    `begun_from` is the number of the earlier round that it starts from. One that was struck counts nowhere.
    """

    __tablename__ = "profile_round"

    number: Mapped[int]
    taken_on: Mapped[date]
    begun_from: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class ProfilePart(OfSettlement):
    """A part of a round as it was typed in once; of several for one block and status the newest counts.

    `body` is what `core.profile_parts` reads for that `part`; `block_id` is NULL for the whole settlement.
    `source` with `source_number` or `source_note` says where it comes from, `as_of` for which day it holds.
    `from_round` is the number of the round that it was taken over from.
    """

    __tablename__ = "profile_part"

    profile_round_id: Mapped[UUID] = mapped_column(ForeignKey("profile_round.id"))
    number: Mapped[int]
    part: Mapped[str]
    block_id: Mapped[UUID | None] = mapped_column(ForeignKey("block.id"))
    status: Mapped[str] = mapped_column(default="")
    body: Mapped[dict[str, object]]
    source: Mapped[str]
    source_number: Mapped[int | None]
    source_note: Mapped[str] = mapped_column(default="")
    as_of: Mapped[date]
    from_round: Mapped[int | None]

    __table_args__ = (UniqueConstraint("profile_round_id", "number"),)


class ProfilePublication(OfSettlement):
    """That a round was published, and is never changed again.

    `areas` holds the numbers and names of the blocks that there were, `services` what was asked for.
    """

    __tablename__ = "profile_publication"

    profile_round_id: Mapped[UUID] = mapped_column(ForeignKey("profile_round.id"), unique=True)
    areas: Mapped[list[dict[str, object]]]
    services: Mapped[list[str]]
