"""What waits for somebody in their settlements besides an authority's answers, for the first page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from sqlalchemy.orm import Session

from peoplesprocess.core.authority_decisions import days_waiting
from peoplesprocess.core.roles import MONEY_ROLES, Grant
from peoplesprocess.facts.reminders import OpenThing, ThingKind, is_theirs, waiting_rows
from peoplesprocess.models import Settlement
from peoplesprocess.programmes.queries import Scope

MOST_LINES = 10


class WaitingLine(NamedTuple):
    """Requests for money, or items that were sent back, in one settlement; days since the oldest."""

    code: str
    name: str
    kind: ThingKind
    things: int
    days: int


def waiting_lines(db: Session, grants: Collection[Grant], own: Scope, today: date) -> list[WaitingLine]:
    """Return what waits for somebody with these roles, who works in `own`; the longest wait first."""
    releases = {grant.programme for grant in grants if grant.role in MONEY_ROLES and grant.is_confirmed}
    within = {
        ThingKind.REQUEST: Settlement.programme_id.in_(releases),
        ThingKind.SENT_BACK: Settlement.id.in_(own.settlements),
    }
    asked = {ThingKind.REQUEST: releases, ThingKind.SENT_BACK: own.settlements}
    rows = waiting_rows(db, {kind: within[kind] for kind, places in asked.items() if places})
    return _lines((row for row in rows if is_theirs(grants, row)), today)


def _lines(rows: Iterable[OpenThing], today: date) -> list[WaitingLine]:
    ordered = sorted(rows, key=lambda row: (row.code, row.kind, row.since))
    found = []
    for (code, kind), group in groupby(ordered, key=lambda row: (row.code, row.kind)):
        same = list(group)
        days = days_waiting(same[0].since.date(), today)
        found.append(WaitingLine(code, same[0].name, ThingKind(kind), len(same), days))
    return sorted(found, key=lambda line: (-line.days, line.name))[:MOST_LINES]
