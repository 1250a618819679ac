"""The contracts on the board: money, progress, how late the agency was, and the state of the closing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from peoplesprocess.board.events import BoardEvent
from peoplesprocess.board.scorecard_view import GroupScorecards, scorecards_by_group
from peoplesprocess.core.disclosure import shown
from peoplesprocess.core.interruption_rules import SuspensionPeriod, days_not_suspended
from peoplesprocess.core.later_work_checks import DueLaterWorkCheck, next_check
from peoplesprocess.core.progress import apart, financial
from peoplesprocess.facts.contract_progress import ContractClosureRow
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.suspensions import suspension_periods

MOST_VISITS = 8


@dataclass(frozen=True, slots=True)
class BoardTranche:
    """An instalment: when it was last requested and released, and for how many days the agency was late.

    `asked_typed_at`, `released_typed_at` and `refused_typed_at` are the times of typing in, which equal the
    others if nothing was on paper. `days` passed from the last request until its answer, or until the day as
    of which lateness is told; `refused_at` is the answer if it was a refusal. With `is_retention`, it is the
    retention less the deductions for repairs.
    """

    number: int
    amount: int
    asked_at: datetime | None
    released_at: datetime | None
    refused_at: datetime | None
    days: int
    late: int
    is_retention: bool
    asked_typed_at: datetime | None
    released_typed_at: datetime | None
    refused_typed_at: datetime | None


class BoardPhoto(NamedTuple):
    """A photo of a visit: its moment, its size in kilobytes, the number of its fixed point, 0 if none."""

    number: int
    moment: str
    kilobytes: int
    point: int


@dataclass(frozen=True, slots=True)
class BoardVisit:
    """A visit with its photos."""

    number: int
    visited_on: date
    physical: Fraction
    spent: int
    given_in_kind: int
    photos: list[BoardPhoto]


@dataclass(frozen=True, slots=True)
class BoardLabour:
    """Paid days of women and of men, None if they are so few that they could point to somebody.

    `unequal` says why their rates differ, "" if they are equal.
    """

    women_days: int | None
    men_days: int | None
    unequal: str


@dataclass(frozen=True, slots=True)
class ContractSummary:
    """A contract as the board shows it."""

    row: ContractClosureRow
    physical: Fraction
    financial: Fraction
    is_apart: bool
    instalments: list[BoardTranche]
    visits: list[BoardVisit]
    labour: BoardLabour | None
    late: int
    audit_people: int | None
    next_check: DueLaterWorkCheck | None
    scorecards_by_group: list[GroupScorecards]


def contract_summaries(
    contracts: Iterable[ContractClosureRow],
    events: Sequence[BoardEvent],
    place: SettlementWithRules,
    now: datetime,
) -> list[ContractSummary]:
    """Return the signed contracts, each with its events."""
    return [
        _summary(row, [event for event in events if event.contract == row.number], place, now)
        for row in contracts
    ]


def _summary(
    row: ContractClosureRow, events: Sequence[BoardEvent], place: SettlementWithRules, now: datetime
) -> ContractSummary:
    # PostgreSQL returns the sum of integers as a decimal, which a fraction does not accept.
    built, cost = Fraction(row.physical or 0, 100), financial(int(row.cost_so_far), row.total)
    told_on = row.told_on(place, day_in(place, now))
    rules, suspensions = place.rules, suspension_periods(row.stored_suspensions)
    instalments = _instalments(events, place, told_on, suspensions)
    return ContractSummary(
        row,
        built,
        cost,
        row.account_id is None and apart(built, cost, rules.progress_gap),
        instalments,
        _visits(events),
        _labour(events),
        sum(paid.late for paid in instalments),
        shown({"people": row.audit_people or 0}, total_is_shown=False)["people"],
        next_check(row.handed_on, rules.check_months, row.checked_months, day_in(place, now)),
        scorecards_by_group(events, place.groups),
    )


def _instalments(
    events: Iterable[BoardEvent],
    place: SettlementWithRules,
    told_on: date,
    suspensions: Sequence[SuspensionPeriod],
) -> list[BoardTranche]:
    """Return each instalment once; a refused request counts with the days until its refusal."""
    by_number: dict[int, list[BoardEvent]] = {}
    typed: dict[int, list[BoardEvent]] = {}
    for event in events:
        if event.kind in ("tranche", "retention", "typed"):
            kept = typed if event.kind == "typed" else by_number
            kept.setdefault(event.number, []).append(event)
    return [
        _instalment(requests, typed.get(number, ()), place, told_on, suspensions)
        for number, requests in sorted(by_number.items())
    ]


def _instalment(
    requests: Sequence[BoardEvent],
    typed: Sequence[BoardEvent],
    place: SettlementWithRules,
    told_on: date,
    suspensions: Sequence[SuspensionPeriod],
) -> BoardTranche:
    # While a work is suspended, the agency cannot release money.
    waits = [_wait(request, place, told_on) for request in requests]
    last = max(requests, key=lambda request: request.percent)
    asked_on, answered_on = _wait(last, place, told_on)
    typed_in = next((request for request in typed if request.percent == last.percent), None)
    return BoardTranche(
        last.number,
        last.amount,
        last.asked_at,
        next((request.released_at for request in requests if request.released_at), None),
        last.refused_at,
        max(0, (answered_on - asked_on).days),
        sum(max(0, days_not_suspended(*wait, suspensions) - place.rules.release_days) for wait in waits),
        last.kind == "retention",
        typed_in.asked_at if typed_in else None,
        typed_in.released_at if typed_in else None,
        typed_in.refused_at if typed_in else None,
    )


def _wait(request: BoardEvent, place: SettlementWithRules, told_on: date) -> tuple[date, date]:
    """Return the days of a request and of its answer, or `told_on` if it waits.

    Money that came was paid by the day it came; an instalment that nobody requested has not waited.
    """
    if request.asked_at is None:
        return told_on, told_on
    answered_at = request.released_at or request.refused_at
    answered = day_in(place, answered_at) if answered_at else told_on
    if request.released_at is not None:
        answered = min(answered, request.day or answered)
    return day_in(place, request.asked_at), answered


def _visits(events: Sequence[BoardEvent]) -> list[BoardVisit]:
    given = {event.number: event.amount for event in events if event.kind == "gifts"}
    visits = [
        BoardVisit(
            event.number,
            event.day,
            Fraction(event.percent, 100),
            event.amount,
            given.get(event.number, 0),
            photos_of(event.text),
        )
        for event in events
        if event.kind == "visit" and event.day is not None
    ]
    return sorted(visits, key=lambda visit: -visit.number)[:MOST_VISITS]


def _labour(events: Iterable[BoardEvent]) -> BoardLabour | None:
    found = next((event for event in events if event.kind == "labour"), None)
    if found is None:
        return None
    days = shown({"women": found.number, "men": found.amount}, total_is_shown=False)
    return BoardLabour(days["women"], days["men"], found.text)


def photos_of(text: str) -> list[BoardPhoto]:
    """Return the photos in a text of the query, such as "1:before:83211:0 2:after:70101:4"."""
    parts = (photo.split(":") for photo in text.split())
    return sorted(
        BoardPhoto(int(number), moment, max(1, int(size) // 1000), int(point))
        for number, moment, size, point in parts
    )
