"""The screening of items for risks, the measures against them, and rechecks of the measures."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement


class Screening(OfSettlement):
    """A screening of a line of the plan in one wording; the newest that was not struck is in force.

    `answered_level` follows from all answers, `level` is the level in force, and `public_level` follows from
    `answers` alone: those about the environment and people. Answers on power and conflict are in a column of
    their own, which is never read for a public page or a file.
    """

    __tablename__ = "screening"

    number: Mapped[int]
    line: Mapped[int]
    fingerprint: Mapped[str]
    answers: Mapped[list[dict[str, str]]]
    political_answers: Mapped[list[dict[str, str]]]
    answered_level: Mapped[str]
    level: Mapped[str]
    public_level: Mapped[str]
    raise_reason: Mapped[str] = mapped_column(default="")
    eviction_risk: Mapped[bool]

    __table_args__ = (UniqueConstraint("settlement_id", "number"), Index(None, "settlement_id", "line"))


class Mitigation(OfSettlement):
    """A measure against a risk of a line: by which role, by when, and when it is rechecked."""

    __tablename__ = "mitigation"

    number: Mapped[int]
    line: Mapped[int]
    domain: Mapped[str]
    measure: Mapped[str]
    responsible: Mapped[str]
    due_on: Mapped[date]
    recheck_on: Mapped[date]

    __table_args__ = (UniqueConstraint("settlement_id", "number"), Index(None, "settlement_id", "line"))


class MitigationRecheck(OfSettlement):
    """A recheck of a measure and its finding; `next_on` is NULL if no further one is needed."""

    __tablename__ = "recheck"

    number: Mapped[int]
    mitigation_id: Mapped[UUID] = mapped_column(ForeignKey("mitigation.id"), index=True)
    checked_on: Mapped[date]
    found: Mapped[str]
    next_on: Mapped[date | None]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)
