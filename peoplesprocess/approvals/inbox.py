"""What waits for an authority, settlement by settlement, the longest wait first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from peoplesprocess.approvals.plan_review import standing, whose_turn
from peoplesprocess.core.decisions import days_waiting
from peoplesprocess.core.roles import Grant, Role
from peoplesprocess.core.rules import restored


@dataclass(frozen=True, slots=True)
class Waiting:
    """A settlement whose plan has items for this authority. Units: items, days."""

    code: str
    name: str
    items: int
    days: int
    limit: int


@dataclass(frozen=True, slots=True)
class _Answer:
    verdict: str
    area: str
    plan_id: UUID


def areas(memberships: Iterable[Grant]) -> set[tuple[UUID, str]]:
    """Return the programmes and areas for which somebody is the local authority."""
    return {
        (held.programme, held.area)
        for held in memberships
        if held.role is Role.LOCAL_AUTHORITY and held.programme and held.area
    }


def waiting(rows: Sequence[Any], mine: set[tuple[UUID, str]], today: date) -> list[Waiting]:
    """Return the settlements with items whose turn is one of `mine`, the longest wait first."""
    found = []
    for _, of_settlement in groupby(rows, key=lambda row: row.id):
        items = [list(of_item) for _, of_item in groupby(of_settlement, key=lambda row: row.line)]
        count = sum(_waits(item, mine) for item in items)
        if count:
            first = items[0][0]
            days = days_waiting(first.submitted_at.date(), today)
            found.append(Waiting(first.code, first.name, count, days, restored(first.rules).answer_days))
    return sorted(found, key=lambda settlement: (-settlement.days, settlement.code))


def _waits(rows: Sequence[Any], mine: set[tuple[UUID, str]]) -> bool:
    first = rows[0]
    answers = [
        _Answer(row.verdict, row.answer_area, row.answered_in) for row in rows if row.verdict is not None
    ]
    turn = whose_turn(first.area, answers)
    last = standing(answers, first.plan_id)
    return (first.programme_id, turn) in mine and (last is None or last.area != turn)
