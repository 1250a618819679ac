"""The screening of items for what could go wrong, the measures against it, and their re-checks."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement


class Screening(OfSettlement):
    """A screening of one line of the plan in one wording. The newest that was not struck stands.

    `answered_level` is what all answers give, `level` what stands, `public_level` what `answers` alone give:
    those about the environment and people. Answers on power and conflict lie in a column of their own, which
    nothing reads that makes a public page or a file.
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
    """A measure against what could go wrong with a line: by which role, by when, looked at when."""

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
    """What a look at a measure found. `next_on` is NULL where nobody needs to look again."""

    __tablename__ = "recheck"

    number: Mapped[int]
    mitigation_id: Mapped[UUID] = mapped_column(ForeignKey("mitigation.id"), index=True)
    checked_on: Mapped[date]
    found: Mapped[str]
    next_on: Mapped[date | None]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)
