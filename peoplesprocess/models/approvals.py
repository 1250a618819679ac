"""What goes with an authority's answers: levels, conditions, promises, remarks and objections."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import DoneOnPaper, OfSettlement, Recorded


class AuthorityLevelsChange(Recorded):
    """A change of the levels of authority that answer a programme's plans: before, after and why."""

    __tablename__ = "level_change"

    number: Mapped[int]
    before: Mapped[list[dict[str, object]]]
    after: Mapped[list[dict[str, object]]]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "number"),)


class DecisionCondition(OfSettlement):
    """A condition with which a level endorsed a line.

    `due` is the stage before which it must be met, a key of `core.conditions_and_promises.DUE`.
    """

    __tablename__ = "decision_condition"

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), index=True)
    number: Mapped[int]
    due: Mapped[str]
    words: Mapped[str]
    due_on: Mapped[date]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class ConditionEvent(OfSettlement):
    """A report that a condition is fulfilled, or its acceptance, refusal or waiver; the newest counts."""

    __tablename__ = "condition_event"

    condition_id: Mapped[UUID] = mapped_column(ForeignKey("decision_condition.id"), index=True)
    kind: Mapped[str]
    words: Mapped[str]


class AuthorityPromise(OfSettlement):
    """A level's promise with its endorsement of a line: money (minor units) or to keep the work running."""

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
    """Whether a promise was kept, and the day on which that was seen; the newest counts."""

    __tablename__ = "promise_outcome"

    promise_id: Mapped[UUID] = mapped_column(ForeignKey("authority_promise.id"), index=True)
    kept: Mapped[bool]
    seen_on: Mapped[date]
    words: Mapped[str]


class ItemRemark(OfSettlement):
    """An office's remark on a line of a plan, which needs no answer."""

    __tablename__ = "item_remark"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    line: Mapped[int]
    level: Mapped[int]
    office: Mapped[str]
    words: Mapped[str]


class AnswerReminder(OfSettlement):
    """A reminder to answer that the next level sent to a level which is late."""

    __tablename__ = "answer_reminder"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    level: Mapped[int]
    asked_by: Mapped[int]
    words: Mapped[str]


class AuthorityLook(OfSettlement):
    """The entry of the journal up to which somebody of an authority has seen a settlement."""

    __tablename__ = "authority_look"

    seen: Mapped[int]


class WorkObjection(DoneOnPaper):
    """An objection to an endorsed work, by a group; `group_code` is "" if the objector is not named."""

    __tablename__ = "objection"

    number: Mapped[int]
    line: Mapped[int]
    group_code: Mapped[str]
    words: Mapped[str]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class WorkObjectionAnswer(OfSettlement):
    """The answer to an objection, or a mark that it was recorded by mistake; the newest counts."""

    __tablename__ = "objection_answer"

    objection_id: Mapped[UUID] = mapped_column(ForeignKey("objection.id"), index=True)
    mistaken: Mapped[bool]
    words: Mapped[str]
