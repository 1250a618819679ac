"""Queries for the authority besides the items: needs, offices, rules, places without a no-objection."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, literal, or_, select, union_all
from sqlalchemy.orm import Session

from peoplesprocess.core.programme_rules import ProgrammeRules, restored
from peoplesprocess.core.time_zones import days_since, zone_at
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.authority_checklist import OWN_POINTS, OwnChecklistPoint
from peoplesprocess.facts.conditions_and_promises import TERMS_AND_NEEDS, ConditionOrPromiseRow, by_line
from peoplesprocess.facts.cycles import IS_ENDED_EARLY
from peoplesprocess.models import (
    Area,
    AuthorityChecklistPoint,
    NoObjection,
    Programme,
    Settlement,
    StepClosure,
)

MOST_PLACES = 50


class OfficeRow(NamedTuple):
    """An area with the office that is its authority."""

    path: str
    authority: str


_OFFICES = Query(
    OfficeRow,
    select(Area.path, Area.authority).where(
        Area.programme_id == bindparam("programme"),
        Area.path.in_(bindparam("paths", expanding=True)),
    ),
)


def offices(db: Session, programme_id: UUID, paths: Iterable[str]) -> dict[str, str]:
    """Return the authorities of areas by area path."""
    rows = _OFFICES.all(db, programme=programme_id, paths=sorted(set(paths)))
    return {row.path: row.authority for row in rows}


class _OfficeOrPointRow(NamedTuple):
    """An office by its area, with `number` 0, or a programme's words at a point of the checklist."""

    key: str
    number: int
    words: str


_FRAME = Query(
    _OfficeOrPointRow,
    union_all(
        _OFFICES.statement.with_only_columns(
            Area.path.label("key"),
            literal(0).label("number"),
            Area.authority.label("words"),
        ),
        OWN_POINTS.statement.with_only_columns(
            AuthorityChecklistPoint.point.label("key"),
            AuthorityChecklistPoint.number,
            AuthorityChecklistPoint.words,
        ),
    ),
)


def offices_and_points(
    db: Session, programme_id: UUID, paths: Iterable[str]
) -> tuple[dict[str, str], list[OwnChecklistPoint]]:
    """Return the authorities of areas and a programme's words on the checklist, in one statement."""
    rows = _FRAME.all(db, programme=programme_id, paths=sorted(set(paths)))
    points = [OwnChecklistPoint(*row) for row in rows if row.number]
    return {row.key: row.words for row in rows if not row.number}, points


class ProgrammeRulesRow(NamedTuple):
    """The stored rules of a programme."""

    id: UUID
    stored_rules: dict[str, object]


_RULES = Query(
    ProgrammeRulesRow,
    select(Programme.id, Programme.rules.label("stored_rules")).where(
        Programme.id.in_(bindparam("programmes", expanding=True))
    ),
)


def rules(db: Session, programmes: Iterable[UUID]) -> dict[UUID, ProgrammeRules]:
    """Return the rules of programmes by key."""
    rows = _RULES.all(db, programmes=sorted(set(programmes)))
    return {row.id: restored(row.stored_rules) for row in rows}


class SettlementWithoutNoObjection(NamedTuple):
    """A settlement whose authority has not given its no-objection yet."""

    code: str
    name: str
    made_at: datetime
    area: str
    time_zone: str

    def days(self, now: datetime) -> int:
        """Return for how many days it has waited, in its time zone."""
        return days_since(zone_at(self.time_zone, self.area), self.made_at, now)


_UNANSWERED = (
    select(
        *(Settlement.code, Settlement.name, Settlement.made_at),
        *(Area.path.label("area"), Settlement.time_zone),
    )
    .join(Area, Area.id == Settlement.area_id)
    .where(
        ~exists().where(NoObjection.settlement_id == Settlement.id),
        ~exists().where(StepClosure.settlement_id == Settlement.id),
        ~IS_ENDED_EARLY,
    )
    .order_by(Settlement.made_at)
    .limit(MOST_PLACES + 1)
)


def without_no_objection(
    db: Session, areas: Iterable[tuple[UUID, str]]
) -> list[SettlementWithoutNoObjection]:
    """Return the settlements in areas that are at their first step and have no no-objection.

    The ones that have waited longest come first; one more than `MOST_PLACES` says that there are others.
    """
    return Query(SettlementWithoutNoObjection, _UNANSWERED.where(lies_in(areas))).all_once(db)


def lies_in(areas: Iterable[tuple[UUID, str]]) -> ColumnElement[bool]:
    """Return the condition that a settlement lies in or below one of `areas`, given as programme and path.

    It is built for each page, because the number of areas depends on the reader.
    """
    return or_(
        false(),
        *(
            and_(
                Settlement.programme_id == programme,
                or_(
                    Area.path == path,
                    Area.path.startswith(f"{path}/", autoescape=True),
                ),
            )
            for programme, path in areas
        ),
    )


def terms_and_needs(
    db: Session, settlement: UUID, line: int, numbers: Iterable[int]
) -> tuple[list[ConditionOrPromiseRow], list[ConditionOrPromiseRow]]:
    """Return the terms of the answers to a line, and the needs that it answers, in one statement.

    A need has its number, and its title as words.
    """
    rows = TERMS_AND_NEEDS.all(db, settlement=settlement, numbers=sorted(set(numbers)))
    needs = sorted((row for row in rows if row.kind == "need"), key=lambda row: row.number)
    return by_line(row for row in rows if row.kind != "need")[line], needs
