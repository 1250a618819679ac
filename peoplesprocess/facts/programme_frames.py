"""The frames of reference that a programme reports by, and those that it no longer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from peoplesprocess.core.frames import FrameOfReference
from peoplesprocess.core.shipped_frames import SHIPPED_FRAMES
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Account, ProgrammeFrame


class ProgrammeFrameRow(NamedTuple):
    """What a programme last said of a frame; `by` is the name of who said it."""

    frame: str
    number: int
    name: str
    document: str
    codes: list[dict[str, str]]
    is_used: bool
    reason: str
    made_at: datetime
    by: str | None

    @property
    def reference(self) -> FrameOfReference:
        """The frame itself: one that ships, or as the programme wrote it."""
        titles = {each["code"]: each["title"] for each in self.codes}
        return SHIPPED_FRAMES.get(self.frame) or FrameOfReference(
            self.frame, self.name, self.document, titles
        )


_other = aliased(ProgrammeFrame)
_newest = (
    select(func.max(_other.number))
    .where(_other.programme_id == ProgrammeFrame.programme_id, _other.frame == ProgrammeFrame.frame)
    .correlate(ProgrammeFrame)
    .scalar_subquery()
)
_row = ProgrammeFrame.__table__.c
PROGRAMME_FRAMES = Query(
    ProgrammeFrameRow,
    select(
        *(_row[name] for name in ProgrammeFrameRow._fields[:-1]),
        Account.name.label("by"),
    )
    .select_from(ProgrammeFrame)
    .outerjoin(Account, Account.id == ProgrammeFrame.made_by)
    .where(ProgrammeFrame.programme_id == bindparam("programme"), ProgrammeFrame.number == _newest)
    .order_by(ProgrammeFrame.made_at, ProgrammeFrame.id),
)
"""What a programme last said of each frame."""


@dataclass(frozen=True, slots=True)
class ProgrammeFrames:
    """The frames that a programme ever chose."""

    rows: Sequence[ProgrammeFrameRow]

    @property
    def used(self) -> list[FrameOfReference]:
        """Those that it reports by: those that ship in their order, then its own."""
        return sorted((row.reference for row in self.rows if row.is_used), key=_order)

    @property
    def offered(self) -> list[FrameOfReference]:
        """Those that it can choose: what ships, and its own that it left."""
        used = {row.frame for row in self.rows if row.is_used}
        own = [row.reference for row in self.rows if row.reference.is_own]
        return [frame for frame in (*SHIPPED_FRAMES.values(), *own) if frame.key not in used]

    def row(self, key: str) -> ProgrammeFrameRow | None:
        """Return what was last said of a frame, None if nothing ever was."""
        return next((row for row in self.rows if row.frame == key), None)

    def using(self, key: str) -> FrameOfReference | None:
        """Return a frame that the programme reports by, None if it does not."""
        row = self.row(key)
        return row.reference if row and row.is_used else None


def programme_frames(db: Session | Connection, programme: UUID) -> ProgrammeFrames:
    """Return the frames that a programme ever chose."""
    return ProgrammeFrames(PROGRAMME_FRAMES.all(db, programme=programme))


def _order(frame: FrameOfReference) -> tuple[int, int, str]:
    shipped = list(SHIPPED_FRAMES)
    if frame.key in SHIPPED_FRAMES:
        return shipped.index(frame.key), 0, ""
    return len(shipped), len(frame.key), frame.key
