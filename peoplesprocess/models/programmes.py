"""The frame: programmes, their groups, their steps, and the places above settlements."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Keyed, Recorded


class Programme(Keyed):
    """A programme: its words, numbers, groups and money. `groups` holds `core.lists.Group` values."""

    __tablename__ = "programme"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    agency: Mapped[str]
    currency: Mapped[str]
    committee_name: Mapped[str]
    sectors: Mapped[list[str]]
    groups: Mapped[list[dict[str, str]]]
    rules: Mapped[dict[str, object]]
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]


class ProcessVersion(Keyed):
    """One version of a programme's steps. A settlement keeps the version it began with."""

    __tablename__ = "process"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    version: Mapped[int]
    steps: Mapped[list[dict[str, object]]]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("programme_id", "version"),)


class StepGuidance(Recorded):
    """A programme's own words on how a step is done. The newest counts; empty ones take the earlier away."""

    __tablename__ = "step_guidance"

    step: Mapped[str]
    number: Mapped[int]
    text: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "step", "number"),)


class AuthorityChecklistPoint(Recorded):
    """What a programme asks at a point of the authority's checklist. The newest counts; "" retires the point.

    `point` is a key of `DECISION_POINTS`, or one of the programme's own.
    """

    __tablename__ = "checklist_point"

    point: Mapped[str]
    number: Mapped[int]
    words: Mapped[str]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "point", "number"),)


class UnitRate(Recorded):
    """What a unit of a work costs in a programme, in minor units. The newest counts; 0 retires the rate.

    `line` is its place in the programme's list. With `is_labour_day` the community's labour is valued by it.
    """

    __tablename__ = "unit_rate"

    line: Mapped[int]
    number: Mapped[int]
    title: Mapped[str]
    unit: Mapped[str]
    currency: Mapped[str]
    rate: Mapped[int]
    is_labour_day: Mapped[bool]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "line", "number"),)


class ProgrammeFrame(Recorded):
    """That a programme reports by a frame of reference, or no longer does, and why. The newest counts.

    `frame` is the key of one that ships, or of one of the programme's own: only this has name, document and
    codes here, each of these with `code` and `title`.
    """

    __tablename__ = "programme_frame"

    frame: Mapped[str]
    number: Mapped[int]
    name: Mapped[str]
    document: Mapped[str]
    codes: Mapped[list[dict[str, str]]]
    is_used: Mapped[bool]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "frame", "number"),)


class Area(Keyed):
    """An administrative place above settlements. `path` holds the codes from the country down."""

    __tablename__ = "area"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    path: Mapped[str]
    name: Mapped[str]
    authority: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "path"),)
