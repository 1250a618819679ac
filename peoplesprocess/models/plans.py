"""Versions of the action plan, their items, adoption, submission and the authority's decisions."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import DoneOnPaper, Keyed, OfSettlement


class Plan(OfSettlement):
    """A version of the action plan; it can be changed until it is submitted."""

    __tablename__ = "plan"

    number: Mapped[int]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class PlanItem(Keyed):
    """An item of a plan; `line` is the same in every version, `rank` is the community's order.

    Amounts are in minor units of the settlement's currency.
    """

    __tablename__ = "plan_item"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"), index=True)
    line: Mapped[int]
    rank: Mapped[int]
    title: Mapped[str]
    place: Mapped[str]
    needs: Mapped[list[int]]
    cost: Mapped[int]
    in_cash: Mapped[int]
    in_labour: Mapped[int]
    in_materials: Mapped[int]
    source: Mapped[str]
    implementer: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    operation_and_maintenance: Mapped[str]
    labour_days: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    estimate: Mapped[list[dict[str, object]]] = mapped_column(default=list)
    """Lines with title, unit, quantity (thousandths) and rate; if there are any, their sum is `cost`."""
    funding: Mapped[list[dict[str, object]]] = mapped_column(default=list)
    """Lines with source, instrument, amount, and whether it is committed."""
    horizon: Mapped[str] = mapped_column(default="")
    rung: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    policy_gap: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    other_outcomes: Mapped[list[str]] = mapped_column(default=list)
    climate: Mapped[str] = mapped_column(default="")
    frame_tags: Mapped[list[str]] = mapped_column(default=list)
    """Codes of frames of reference, each behind the key of its frame."""
    fingerprint: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("plan_id", "line"),
        CheckConstraint("cost > 0 and in_cash + in_labour + in_materials <= cost", name="sums"),
    )


class ItemRemoval(OfSettlement):
    """The removal of an item that an earlier version had, with the reason."""

    __tablename__ = "item_removal"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    line: Mapped[int]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("plan_id", "line"),)


class ItemDeferral(DoneOnPaper):
    """The deferral of an endorsed item, which gets no contract in this cycle; the newest counts."""

    __tablename__ = "item_deferral"

    line: Mapped[int]
    reason: Mapped[str]
    cycles_before: Mapped[int] = mapped_column(default=0)


class PlanAdoption(OfSettlement):
    """The adoption of a plan by an assembly; `need_titles` are the titles of its needs on that day."""

    __tablename__ = "adoption"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"), unique=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    households: Mapped[int]
    need_titles: Mapped[dict[str, str]] = mapped_column(default=dict)


class PlanSubmission(DoneOnPaper):
    """The submission of a plan to the authority, from which the days to answer are counted."""

    __tablename__ = "submission"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"), unique=True)


class Decision(DoneOnPaper):
    """An authority's answer to an item; it holds for the content that the item had."""

    __tablename__ = "decision"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    line: Mapped[int]
    fingerprint: Mapped[str]
    verdict: Mapped[str]
    reason: Mapped[str]
    forwarded_to: Mapped[str] = mapped_column(default="")
    area: Mapped[str]
    office: Mapped[str]
    points: Mapped[list[dict[str, str]]] = mapped_column(default=list)
    """The authority's checklist: point, answer and remark, with the programme's own words, if any."""
    level: Mapped[int] = mapped_column(default=1)
    """The number of the level that gave it."""
    in_stead_of: Mapped[int] = mapped_column(default=0)
    """The level that did not answer in time and was passed over, 0 if there was none."""

    __table_args__ = (
        Index(None, "settlement_id", "line", "fingerprint"),
        # For the few settlements with a returned item; for PostgreSQL the migration makes it partial.
        Index("ix_decision_returned", "settlement_id", sqlite_where=text("verdict = 'return'")),
    )
