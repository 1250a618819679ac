"""Needs that were taken to an office, because no contract answers them, and what the office said."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import DoneOnPaper


class NeedReferral(DoneOnPaper):
    """That a need was taken to an office, by whoever has the role `taken_by`; `paper` is a letter's number.

    The newest that was not struck tells where the need stands.
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
    """What an office said of a need: `state` is one of `core.referrals.ANSWER_STATES`; the newest counts."""

    __tablename__ = "referral_answer"

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("need_referral.id"), index=True)
    number: Mapped[int]
    state: Mapped[str]
    words: Mapped[str]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)
