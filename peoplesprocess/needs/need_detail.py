"""One need in full: each column of NeedInput, and its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import SQLColumnExpression, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.need_assessment_origins import ORIGIN
from peoplesprocess.facts.need_referrals import IS_ANSWERED_BY_PLAN, STANDING_COLUMNS, joined_to_referral
from peoplesprocess.facts.needs import IS_LIVE, PARTS, RAISED_BY
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Block, Meeting, Merge, Need, NeedReferral, ReferralAnswer
from peoplesprocess.needs.actions import NeedInput


@dataclass(frozen=True)
class NeedHistory:
    """The history of a need: its groups and session, the need it was merged into, its parts and referrals."""

    id: UUID
    number: int
    version: int
    raised_by: str | None
    meeting_number: int | None
    held_on: date | None
    block_name: str
    is_live: bool
    parts: str | None
    into_number: int | None
    into_title: str | None
    merge_reason: str | None
    merged_at: datetime | None
    response_number: int | None
    referred_to: str | None
    referred_at: datetime | None
    referral_state: str | None
    referral_answered_at: datetime | None
    referral_said: str | None
    referral_number: int | None
    is_answered_by_plan: bool

    @property
    def groups(self) -> list[str]:
        """The codes of the groups that raised it."""
        return (self.raised_by or "").split()


@dataclass(frozen=True)
class NeedDetail(NeedInput, NeedHistory):
    """One need: its description and its history."""


_need, _into = Need.__table__, aliased(Need)
_COLUMNS: Mapping[str, SQLColumnExpression[object]] = {column.name: column for column in _need.c} | {
    "raised_by": RAISED_BY,
    "meeting_number": Meeting.number,
    "held_on": Meeting.held_on,
    "block_name": func.coalesce(Block.name, ""),
    "is_live": IS_LIVE,
    "parts": PARTS,
    "into_number": _into.number,
    "into_title": _into.title,
    "merge_reason": Merge.reason,
    "merged_at": Merge.made_at,
    "response_number": ORIGIN,
    **STANDING_COLUMNS,
    "referral_said": ReferralAnswer.words,
    "referral_number": NeedReferral.number,
    "is_answered_by_plan": IS_ANSWERED_BY_PLAN,
}
NEED = Query(
    NeedDetail,
    joined_to_referral(
        select(*(_COLUMNS[field.name].label(field.name) for field in fields(NeedDetail)))
        .select_from(_need)
        .outerjoin(Meeting, Meeting.id == _need.c.meeting_id)
        .outerjoin(Block, Block.id == _need.c.block_id)
        .outerjoin(Merge, and_(Merge.need_id == _need.c.id, not_struck(Merge.id)))
        .outerjoin(_into, _into.id == Merge.into_id)
        .where(_need.c.settlement_id == bindparam("settlement"), _need.c.number == bindparam("number"))
    ),
)
"""One need of a settlement by its number."""
