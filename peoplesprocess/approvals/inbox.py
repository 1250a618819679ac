"""What waits for an authority, settlement by settlement, the longest wait first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from peoplesprocess.core.authority_decisions import areas_told, days_waiting
from peoplesprocess.core.roles import Grant, Role
from peoplesprocess.core.rules import Rules
from peoplesprocess.facts.submitted_items import WaitingItem, by_settlement


@dataclass(frozen=True, slots=True)
class InboxSettlement:
    """A settlement whose plan has items for this authority. Units: items, days."""

    code: str
    name: str
    items: int
    days: int
    limit: int

    @property
    def days_late(self) -> int:
        """By how many days the answer is late, 0 while it is not."""
        return max(0, self.days - self.limit)


def areas(grants: Iterable[Grant]) -> set[tuple[UUID, str]]:
    """Return the programmes and areas for which somebody is the local authority."""
    return {
        (grant.programme, grant.area)
        for grant in grants
        if grant.role is Role.LOCAL_AUTHORITY and grant.programme and grant.area
    }


def inbox(
    items: Iterable[WaitingItem], mine: set[tuple[UUID, str]], rules: Mapping[UUID, Rules], today: date
) -> list[InboxSettlement]:
    """Return the settlements with items whose turn is one of `mine`; `rules` are by programme."""
    own = [item for item in items if (item.programme_id, item.area) in mine]
    found = [_line(of_settlement, rules, today) for of_settlement in by_settlement(own).values()]
    return sorted(found, key=lambda line: (-line.days, line.code))


def _line(items: list[WaitingItem], rules: Mapping[UUID, Rules], today: date) -> InboxSettlement:
    first = min(items, key=lambda item: item.since)
    days = days_waiting(first.since.date(), today)
    return InboxSettlement(first.code, first.name, len(items), days, rules[first.programme_id].answer_days)


def late_below(
    items: Iterable[WaitingItem], mine: set[tuple[UUID, str]], rules: Mapping[UUID, Rules], today: date
) -> list[InboxSettlement]:
    """Return the settlements with items that an office below one of `mine` has not answered in time."""
    told = [item for item in items if any(area in mine for area in _told(item, rules, today))]
    found = [_line(of_settlement, rules, today) for of_settlement in by_settlement(told).values()]
    return sorted(found, key=lambda line: (-line.days, line.code))


def _told(item: WaitingItem, rules: Mapping[UUID, Rules], today: date) -> list[tuple[UUID, str]]:
    days, limit = days_waiting(item.since.date(), today), rules[item.programme_id].answer_days
    return [(item.programme_id, area) for area in areas_told(item.area, days, limit)]
