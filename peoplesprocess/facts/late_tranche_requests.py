"""Tranche requests without an answer in a settlement, and whether one of them is to be shown as late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TypedDict

from sqlalchemy import and_, bindparam, case, exists, or_, select

from peoplesprocess.core.authority_decisions import days_late
from peoplesprocess.core.interruption_rules import SuspensionPeriod, days_not_suspended
from peoplesprocess.core.paper_days import AT_WORK, FAR_BACK
from peoplesprocess.core.time_zones import day_at
from peoplesprocess.db.json_objects import JsonList, JsonObject, JsonSubquery
from peoplesprocess.facts.suspensions import SUSPENSIONS, StoredSuspension, suspension_periods
from peoplesprocess.facts.tranches import OPEN_SINCE
from peoplesprocess.facts.work_papers import PAPERS, WorkPapers
from peoplesprocess.models import Contract, JournalEntry, SettlementSummary, Suspension

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
_was_suspended = exists(select(1).where(Suspension.settlement_id == _summary.settlement_id))
OPEN_REQUESTS = case(
    (
        or_(_papers_may_be_typed_in, and_(_summary.requested_at.is_not(None), _was_suspended)),
        select(
            JsonList(
                JsonObject(
                    since=OPEN_SINCE,
                    suspensions=JsonSubquery(SUSPENSIONS),
                    **{name: JsonSubquery(each) for name, each in PAPERS.items()},
                )
            )
        )
        .where(Contract.settlement_id == _summary.settlement_id, OPEN_SINCE.is_not(None))
        .correlate(SettlementSummary)
        .scalar_subquery(),
    )
)
"""The oldest open request of each contract, with its suspensions and what tells whether papers are typed in.

NULL where neither can matter, because no work was suspended, and no request is old enough or nothing was done
lately: reading papers is expensive. `papers_at` fills in the parameters.
"""


def papers_at(now: datetime) -> dict[str, object]:
    """Return the parameters of `OPEN_REQUESTS`, widened by the days that local clocks can differ from UTC."""
    acted_since = (now - timedelta(AT_WORK + 2)).astimezone(UTC).isoformat(timespec="seconds")
    return {"asked_far_back": now - timedelta(FAR_BACK - 1), "acted_since": acted_since}


class OpenTrancheRequest(TypedDict):
    """One element of `OPEN_REQUESTS` as stored."""

    since: str | None
    suspensions: list[StoredSuspension] | None
    acts: Mapping[str, str | None]
    dated: Mapping[str, str | None]


def is_request_late(
    oldest: datetime | None,
    requests: Iterable[OpenTrancheRequest] | None,
    zone: tzinfo,
    limit: int,
    today: date,
) -> bool:
    """Return whether one of a settlement's requests counts as waiting for more than `limit` days.

    `oldest` is the time of its oldest open request, `requests` the settlement's `OPEN_REQUESTS`.
    """
    if oldest is None or not days_late(day_at(zone, oldest), limit, today):
        return False
    return requests is None or any(
        days_not_suspended(day_at(zone, since), _papers(each).told_on(zone, today), _suspensions(each))
        > limit
        for each in requests
        if (since := _moment(each["since"])) is not None
    )


def _suspensions(request: OpenTrancheRequest) -> list[SuspensionPeriod]:
    return suspension_periods(request["suspensions"])


def _papers(request: OpenTrancheRequest) -> WorkPapers:
    acts, dated = request["acts"], request["dated"]
    return WorkPapers(
        paper_at=_moment(acts["done_at"]),
        act_typed_at=_moment(acts["typed_at"]),
        dated_on=date.fromisoformat(dated["day"]) if dated["day"] else None,
        dated_typed_at=_moment(dated["typed_at"]),
    )


def _moment(stored: str | None) -> datetime | None:
    """Return a moment from JSON; SQLite stores no time zone, and all moments are in UTC."""
    if stored is None:
        return None
    moment = datetime.fromisoformat(stored)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
