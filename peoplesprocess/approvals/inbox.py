"""What waits for an authority, by settlement, the longest wait first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from peoplesprocess.facts.submitted_items import AuthorityRemit
from peoplesprocess.facts.waiting_items import WaitingItem, by_settlement


@dataclass(frozen=True, slots=True)
class InboxSettlement:
    """A settlement whose plan has items for an authority, of the `level` that has waited longest.

    `days` is the wait, and `days_late` by how many days the answer counts as late.
    """

    code: str
    name: str
    items: int
    days: int
    limit: int
    days_late: int
    programme_id: UUID
    level: int


def inbox(
    items: Iterable[WaitingItem], mine: Collection[AuthorityRemit], now: datetime
) -> list[InboxSettlement]:
    """Return the settlements with items whose turn it is one of `mine`."""
    return _lines((item for item in items if any(item.waits_for(office) for office in mine)), now)


def late_at_earlier_levels(
    items: Iterable[WaitingItem], mine: Collection[AuthorityRemit], now: datetime
) -> list[InboxSettlement]:
    """Return the settlements with items that an office before one of `mine` has not answered in time."""
    return _lines((item for item in items if any(item.is_late_below(office, now) for office in mine)), now)


def _lines(items: Iterable[WaitingItem], now: datetime) -> list[InboxSettlement]:
    found = [_line(of_settlement, now) for of_settlement in by_settlement(items).values()]
    return sorted(found, key=lambda line: (-line.days, line.code))


def _line(items: list[WaitingItem], now: datetime) -> InboxSettlement:
    first = min(items, key=lambda item: item.since)
    waits = first.days(now), first.limit, first.days_late(now)
    return InboxSettlement(first.code, first.name, len(items), *waits, first.programme_id, first.turn.level)
