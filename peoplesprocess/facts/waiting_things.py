"""What waits for whom: answers, confirmations and money that only some people can give, and since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select, union_all
from sqlalchemy.orm import Session

from peoplesprocess.core.approval_chain import AnswerTurn, answered_for
from peoplesprocess.core.complaints import ComplaintClock, dawn, roles_left_out
from peoplesprocess.core.completion import due_on
from peoplesprocess.core.programme_rules import ProgrammeRules, restored
from peoplesprocess.core.roles import MONEY_ROLES, ActPlace, Role, RoleGrant, reaches
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
from peoplesprocess.models import Programme, Settlement


class SettlementWaitingThing(NamedTuple):
    """A thing that waits in a settlement for whoever has the role there; an office's own if it has a turn.

    Whoever has one of the roles `left_out` there too is told nothing of it.
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


_PARTS = {**OPEN_PARTS, **DUE_PARTS}
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
                yield SettlementWaitingThing(*own, dawn(day))
    elif row.kind == WaitingThingKind.COMPLAINT and row.day is not None:
        came_to = (row.state, row.happened_on, row.happened_at, row.is_serious)
        since = ComplaintClock(row.day, *came_to, restored(row.stored_rules or {})).escalated_from
        if since.date() <= today:
            # An officer is told of it as one.
            left_out = roles_left_out(row.about) | {Role.COMPLAINTS_OFFICER}
            yield SettlementWaitingThing(*own, since, left_out=left_out)
    else:
        yield SettlementWaitingThing(*own, row.since if row.day is None else dawn(row.day), _turn(row))


def _turn(row: ThingRow) -> AnswerTurn | None:
    if not row.level:
        return None
    return answered_for(row.level, row.office_area, row.area, is_forwarded=row.is_forwarded)


def open_in(
    db: Session, place: SettlementWithRules, kinds: Collection[WaitingThingKind], today: date
) -> list[SettlementWaitingThing]:
    """Return what waits in one settlement, of these kinds."""
    return waiting_rows(db, dict.fromkeys(kinds, Settlement.id == place.id), today) if kinds else []


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
