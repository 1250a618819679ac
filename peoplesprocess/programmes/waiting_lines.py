"""What waits for somebody in their settlements besides an authority's answers, for the first page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from peoplesprocess.core.authority_decisions import days_waiting
from peoplesprocess.core.roles import MONEY_ROLES, Grant
from peoplesprocess.facts.reminders import SIGNATURES, OpenThing, ThingKind, is_theirs, waiting_rows
from peoplesprocess.models import Settlement
from peoplesprocess.programmes.queries import Scope

MOST_LINES = 10


class WaitingLine(NamedTuple):
    """What waits of one kind in one settlement; days since the oldest."""

    code: str
    name: str
    kind: ThingKind
    things: int
    days: int


def waiting_lines(db: Session, grants: Collection[Grant], own: Scope, today: date) -> list[WaitingLine]:
    """Return what waits for somebody with these roles, who works in `own`; the longest wait first."""
    releases = {grant.programme for grant in grants if grant.role in MONEY_ROLES and grant.is_confirmed}
    within = {role: _within(grant for grant in grants if grant.role is role) for role in SIGNATURES}
    conditions = {SIGNATURES[role]: places for role, places in within.items() if places is not None}
    if releases:
        conditions[ThingKind.REQUEST] = Settlement.programme_id.in_(releases)
    if own.settlements:
        conditions[ThingKind.SENT_BACK] = Settlement.id.in_(own.settlements)
    rows = waiting_rows(db, conditions)
    return _lines((row for row in rows if is_theirs(grants, row)), today)


def _within(grants: Iterable[Grant]) -> ColumnElement[bool] | None:
    """In which settlements a role holds, None without one; `is_theirs` looks closer."""
    held = list(grants)
    if not held:
        return None
    places = {grant.settlement for grant in held if grant.settlement is not None}
    programmes = {grant.programme for grant in held if grant.settlement is None}
    return or_(Settlement.id.in_(places), Settlement.programme_id.in_(programmes))


def _lines(rows: Iterable[OpenThing], today: date) -> list[WaitingLine]:
    ordered = sorted(rows, key=lambda row: (row.code, row.kind, row.since))
    found = []
    for (code, kind), group in groupby(ordered, key=lambda row: (row.code, row.kind)):
        same = list(group)
        days = days_waiting(same[0].since.date(), today)
        found.append(WaitingLine(code, same[0].name, ThingKind(kind), len(same), days))
    return sorted(found, key=lambda line: (-line.days, line.name))[:MOST_LINES]
