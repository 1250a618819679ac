"""What waits for whom: answers, confirmations and money that only some people can give, and since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select, union_all
from sqlalchemy.orm import Session

from peoplesprocess.core.approval_chain import AnswerTurn, answered_for
from peoplesprocess.core.complaints import ComplaintClock, dawn, roles_left_out
from peoplesprocess.core.completion import due_on
from peoplesprocess.core.programme_rules import ProgrammeRules, restored
from peoplesprocess.core.retention import DefectsPeriod, period_signs
from peoplesprocess.core.roles import MONEY_ROLES, ActPlace, Role, RoleGrant, reaches
from peoplesprocess.core.work_flags import visit_due_on
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.contract_progress import months_of
from peoplesprocess.facts.due_things import DUE_PARTS
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.submitted_items import WaitingItem, offices_of
from peoplesprocess.facts.waiting_thing_kinds import (
    OPEN_PARTS,
    SIGNATURES,
    ThingRow,
    WaitingThing,
    WaitingThingKind,
)
from peoplesprocess.facts.work_things import WORK_PARTS
from peoplesprocess.models import Programme, Settlement


class SettlementWaitingThing(NamedTuple):
    """A thing that waits in a settlement for whoever has the role there; an office's own if it has a turn.

    Whoever has one of the roles `left_out` there too is told nothing of it. `number` is the contract's at
    which it waits, 0 of others, and `tranche` that of its instalment.
    """

    kind: str
    programme_id: UUID
    settlement_id: UUID
    code: str
    name: str
    area: str
    since: datetime
    turn: AnswerTurn | None = None
    left_out: frozenset[Role] = frozenset()
    number: int = 0
    tranche: int = 0


_PARTS = {**OPEN_PARTS, **DUE_PARTS, **WORK_PARTS}
OPEN_KINDS = tuple(_PARTS)
"""What waits besides items at an authority."""


def waiting_rows(
    db: Session, within: Mapping[WaitingThingKind, ColumnElement[bool]], today: date
) -> list[SettlementWaitingThing]:
    """Return what waits besides items at an authority: of each kind in `within` where its condition holds."""
    parts = [_PARTS[kind].where(condition) for kind, condition in within.items()]
    rows = Query(ThingRow, union_all(*parts)).all(db, today=today) if parts else []
    return [thing for row in rows for thing in _things_of(row, today)]


def _things_of(row: ThingRow, today: date) -> Iterator[SettlementWaitingThing]:
    """What a row stands for: one thing, or each check of a work whose day has come."""
    own = row[:6]
    if row.kind == WaitingThingKind.CHECK and row.day is not None:
        for month in set(restored(row.stored_rules or {}).check_months) - months_of(row.checked):
            if (day := due_on(row.day, month)) <= today:
                yield SettlementWaitingThing(*own, dawn(day), number=row.number)
    elif row.kind == WaitingThingKind.COMPLAINT and row.day is not None:
        came_to = (row.state, row.happened_on, row.happened_at, row.is_serious)
        since = ComplaintClock(row.day, *came_to, restored(row.stored_rules or {})).escalated_from
        if since.date() <= today:
            # An officer is told of it as one.
            left_out = roles_left_out(row.about) | {Role.COMPLAINTS_OFFICER}
            yield SettlementWaitingThing(*own, since, left_out=left_out)
    elif row.kind in (WaitingThingKind.VISIT, WaitingThingKind.RETENTION):
        waits_since = _visit_since(row) if row.kind == WaitingThingKind.VISIT else _retention_since(row)
        if waits_since is not None and waits_since.date() <= today:
            yield SettlementWaitingThing(*own, waits_since, number=row.number, tranche=row.tranche)
    else:
        waits_since = row.since if row.day is None else dawn(row.day)
        yield SettlementWaitingThing(*own, waits_since, _turn(row), number=row.number, tranche=row.tranche)


def _visit_since(row: ThingRow) -> datetime | None:
    """Since when a visit is due: the first one at once, a later one when money was there too long alone."""
    if row.happened_on is None:
        return row.since
    released_on = row.happened_at.date() if row.happened_at is not None else None
    due = visit_due_on(released_on, row.happened_on, restored(row.stored_rules or {}).visit_days)
    return dawn(due) if due is not None else None


def _retention_since(row: ThingRow) -> datetime | None:
    """Since when a retention may be asked for: the period is over, and all is repaired."""
    signs = period_signs(DefectsPeriod(row.day, row.months), None, row.happened_on, waits=True)
    return dawn(signs.retention_since) if signs.retention_since is not None else None


def _turn(row: ThingRow) -> AnswerTurn | None:
    if not row.level:
        return None
    return answered_for(row.level, row.office_area, row.area, is_forwarded=row.is_forwarded)


def open_in(
    db: Session, place: SettlementWithRules, kinds: Collection[WaitingThingKind], today: date
) -> list[SettlementWaitingThing]:
    """Return what waits in one settlement, of these kinds."""
    if not kinds:
        return []
    rows = _open_in(tuple(sorted(kinds))).all(db, today=today, settlement=place.id)
    return [thing for row in rows for thing in _things_of(row, today)]


@lru_cache(maxsize=64)
def _open_in(kinds: tuple[WaitingThingKind, ...]) -> Query[ThingRow]:
    """What waits in one settlement, of these kinds: built once for everybody who has the same roles."""
    here = Settlement.id == bindparam("settlement")
    return Query(ThingRow, union_all(*(_PARTS[kind].where(here) for kind in kinds)))


class _StoredRulesRow(NamedTuple):
    id: UUID
    stored_rules: dict[str, object]


_RULES = Query(_StoredRulesRow, select(Programme.id, Programme.rules.label("stored_rules")))


def all_rules(db: Session) -> dict[UUID, ProgrammeRules]:
    """Return the numbers of every programme."""
    return {row.id: restored(row.stored_rules) for row in _RULES.all(db)}


def things_for(
    grants: Collection[RoleGrant],
    items: Iterable[WaitingItem],
    rows: Iterable[SettlementWaitingThing],
    now: datetime,
) -> list[WaitingThing]:
    """Return what waits for somebody with these roles, given everything that waits."""
    things = [WaitingThing(WaitingThingKind(row.kind), row.since) for row in rows if is_theirs(grants, row)]
    offices = offices_of(grants)
    for item in items if offices else ():
        if any(item.waits_for(office) for office in offices):
            things.append(WaitingThing(WaitingThingKind.ANSWER, item.since))
        elif any(item.is_late_below(office, now.date()) for office in offices):
            things.append(
                WaitingThing(WaitingThingKind.LATE_BELOW, item.since + timedelta(days=item.limit + 1))
            )
    return things


ROLES: Mapping[str, tuple[Role, ...]] = {
    WaitingThingKind.OBJECTION: (Role.LOCAL_AUTHORITY,),
    WaitingThingKind.REQUEST: MONEY_ROLES,
    WaitingThingKind.SENT_BACK: (Role.FACILITATOR, Role.COMMITTEE_OFFICER),
    **{kind: (role,) for role, kind in SIGNATURES.items()},
    WaitingThingKind.CHECK: (Role.FACILITATOR, Role.TECHNICAL_OFFICER),
    WaitingThingKind.RECHECK: (Role.FACILITATOR, Role.TECHNICAL_OFFICER),
    WaitingThingKind.CONDITION: (Role.FACILITATOR, Role.COMMITTEE_OFFICER),
    WaitingThingKind.JUDGEMENT: (Role.LOCAL_AUTHORITY,),
    WaitingThingKind.PROMISE: (Role.FACILITATOR, Role.COMMITTEE_OFFICER),
    WaitingThingKind.OBJECTION_ANSWER: (Role.LOCAL_AUTHORITY, Role.PROGRAMME_MANAGER),
    WaitingThingKind.COMPLAINT: (Role.PROGRAMME_MANAGER,),
    WaitingThingKind.VISIT: (Role.TECHNICAL_OFFICER,),
    WaitingThingKind.CERTIFICATE: (Role.TECHNICAL_OFFICER,),
    WaitingThingKind.AUDIT: (Role.FACILITATOR,),
    WaitingThingKind.FINAL_VISIT: (Role.TECHNICAL_OFFICER,),
    WaitingThingKind.ACCOUNT: (Role.TECHNICAL_OFFICER,),
    WaitingThingKind.HANDOVER: (Role.FACILITATOR,),
    WaitingThingKind.REPAIR: (Role.COMMITTEE_OFFICER, Role.TECHNICAL_OFFICER),
    WaitingThingKind.RETENTION: (Role.COMMITTEE_OFFICER,),
    WaitingThingKind.ARRIVAL: (Role.COMMITTEE_OFFICER,),
    WaitingThingKind.TAKE_OVER: (Role.COMMITTEE_OFFICER,),
}
"""The roles for which things wait, by kind."""


def is_theirs(grants: Collection[RoleGrant], row: SettlementWaitingThing) -> bool:
    """Return whether one of these roles is to do what waits."""
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
