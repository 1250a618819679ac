"""Queries on referrals: one referral or answer by its number, those of a need, the list, the totals."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, bindparam, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from peoplesprocess.core.referrals import REFERRAL
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.need_referrals import (
    COUNT_OPEN,
    COUNT_REFUSED,
    COUNT_RESOLVED,
    COUNT_TAKEN,
    is_referral_of,
    joined_to_referral,
    with_referral,
)
from peoplesprocess.facts.needs import INTO_NUMBER, IS_LIVE
from peoplesprocess.facts.strikes import is_struck
from peoplesprocess.models import Need, NeedReferral, ReferralAnswer, Strike

PAGE = 50
_settlement: ColumnElement[UUID] = bindparam("settlement")
_number: ColumnElement[int] = bindparam("number")
_need = Need.__table__


class RecordedReferral(NamedTuple):
    """A referral as recorded, with the number of its need and of the need into which that was merged."""

    id: UUID
    number: int
    need_id: UUID
    need: int
    into_number: int | None
    title: str
    office: str
    taken_by: str
    asked_for: str
    paper: str
    taken_at: datetime
    is_struck: bool


REFERRAL_BY_NUMBER = Query(
    RecordedReferral,
    select(
        *(NeedReferral.id, NeedReferral.number, NeedReferral.need_id),
        *(_need.c.number.label("need"), INTO_NUMBER.label("into_number"), _need.c.title),
        *(NeedReferral.office, NeedReferral.taken_by, NeedReferral.asked_for, NeedReferral.paper),
        done_at(NeedReferral).label("taken_at"),
        is_struck(NeedReferral.id.expression).label("is_struck"),
    )
    .join(_need, _need.c.id == NeedReferral.need_id)
    .where(NeedReferral.settlement_id == _settlement, NeedReferral.number == _number),
)
"""One referral of a settlement by its number."""


class RecordedAnswer(NamedTuple):
    """An answer as recorded, with the numbers of its referral and needs; struck if its referral is."""

    id: UUID
    number: int
    referral: int
    need: int
    into_number: int | None
    title: str
    office: str
    state: str
    words: str
    said_at: datetime
    is_struck: bool


ANSWER = Query(
    RecordedAnswer,
    select(
        *(ReferralAnswer.id, ReferralAnswer.number, NeedReferral.number.label("referral")),
        *(_need.c.number.label("need"), INTO_NUMBER.label("into_number"), _need.c.title, NeedReferral.office),
        *(ReferralAnswer.state, ReferralAnswer.words, done_at(ReferralAnswer).label("said_at")),
        or_(is_struck(ReferralAnswer.id.expression), is_struck(NeedReferral.id.expression)).label(
            "is_struck"
        ),
    )
    .join(NeedReferral, NeedReferral.id == ReferralAnswer.referral_id)
    .join(_need, _need.c.id == NeedReferral.need_id)
    .where(ReferralAnswer.settlement_id == _settlement, ReferralAnswer.number == _number),
)
"""One answer to a referral of a settlement by its number."""


class ReferralLine(NamedTuple):
    """A referral with one of its answers; if there is none, the columns of the answer are None.

    `struck_for` and `answer_struck_for` are the reasons of strikes, or None.
    """

    number: int
    office: str
    taken_by: str
    asked_for: str
    paper: str
    taken_at: datetime
    typed_at: datetime
    struck_at: datetime | None
    struck_for: str | None
    answer: int | None
    state: str | None
    words: str | None
    said_at: datetime | None
    said_typed_at: datetime | None
    answer_struck_at: datetime | None
    answer_struck_for: str | None


_strike, _answer_strike = aliased(Strike), aliased(Strike)
_LINES = Query(
    ReferralLine,
    select(
        *(NeedReferral.number, NeedReferral.office, NeedReferral.taken_by),
        *(NeedReferral.asked_for, NeedReferral.paper, done_at(NeedReferral).label("taken_at")),
        NeedReferral.made_at.label("typed_at"),
        *(_strike.made_at.label("struck_at"), _strike.reason.label("struck_for")),
        *(ReferralAnswer.number.label("answer"), ReferralAnswer.state, ReferralAnswer.words),
        done_at(ReferralAnswer).label("said_at"),
        ReferralAnswer.made_at.label("said_typed_at"),
        _answer_strike.made_at.label("answer_struck_at"),
        _answer_strike.reason.label("answer_struck_for"),
    )
    .select_from(NeedReferral)
    .outerjoin(_strike, _strike.record_id == NeedReferral.id)
    .outerjoin(ReferralAnswer, ReferralAnswer.referral_id == NeedReferral.id)
    .outerjoin(_answer_strike, _answer_strike.record_id == ReferralAnswer.id)
    .where(is_referral_of(NeedReferral.need_id.expression, bindparam("need")))
    .order_by(done_at(NeedReferral), NeedReferral.number, done_at(ReferralAnswer), ReferralAnswer.number),
)


class NeedReferralDetail(NamedTuple):
    """A referral of a need with its answers, including struck ones."""

    line: ReferralLine
    answers: list[ReferralLine]


def referrals_of(db: Session, need: UUID) -> list[NeedReferralDetail]:
    """Return the referrals of a need and of the needs merged into it, oldest first."""
    found = [list(rows) for _, rows in groupby(_LINES.all(db, need=need), key=lambda row: row.number)]
    return [NeedReferralDetail(rows[0], [row for row in rows if row.answer is not None]) for rows in found]


class NeedToRefer(NamedTuple):
    """A live need to be referred, with the columns that decide its outcome."""

    number: int
    title: str
    sector: str
    response_type: str
    referred_to: str | None
    referred_at: datetime | None
    referral_state: str | None
    referral_answered_at: datetime | None

    @property
    def into_number(self) -> None:
        """None, as a live need is not merged."""
        return None

    @property
    def parts(self) -> None:
        """None, as a live need is not split."""
        return None


_standing = (
    _need.c.settlement_id == _settlement,
    _need.c.response_type == REFERRAL,
    IS_LIVE,
)
REFERRAL_NEEDS = Query(
    NeedToRefer,
    with_referral(
        select(_need.c.number, _need.c.title, _need.c.sector, _need.c.response_type)
        .select_from(_need)
        .where(*_standing, _need.c.number > bindparam("after"))
        .order_by(_need.c.number)
        .limit(PAGE + 1)
    ),
)
"""A page of a settlement's needs to be referred, by number, with one extra row if there are more."""


class ReferralSums(NamedTuple):
    """The numbers of needs to be referred, and of those taken to an office, resolved and refused.

    `open` needs still wait for an office, whether they have been taken there or not.
    """

    logged: int
    taken: int
    resolved: int
    refused: int
    open: int

    @property
    def planned(self) -> int:
        """The number of the other needs, which an item of the plan answers."""
        return self.logged - self.resolved - self.refused - self.open


REFERRAL_SUMS = Query(
    ReferralSums,
    joined_to_referral(
        select(
            func.count().label("logged"),
            *(
                cast(func.coalesce(func.sum(count), 0), BigInteger).label(name)
                for name, count in (
                    ("taken", COUNT_TAKEN),
                    ("resolved", COUNT_RESOLVED),
                    ("refused", COUNT_REFUSED),
                    ("open", COUNT_OPEN),
                )
            ),
        )
        .select_from(_need)
        .where(*_standing)
    ),
)
"""The totals over a settlement's needs to be referred."""
