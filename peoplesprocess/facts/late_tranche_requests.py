"""Requests for money without an answer in a settlement, and whether it is told that one waits too long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import TypedDict

from sqlalchemy import case, select

from peoplesprocess.core.authority_decisions import days_late
from peoplesprocess.core.time_zones import day_at
from peoplesprocess.db.json_objects import JsonList, JsonObject, JsonOf
from peoplesprocess.facts.tranches import OPEN_SINCE
from peoplesprocess.facts.work_papers import PAPERS, WorkPapers
from peoplesprocess.models import Contract, SettlementSummary

_summary = SettlementSummary.__table__.c
OPEN_REQUESTS = case(
    (
        _summary.requested_at.is_not(None),
        select(
            JsonList(JsonObject(since=OPEN_SINCE, **{name: JsonOf(each) for name, each in PAPERS.items()}))
        )
        .where(Contract.settlement_id == _summary.settlement_id, OPEN_SINCE.is_not(None))
        .correlate(SettlementSummary)
        .scalar_subquery(),
    )
)
"""Of each contract of a settlement that has a request without an answer: since when the oldest one waits, and
what tells whether papers of its work are being typed in. NULL where nothing was asked for.
"""


class OpenTrancheRequest(TypedDict):
    """One of `OPEN_REQUESTS` as it is stored."""

    since: str | None
    acts: Mapping[str, str | None]
    dated: Mapping[str, str | None]


def is_request_late(
    requests: Iterable[OpenTrancheRequest] | None, zone: tzinfo, limit: int, today: date
) -> bool:
    """Return whether it is told that one of these `OPEN_REQUESTS` waits for more than `limit` days."""
    return any(
        days_late(day_at(zone, since), limit, _papers(each).told_on(zone, today)) > 0
        for each in requests or ()
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
