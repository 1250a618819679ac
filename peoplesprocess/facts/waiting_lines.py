"""What waits for somebody in their settlements besides an authority's answers, as pages list it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy.orm import Session

from peoplesprocess.core.roles import ActPlace, RoleGrant, reaches
from peoplesprocess.facts.waiting_thing_kinds import WaitingThingKind
from peoplesprocess.facts.waiting_things import (
    OPEN_KINDS,
    ROLES,
    PlacesOfRoles,
    SettlementWaitingThing,
    is_theirs,
    waiting_rows,
)

MOST_LINES = 10


class WaitingThingsLine(NamedTuple):
    """What waits of one kind in one settlement; days since the oldest.

    `number` is the contract's at which all of it waits, and `tranche` that of its instalment; 0 if there are
    several or none.
    """

    code: str
    name: str
    kind: WaitingThingKind
    things: int
    days: int
    number: int = 0
    tranche: int = 0


def waiting_lines(db: Session, grants: Collection[RoleGrant], now: datetime) -> list[WaitingThingsLine]:
    """Return what waits for somebody with these roles; the longest wait first."""
    return lines_of(waiting_rows(db, _places(grants), now), grants)


def lines_of(
    rows: Iterable[SettlementWaitingThing], grants: Collection[RoleGrant]
) -> list[WaitingThingsLine]:
    """Return what of these things waits for somebody with these roles; the longest wait first."""
    return _lines(row for row in rows if is_theirs(grants, row))


def kinds_here(grants: Iterable[RoleGrant], where: ActPlace) -> set[WaitingThingKind]:
    """Return what can wait in one settlement for somebody with these roles, on that settlement's page.

    An objection is told there by the next step, and a complaint on pages of their own.
    """
    held = {grant.role for grant in grants if grant.is_confirmed and reaches(grant, where)}
    told_elsewhere = {WaitingThingKind.OBJECTION, WaitingThingKind.COMPLAINT}
    return {kind for kind in OPEN_KINDS if held & set(ROLES[kind])} - told_elsewhere


def _places(grants: Collection[RoleGrant]) -> dict[WaitingThingKind, PlacesOfRoles]:
    """Where things wait, of each kind of which any can be somebody's with these roles."""
    held = [grant for grant in grants if grant.is_confirmed]
    roles = {grant.role for grant in held}
    return {
        kind: _within(grant for grant in held if grant.role in ROLES[kind])
        for kind in OPEN_KINDS
        # An authority is told of it with the plan's items.
        if kind is not WaitingThingKind.OBJECTION and roles & set(ROLES[kind])
    }


def _within(grants: Iterable[RoleGrant]) -> PlacesOfRoles:
    """Return where roles hold; `is_theirs` looks closer."""
    held = list(grants)
    settlements = {grant.settlement for grant in held if grant.settlement is not None}
    programmes = {grant.programme for grant in held if grant.settlement is None and grant.programme}
    return PlacesOfRoles(tuple(settlements), tuple(programmes))


def _lines(rows: Iterable[SettlementWaitingThing]) -> list[WaitingThingsLine]:
    ordered = sorted(rows, key=lambda row: (row.code, row.kind, row.since))
    found = []
    for (code, kind), group in groupby(ordered, key=lambda row: (row.code, row.kind)):
        same = list(group)
        at = {(row.number, row.tranche) for row in same}
        number, tranche = at.pop() if len(at) == 1 else (0, 0)
        kind_of = WaitingThingKind(kind)
        found.append(WaitingThingsLine(code, same[0].name, kind_of, len(same), same[0].days, number, tranche))
    return sorted(found, key=lambda line: (-line.days, line.name))[:MOST_LINES]
