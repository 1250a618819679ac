"""Observations of groups about their place: walks, calendars, ways, problems, institutions, assets."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement


class GroupObservation(OfSettlement):
    """An observation; `body` holds its lines as `core.observation_kinds` reads them. Struck ones are kept."""

    __tablename__ = "observation"

    number: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str]
    observed_on: Mapped[date]
    group_code: Mapped[str] = mapped_column(default="")
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"))
    body: Mapped[dict[str, object]]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)
