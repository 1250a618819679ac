"""The settlements of a programme that wait longer than it allows, by their own clocks and papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.facts.waiting_items import waiting_items
from peoplesprocess.models import Settlement
from peoplesprocess.programmes.queries import PAGE, SettlementSummaryRow, all_in_order, filtered_page

Match = Callable[[str, str], bool]


def late_settlements(
    db: Session,
    programme: UUID,
    conditions: Sequence[ColumnElement[bool]],
    match: Match | None,
    rules: ProgrammeRules,
    now: datetime,
    *,
    sort: str = "name",
    after: str = "",
) -> Iterator[SettlementSummaryRow]:
    """Yield the settlements that match `conditions` and wait too long, in order of `sort`.

    The conditions are wider: they use the day of the zone where it begins first. Each settlement is then
    checked as on every other page, by its own clock and as of its newest paper (decision 71).
    """
    for part in _parts(db, programme, conditions, match, now, sort, after):
        late = _with_late_items(db, programme, part, rules, now)
        yield from (row for row in part if row.settlement_id in late or _is_late(row, rules, now))


def _parts(
    db: Session,
    programme: UUID,
    conditions: Sequence[ColumnElement[bool]],
    match: Match | None,
    now: datetime,
    sort: str,
    after: str,
) -> Iterator[list[SettlementSummaryRow]]:
    """Yield the settlements that may be late, about a page at a time."""
    if match is not None:
        found = all_in_order(db, programme, conditions, now, sort=sort, after=after)
        named = (row for row in found if match(row.name, row.code))
        while part := list(islice(named, PAGE + 1)):
            yield part
        return
    while part := filtered_page(db, programme, conditions, None, now, sort=sort, after=after):
        yield part
        if len(part) <= PAGE:
            return
        after = part[-1].code


def _is_late(row: SettlementSummaryRow, rules: ProgrammeRules, now: datetime) -> bool:
    """Return whether the agency's answer to a request, or the authority's no-objection, is late."""
    waits_for_word = not row.is_agreed and row.days(row.made_at, now) > rules.answer_days
    return waits_for_word or row.has_late_request(rules, now)


def _with_late_items(
    db: Session, programme: UUID, rows: Sequence[SettlementSummaryRow], rules: ProgrammeRules, now: datetime
) -> set[UUID]:
    """Return the keys of the settlements among these in whose plan an answer is late."""
    within = Settlement.id.in_([row.settlement_id for row in rows])
    items = waiting_items(db, within, {programme: rules})
    return {item.settlement_id for item in items if item.days_late(now)}
