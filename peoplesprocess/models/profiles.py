"""The profile of a settlement in rounds: what it has, lacks and fears, as counts and words."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement


class ProfileRound(OfSettlement):
    """A survey of a settlement's profile, open until it is published.

    `begun_from` is the number of the earlier round that it started from. A struck round does not count.
    """

    __tablename__ = "profile_round"

    number: Mapped[int]
    taken_on: Mapped[date]
    begun_from: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class ProfilePart(OfSettlement):
    """A part of a round as typed in once; of several for the same block and status, the newest counts.

    `body` is in the form that `core.profile_parts` reads for that `part`; `block_id` is NULL for the whole
    settlement. `source`, with `source_number` or `source_note`, says where it comes from, `as_of` for which
    day it holds. `from_round` is the number of the round from which it was taken over.
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
    """The publication of a round, which is never changed afterwards.

    `areas` are the numbers and names of the blocks at that time, `services` the services that were asked for.
    """

    __tablename__ = "profile_publication"

    profile_round_id: Mapped[UUID] = mapped_column(ForeignKey("profile_round.id"), unique=True)
    areas: Mapped[list[dict[str, object]]]
    services: Mapped[list[str]]
