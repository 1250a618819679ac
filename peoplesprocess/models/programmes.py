"""Programmes with their groups and steps, and the administrative areas above settlements."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Keyed, Recorded


class Programme(Keyed):
    """A programme: its words, rules, groups and currency; `groups` holds the programme's list of groups."""

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
    """A version of a programme's steps; a settlement keeps the version it began with."""

    __tablename__ = "process"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    version: Mapped[int]
    steps: Mapped[list[dict[str, object]]]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("programme_id", "version"),)


class StepGuidance(Recorded):
    """A programme's own guidance on a step; the newest counts, and an empty text withdraws it."""

    __tablename__ = "step_guidance"

    step: Mapped[str]
    number: Mapped[int]
    text: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "step", "number"),)


class AuthorityChecklistPoint(Recorded):
    """A programme's wording of a point of the authority's checklist; the newest counts, and "" retires it.

    `point` is a key of `DECISION_POINTS`, or one of the programme's own.
    """

    __tablename__ = "checklist_point"

    point: Mapped[str]
    number: Mapped[int]
    words: Mapped[str]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "point", "number"),)


class UnitRate(Recorded):
    """The cost of a unit of a work in a programme, in minor units; the newest counts, and 0 retires the rate.

    `line` is its place in the programme's list. With `is_labour_day` it values the community's labour.
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
    """An administrative area above settlements; `path` has the codes from the country down."""

    __tablename__ = "area"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    path: Mapped[str]
    name: Mapped[str]
    authority: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "path"),)
