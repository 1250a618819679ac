"""Requests for money without an answer in a settlement, and whether it is told that one waits too long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TypedDict

from sqlalchemy import and_, bindparam, case, select

from peoplesprocess.core.authority_decisions import days_late
from peoplesprocess.core.paper_days import AT_WORK, FAR_BACK
from peoplesprocess.core.time_zones import day_at
from peoplesprocess.db.json_objects import JsonList, JsonObject, JsonOf
from peoplesprocess.facts.tranches import OPEN_SINCE
from peoplesprocess.facts.work_papers import PAPERS, WorkPapers
from peoplesprocess.models import Contract, JournalEntry, SettlementSummary

_summary = SettlementSummary.__table__.c
_last_act_at = (
    select(JournalEntry.at)
    .where(JournalEntry.chain_id == _summary.settlement_id)
    .order_by(JournalEntry.sequence.desc())
    .limit(1)
    .correlate(SettlementSummary)
    .scalar_subquery()
)
_papers_may_be_typed_in = and_(
    _summary.requested_at < bindparam("asked_far_back"), _last_act_at >= bindparam("acted_since")
)
OPEN_REQUESTS = case(
    (
        _papers_may_be_typed_in,
        select(
            JsonList(JsonObject(since=OPEN_SINCE, **{name: JsonOf(each) for name, each in PAPERS.items()}))
        )
        .where(Contract.settlement_id == _summary.settlement_id, OPEN_SINCE.is_not(None))
        .correlate(SettlementSummary)
        .scalar_subquery(),
    )
)
"""Of each contract of a settlement that has a request without an answer: since when the oldest one waits, and
what tells whether papers of its work are being typed in. NULL where nothing was asked for so long ago that
they could be, or nobody did anything of late: to look through papers takes long. `papers_at` fills it in.
"""


def papers_at(now: datetime) -> dict[str, object]:
    """Return the values of the names in `OPEN_REQUESTS`; clocks of places differ by a day from ours."""
    acted_since = (now - timedelta(AT_WORK + 2)).astimezone(UTC).isoformat(timespec="seconds")
    return {"asked_far_back": now - timedelta(FAR_BACK - 1), "acted_since": acted_since}


class OpenTrancheRequest(TypedDict):
    """One of `OPEN_REQUESTS` as it is stored."""

    since: str | None
    acts: Mapping[str, str | None]
    dated: Mapping[str, str | None]


def is_request_late(
    oldest: datetime | None,
    requests: Iterable[OpenTrancheRequest] | None,
    zone: tzinfo,
    limit: int,
    today: date,
) -> bool:
    """Return whether it is told that a request waits for more than `limit` days.

    `oldest` is since when the oldest one of the settlement waits, `requests` are its `OPEN_REQUESTS`.
    """
    if oldest is None or not days_late(day_at(zone, oldest), limit, today):
        return False
    return requests is None or any(
        days_late(day_at(zone, since), limit, _papers(each).told_on(zone, today)) > 0
        for each in requests
        if (since := _moment(each["since"])) is not None
    )


def _papers(request: OpenTrancheRequest) -> WorkPapers:
    acts, dated = request["acts"], request["dated"]
    return WorkPapers(
        paper_at=_moment(acts["done_at"]),
        act_typed_at=_moment(acts["typed_at"]),
        dated_on=date.fromisoformat(dated["day"]) if dated["day"] else None,
        dated_typed_at=_moment(dated["typed_at"]),
    )


def _moment(stored: str | None) -> datetime | None:
    """A moment as a record of plain values holds it: without a zone where the database stores none."""
    if stored is None:
        return None
    moment = datetime.fromisoformat(stored)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
