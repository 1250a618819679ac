"""Everything that waits for somebody with a role in a settlement, and since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import Session

from peoplesprocess.core.approval_chain import AnswerTurn, turn_of_answer
from peoplesprocess.core.complaints import ComplaintClock, roles_left_out
from peoplesprocess.core.contract_closure import due_on
from peoplesprocess.core.programme_rules import ProgrammeRules, restored
from peoplesprocess.core.referrals import ask_again_on
from peoplesprocess.core.retention import DefectsPeriod, period_signs
from peoplesprocess.core.roles import ActPlace, Role, RoleGrant, reaches
from peoplesprocess.core.time_zones import dawn_at, day_at, zone_at
from peoplesprocess.core.work_flags import visit_due_on
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.contract_progress import months_of
from peoplesprocess.facts.left_seats import EMPTY_SEATS, LEFT_SEATS, may_keep_role
from peoplesprocess.facts.local_days import first_day
from peoplesprocess.facts.next_tranches import NEXT_INSTALMENTS, can_be_asked_for, could_be_asked_from
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.places_of_roles import PlacesOfRoles, is_within, values_of
from peoplesprocess.facts.silent_books import SILENT_BOOKS, silent_from
from peoplesprocess.facts.submitted_items import offices_of
from peoplesprocess.facts.waiting_due_things import DUE_PARTS, broken_shown_from, is_still_shown_broken
from peoplesprocess.facts.waiting_items import WaitingItem
from peoplesprocess.facts.waiting_referrals import REFERRAL_PARTS
from peoplesprocess.facts.waiting_thing_kinds import (
    MAY_BE_UNSIGNED,
    MEASURED,
    OPEN_PARTS,
    SIGNATURES,
    WaitingThing,
    WaitingThingKind,
    WaitingThingRow,
)
from peoplesprocess.facts.waiting_thing_roles import ROLES
from peoplesprocess.facts.waiting_work_things import WORK_PARTS
from peoplesprocess.models import Programme, Settlement


class SettlementWaitingThing(NamedTuple):
    """A thing that waits in a settlement for those with the role there; if it has a `turn`, for that office.

    It has waited for `days` local days. Somebody who also has one of the roles `left_out` there is not told
    of it. `number` is the contract's, `tranche` and `amendment` the numbers of its tranche or amendment,
    `month` that of a check after the handover, each 0 if there is none. `is_measured`: the work that waits
    for its certificate was measured as built.
    """

    kind: str
    programme_id: UUID
    settlement_id: UUID
    code: str
    name: str
    area: str
    since: datetime
    days: int
    turn: AnswerTurn | None = None
    left_out: frozenset[Role] = frozenset()
    number: int = 0
    tranche: int = 0
    amendment: int = 0
    month: int = 0
    is_measured: bool = False


_PARTS = {
    **OPEN_PARTS,
    **DUE_PARTS,
    **WORK_PARTS,
    WaitingThingKind.NEXT_INSTALMENT: NEXT_INSTALMENTS,
    WaitingThingKind.SILENT_BOOK: SILENT_BOOKS,
    WaitingThingKind.LEFT_SEAT: LEFT_SEATS,
    WaitingThingKind.EMPTY_SEAT: EMPTY_SEATS,
    **REFERRAL_PARTS,
}
OPEN_KINDS = tuple(_PARTS)
"""All kinds except items at an authority."""
_EVERYWHERE = Query(
    WaitingThingRow,
    union_all(
        *(
            part.where(MAY_BE_UNSIGNED) if kind in SIGNATURES.values() else part
            for kind, part in _PARTS.items()
        )
    ),
)


def everything_waiting(db: Session, now: datetime) -> list[SettlementWaitingThing]:
    """Return what waits in all settlements, except items at an authority."""
    return _things(_EVERYWHERE, db, now)


def waiting_rows(
    db: Session, within: Mapping[WaitingThingKind, PlacesOfRoles], now: datetime
) -> list[SettlementWaitingThing]:
    """Return what waits, except items at an authority: each kind in `within` in its places.

    For kinds in `KEPT_WAITS`, whole programmes contribute only as many settlements as a page can show.
    """
    if not within:
        return []
    wide = frozenset(kind for kind, places in within.items() if places.programmes)
    return _things(_of_roles(tuple(sorted(within)), wide), db, now, **values_of(within))


def open_in(
    db: Session, place: SettlementWithRules, kinds: Collection[WaitingThingKind], now: datetime
) -> list[SettlementWaitingThing]:
    """Return what waits in one settlement, of these kinds."""
    return _things(_open_in(tuple(sorted(kinds))), db, now, settlement=place.id) if kinds else []


@lru_cache(maxsize=64)
def _of_roles(
    kinds: tuple[WaitingThingKind, ...], wide: frozenset[WaitingThingKind]
) -> Query[WaitingThingRow]:
    """Return the statement of these kinds for somebody's places; cached by the set of kinds.

    Kinds in `wide` also wait in whole programmes.
    """
    return Query(
        WaitingThingRow, union_all(*(_PARTS[kind].where(is_within(kind, kind in wide)) for kind in kinds))
    )


@lru_cache(maxsize=64)
def _open_in(kinds: tuple[WaitingThingKind, ...]) -> Query[WaitingThingRow]:
    """Return the statement of these kinds for one settlement; cached by the set of kinds."""
    here = Settlement.id == bindparam("settlement")
    return Query(WaitingThingRow, union_all(*(_PARTS[kind].where(here) for kind in kinds)))


def _things(
    query: Query[WaitingThingRow], db: Session, now: datetime, **values: object
) -> list[SettlementWaitingThing]:
    today = first_day(now)
    rows = query.all(db, today=today, told_from=broken_shown_from(today), **values)
    return [thing for row in rows for thing in _things_of(row, now)]


def _things_of(row: WaitingThingRow, now: datetime) -> Iterator[SettlementWaitingThing]:
    """Yield the things that a row stands for and whose day has come: one, or each due check of a work."""
    zone = zone_at(row.time_zone, row.area)
    # Complaints officers see complaints on their own pages.
    is_complaint = row.kind == WaitingThingKind.COMPLAINT
    left_out = roles_left_out(row.about) | {Role.COMPLAINTS_OFFICER} if is_complaint else frozenset()
    where = row.kind, row.programme_id, row.settlement_id, row.code, row.name, row.area
    at = row.number, row.tranche, row.amendment
    today = day_at(zone, now)
    if not _still_waits(row, today):
        return
    for since, month in _moments(row, zone):
        days = (today - day_at(zone, since)).days
        if days >= 0:
            built = row.state == MEASURED
            yield SettlementWaitingThing(*where, since, days, _turn(row), left_out, *at, month, built)


def _still_waits(row: WaitingThingRow, today: date) -> bool:
    """Return whether a found row still waits today, by rules that the database cannot compute."""
    match row.kind:
        case WaitingThingKind.NEXT_INSTALMENT:
            return can_be_asked_for(row, today)
        case WaitingThingKind.LEFT_SEAT:
            return may_keep_role(row, today)
        case WaitingThingKind.BROKEN:
            return is_still_shown_broken(row, today)
    return True


def _moments(row: WaitingThingRow, zone: tzinfo) -> Iterator[tuple[datetime, int]]:
    """Yield when each thing that a row stands for begins to wait, with the month of a check."""
    since: date | datetime | None = row.day or row.since
    if row.kind == WaitingThingKind.CHECK and row.day is not None:
        for month in set(_rules_of(row).check_months) - months_of(row.checked):
            yield dawn_at(zone, due_on(row.day, month)), month
        return
    if row.kind == WaitingThingKind.COMPLAINT and row.day is not None:
        came_to = (row.state, row.happened_on, row.happened_at, row.is_serious)
        since = ComplaintClock(row.day, *came_to, _rules_of(row), zone).escalated_from
    elif row.kind == WaitingThingKind.VISIT:
        since = _visit_due(row, zone)
    elif row.kind == WaitingThingKind.RETENTION:
        # It can be requested when the defects period is over and all defects are repaired.
        signs = period_signs(DefectsPeriod(row.day, row.months), None, row.happened_on, waits=True)
        since = signs.retention_since
    elif row.kind == WaitingThingKind.NEXT_INSTALMENT:
        since = could_be_asked_from(row, zone)
    elif row.kind == WaitingThingKind.LEFT_SEAT:
        since = row.since
    elif row.kind == WaitingThingKind.SILENT_OFFICE:
        since = ask_again_on(day_at(zone, row.since))
    elif row.kind == WaitingThingKind.SILENT_BOOK:
        since = silent_from(day_at(zone, row.since))
    if since is not None:
        yield since if isinstance(since, datetime) else dawn_at(zone, since), 0


def _visit_due(row: WaitingThingRow, zone: tzinfo) -> date | datetime | None:
    """Return when a visit is due: the first when work begins or money is released, then by the rules."""
    if row.happened_on is not None:
        released_on = day_at(zone, row.happened_at) if row.happened_at is not None else None
        return visit_due_on(released_on, row.happened_on, _rules_of(row).visit_days)
    if row.happened_at is None and row.shown_on is not None:
        return max(row.since, dawn_at(zone, row.shown_on))
    return row.since


def _rules_of(row: WaitingThingRow) -> ProgrammeRules:
    return restored(row.stored_rules or {})


def _turn(row: WaitingThingRow) -> AnswerTurn | None:
    if not row.level:
        return None
    return turn_of_answer(row.level, row.office_area, row.area, is_forwarded=row.is_forwarded)


class _StoredRulesRow(NamedTuple):
    id: UUID
    stored_rules: dict[str, object]


_RULES = Query(_StoredRulesRow, select(Programme.id, Programme.rules.label("stored_rules")))


def all_rules(db: Session) -> dict[UUID, ProgrammeRules]:
    """Return the rules of every programme."""
    return {row.id: restored(row.stored_rules) for row in _RULES.all(db)}


def things_for(
    grants: Collection[RoleGrant],
    items: Iterable[WaitingItem],
    rows: Iterable[SettlementWaitingThing],
    now: datetime,
) -> list[WaitingThing]:
    """Return what waits for somebody with these roles, out of everything that waits."""
    things = [WaitingThing(WaitingThingKind(row.kind), row.since) for row in rows if is_theirs(grants, row)]
    offices = offices_of(grants)
    for item in items if offices else ():
        if any(item.waits_for(office) for office in offices):
            things.append(WaitingThing(WaitingThingKind.ANSWER, item.since))
        elif any(item.is_late_below(office, now) for office in offices):
            things.append(
                WaitingThing(WaitingThingKind.LATE_BELOW, item.since + timedelta(days=item.limit + 1))
            )
    return things


def is_theirs(grants: Collection[RoleGrant], row: SettlementWaitingThing) -> bool:
    """Return whether somebody with these roles is to do what waits."""
    where = ActPlace(row.programme_id, row.settlement_id, row.area)
    if any(grant.role in row.left_out and reaches(grant, where) for grant in grants):
        return False
    return any(
        grant.role in ROLES[row.kind]
        and grant.is_confirmed
        and reaches(grant, where)
        and (row.turn is None or row.turn.is_of(grant.level, grant.area))
        for grant in grants
    )
