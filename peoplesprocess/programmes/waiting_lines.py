"""What waits for somebody in their settlements besides an authority's answers, for the first page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from peoplesprocess.core.authority_decisions import days_waiting
from peoplesprocess.core.roles import RoleGrant
from peoplesprocess.facts.waiting_thing_kinds import WaitingThingKind
from peoplesprocess.facts.waiting_things import (
    OPEN_KINDS,
    ROLES,
    SettlementWaitingThing,
    is_theirs,
    waiting_rows,
)
from peoplesprocess.models import Settlement

MOST_LINES = 10


class WaitingThingsLine(NamedTuple):
    """What waits of one kind in one settlement; days since the oldest."""

    code: str
    name: str
    kind: WaitingThingKind
    things: int
    days: int


def waiting_lines(db: Session, grants: Collection[RoleGrant], today: date) -> list[WaitingThingsLine]:
    """Return what waits for somebody with these roles; the longest wait first."""
    held = [grant for grant in grants if grant.is_confirmed]
    within: dict[WaitingThingKind, ColumnElement[bool] | None] = {
        kind: _within(grant for grant in held if grant.role in ROLES[kind])
        for kind in OPEN_KINDS
        # An authority is told of it with the plan's items.
        if kind is not WaitingThingKind.OBJECTION
    }
    conditions = {kind: places for kind, places in within.items() if places is not None}
    rows = waiting_rows(db, conditions, today)
    return _lines((row for row in rows if is_theirs(grants, row)), today)


def _within(grants: Iterable[RoleGrant]) -> ColumnElement[bool] | None:
    """In which settlements roles hold, None without one; `is_theirs` looks closer."""
    held = list(grants)
    if not held:
        return None
    places = {grant.settlement for grant in held if grant.settlement is not None}
    programmes = {grant.programme for grant in held if grant.settlement is None}
    return or_(Settlement.id.in_(places), Settlement.programme_id.in_(programmes))


def _lines(rows: Iterable[SettlementWaitingThing], today: date) -> list[WaitingThingsLine]:
    ordered = sorted(rows, key=lambda row: (row.code, row.kind, row.since))
    found = []
    for (code, kind), group in groupby(ordered, key=lambda row: (row.code, row.kind)):
        same = list(group)
        days = days_waiting(same[0].since.date(), today)
        found.append(WaitingThingsLine(code, same[0].name, WaitingThingKind(kind), len(same), days))
    return sorted(found, key=lambda line: (-line.days, line.name))[:MOST_LINES]
