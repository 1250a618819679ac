"""What belongs to an authority's answers: the levels, conditions, promises, remarks and objections."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import DoneOnPaper, OfSettlement, Recorded


class AuthorityLevelsChange(Recorded):
    """That a programme changed the levels that answer its plans: before and after, and why."""

    __tablename__ = "level_change"

    number: Mapped[int]
    before: Mapped[list[dict[str, object]]]
    after: Mapped[list[dict[str, object]]]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "number"),)


class DecisionCondition(OfSettlement):
    """What a level asked for when it endorsed a line. `due` tells before what: `core.conditions.DUE`."""

    __tablename__ = "decision_condition"

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), index=True)
    number: Mapped[int]
    due: Mapped[str]
    words: Mapped[str]
    due_on: Mapped[date]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class ConditionEvent(OfSettlement):
    """That a condition was reported fulfilled, met, found not to be met yet, or lifted; the newest counts."""

    __tablename__ = "condition_event"

    condition_id: Mapped[UUID] = mapped_column(ForeignKey("decision_condition.id"), index=True)
    kind: Mapped[str]
    words: Mapped[str]


class AuthorityPromise(OfSettlement):
    """What a level promised when it endorsed a line: money, in minor units, or to keep the work running."""

    __tablename__ = "authority_promise"

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str]
    amount: Mapped[int]
    words: Mapped[str]

    __table_args__ = (
        UniqueConstraint("settlement_id", "number"),
        CheckConstraint("amount >= 0", name="amount"),
    )


class PromiseOutcome(OfSettlement):
    """Whether a promise was kept, and on which day that was seen; the newest counts."""

    __tablename__ = "promise_outcome"

    promise_id: Mapped[UUID] = mapped_column(ForeignKey("authority_promise.id"), index=True)
    kept: Mapped[bool]
    seen_on: Mapped[date]
    words: Mapped[str]


class ItemRemark(OfSettlement):
    """What an office remarked on a line of a plan; nothing waits for it."""

    __tablename__ = "item_remark"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    line: Mapped[int]
    level: Mapped[int]
    office: Mapped[str]
    words: Mapped[str]


class AnswerReminder(OfSettlement):
    """That the level after one that is late asked it for its answer."""

    __tablename__ = "answer_reminder"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    level: Mapped[int]
    asked_by: Mapped[int]
    words: Mapped[str]


class AuthorityLook(OfSettlement):
    """That somebody of an authority has seen all of a settlement up to an entry of its journal."""

    __tablename__ = "authority_look"

    seen: Mapped[int]


class WorkObjection(DoneOnPaper):
    """An objection to an endorsed work, by a group or, with "", by nobody who is told."""

    __tablename__ = "objection"

    number: Mapped[int]
    line: Mapped[int]
    group_code: Mapped[str]
    words: Mapped[str]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class WorkObjectionAnswer(OfSettlement):
    """The answer to an objection, or with `mistaken` that it was recorded wrongly; the newest counts."""

    __tablename__ = "objection_answer"

    objection_id: Mapped[UUID] = mapped_column(ForeignKey("objection.id"), index=True)
    mistaken: Mapped[bool]
    words: Mapped[str]
