"""Things that wait for somebody in their settlements as pages list them, without an authority's answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy.orm import Session

from peoplesprocess.core.roles import ActPlace, RoleGrant, reaches
from peoplesprocess.facts.places_of_roles import PlacesOfRoles
from peoplesprocess.facts.waiting_thing_kinds import MOST_LINES, WaitingThingKind
from peoplesprocess.facts.waiting_thing_roles import ROLES
from peoplesprocess.facts.waiting_things import (
    OPEN_KINDS,
    SettlementWaitingThing,
    is_theirs,
    waiting_rows,
)


class WaitingThingsLine(NamedTuple):
    """The things of one kind that wait in one settlement; `days` is how long the oldest has waited.

    `number` is the contract's, `tranche` and `amendment` the numbers of its tranche or amendment, `month`
    that of a check; 0 where there is none. With several things they are those of the first, and `is_first`
    says that there are others at other contracts. `is_measured`: every work that waits for a certificate was
    measured as built.
    """

    code: str
    name: str
    kind: WaitingThingKind
    things: int
    days: int
    number: int = 0
    tranche: int = 0
    amendment: int = 0
    month: int = 0
    is_measured: bool = False
    is_first: bool = False


def waiting_lines(db: Session, grants: Collection[RoleGrant], now: datetime) -> list[WaitingThingsLine]:
    """Return what waits for somebody with these roles, the longest wait first."""
    return lines_of(waiting_rows(db, _places(grants), now), grants)


def lines_of(
    rows: Iterable[SettlementWaitingThing], grants: Collection[RoleGrant]
) -> list[WaitingThingsLine]:
    """Return which of these things wait for somebody with these roles, the longest wait first."""
    return _lines(row for row in rows if is_theirs(grants, row))


def lines_at_contracts(
    rows: Iterable[SettlementWaitingThing], grants: Collection[RoleGrant]
) -> list[WaitingThingsLine]:
    """Return each of these things that waits at a contract for somebody with these roles, by its number.

    Each line leads to one thing, and its count includes all things of the same kind.
    """
    theirs = sorted(
        (row for row in rows if row.number and is_theirs(grants, row)),
        key=lambda row: (row.number, OPEN_KINDS.index(WaitingThingKind(row.kind)), row.tranche, row.month),
    )
    same = Counter(row.kind for row in theirs)
    unmeasured = {row.kind for row in theirs if not row.is_measured}
    return [_line(row, same[row.kind])._replace(is_measured=row.kind not in unmeasured) for row in theirs]


def lines_after(
    lines: Iterable[WaitingThingsLine], done: Collection[WaitingThingKind], number: int
) -> list[WaitingThingsLine]:
    """Return what to do after one of the kinds `done` at contract `number`, the next thing first.

    First the same kinds at later contracts, then at earlier ones, then whatever waits at this contract.
    """
    same = [line for line in lines if line.kind in done or line.number == number]
    return sorted(same, key=lambda line: (line.number == number, line.number < number, line.kind not in done))


def kinds_here(grants: Iterable[RoleGrant], where: ActPlace) -> set[WaitingThingKind]:
    """Return the kinds that the page of a settlement shows to somebody with these roles.

    Objections are shown there as the next step, and complaints on pages of their own.
    """
    held = {grant.role for grant in grants if grant.is_confirmed and reaches(grant, where)}
    told_elsewhere = {WaitingThingKind.OBJECTION, WaitingThingKind.COMPLAINT}
    return {kind for kind in OPEN_KINDS if held & set(ROLES[kind])} - told_elsewhere


def _places(grants: Collection[RoleGrant]) -> dict[WaitingThingKind, PlacesOfRoles]:
    """Return the places in which each kind that these roles can do may wait."""
    held = [grant for grant in grants if grant.is_confirmed]
    roles = {grant.role for grant in held}
    return {
        kind: _within(grant for grant in held if grant.role in ROLES[kind])
        for kind in OPEN_KINDS
        # The authority is told of it together with the items of the plan.
        if kind is not WaitingThingKind.OBJECTION and roles & set(ROLES[kind])
    }


def _within(grants: Iterable[RoleGrant]) -> PlacesOfRoles:
    """Return where these grants hold; `is_theirs` checks exactly."""
    held = list(grants)
    settlements = {grant.settlement for grant in held if grant.settlement is not None}
    programmes = {grant.programme for grant in held if grant.settlement is None and grant.programme}
    return PlacesOfRoles(tuple(settlements), tuple(programmes))


def _lines(rows: Iterable[SettlementWaitingThing]) -> list[WaitingThingsLine]:
    ordered = sorted(rows, key=lambda row: (row.code, row.kind, row.since))
    groups = [list(group) for _, group in groupby(ordered, key=lambda row: (row.code, row.kind))]
    groups.sort(key=lambda same: (same[0].since, same[0].name))
    return [_line_of(same) for same in groups[:MOST_LINES]]


def _line_of(same: Sequence[SettlementWaitingThing]) -> WaitingThingsLine:
    """Return the line for things of one kind in one settlement, of which the first has waited longest."""
    first = min(same, key=_place)
    return _line(first, len(same))._replace(
        days=same[0].days,
        is_measured=all(row.is_measured for row in same),
        is_first=any(row.number != first.number for row in same),
    )


def _place(row: SettlementWaitingThing) -> tuple[int, ...]:
    """Return the order in which things of one kind are done; saving one leads to the next."""
    return row.number, row.tranche, row.amendment, row.month


def _line(row: SettlementWaitingThing, things: int) -> WaitingThingsLine:
    at = (row.number, row.tranche, row.amendment, row.month, row.is_measured)
    return WaitingThingsLine(row.code, row.name, WaitingThingKind(row.kind), things, row.days, *at)
