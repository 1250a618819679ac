"""The sheet of referred needs: each answer of an office on a line of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, and_, bindparam, cast, func, select

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_
from peoplesprocess.core.referrals import ANSWER_STATES, TAKEN_BY
from peoplesprocess.db.paged_query import PagedQuery
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.exports.export_sheet import ExportSheet, fixed
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Need, NeedReferral, ReferralAnswer


class ExportedReferral(NamedTuple):
    """A referral with one of its answers; `answer` is 0 if there is none. Struck records are left out."""

    number: int
    answer: int
    need: int
    title: str
    sector: str
    office: str
    taken_by: str
    asked_for: str
    paper: str
    taken_at: datetime
    said_at: datetime | None
    state: str | None
    words: str | None


_REFERRALS = PagedQuery(
    ExportedReferral,
    select(
        NeedReferral.number,
        cast(func.coalesce(ReferralAnswer.number, 0), BigInteger).label("answer"),
        *(Need.number.label("need"), Need.title, Need.sector),
        *(NeedReferral.office, NeedReferral.taken_by, NeedReferral.asked_for, NeedReferral.paper),
        *(done_at(NeedReferral).label("taken_at"), done_at(ReferralAnswer).label("said_at")),
        *(ReferralAnswer.state, ReferralAnswer.words),
    )
    .select_from(NeedReferral)
    .join(Need, Need.id == NeedReferral.need_id)
    .outerjoin(
        ReferralAnswer,
        and_(ReferralAnswer.referral_id == NeedReferral.id, not_struck(ReferralAnswer.id.expression)),
    )
    .where(NeedReferral.settlement_id == bindparam("settlement"), not_struck(NeedReferral.id.expression)),
    keys=2,
)


def _referrals(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for row in _REFERRALS.rows(connection, settlement=reader.settlement.id):
        yield (
            *(row.need, row.title, reader.word(choice_lists.SECTORS, row.sector), row.office),
            *(reader.day(row.taken_at), reader.word(TAKEN_BY, row.taken_by), row.asked_for, row.paper),
            reader.day(row.said_at) if row.said_at is not None else None,
            *(reader.word(ANSWER_STATES, row.state) if row.state else "", row.words or ""),
        )


REFERRALS = ExportSheet(
    N_("Needs for other offices"),
    fixed(
        *(
            N_("Number of the need"),
            N_("Need"),
            N_("Sector"),
            N_("Office that it was taken to"),
            N_("Taken there on"),
        ),
        *(N_("Who took it there"), N_("What was asked for"), N_("Number of the letter")),
        *(N_("Answered on"), N_("Status"), N_("What was said")),
    ),
    _referrals,
)
"""The referrals of needs to offices, and their answers."""
