"""Needs that were taken to an office, because no contract answers them, and the office's answers."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import DoneOnPaper


class NeedReferral(DoneOnPaper):
    """The record that the role `taken_by` took a need to an office; `paper` is the number of a letter.

    The newest one that was not struck counts.
    """

    __tablename__ = "need_referral"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), index=True)
    number: Mapped[int]
    office: Mapped[str]
    taken_by: Mapped[str]
    asked_for: Mapped[str]
    paper: Mapped[str]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class ReferralAnswer(DoneOnPaper):
    """An office's answer about a need; `state` is in `core.referrals.ANSWER_STATES`. The newest counts."""

    __tablename__ = "referral_answer"

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("need_referral.id"), index=True)
    number: Mapped[int]
    state: Mapped[str]
    words: Mapped[str]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)
