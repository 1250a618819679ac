"""Works that somebody has to look at, in a whole programme, and the figures their flags depend on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from peoplesprocess.core.contract_closure import BUILT
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.progress import financial
from peoplesprocess.core.retention import DefectsPeriod, period_signs
from peoplesprocess.core.time_zones import day_at, zone_at
from peoplesprocess.core.work_flags import WorkFlag, WorkFlagFigures, WorkFlagKind, work_flags
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.contract_progress import CHECKED_MONTHS, WORKS_NOW, months_of
from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.contracts import COST_SO_FAR, IS_ENDED, LATER_END, NEWEST_VISIT, PHYSICAL
from peoplesprocess.facts.local_days import before_in_any_zone, first_day
from peoplesprocess.facts.retention_money import NEXT_REPAIR, REPAIRED_ON, RETENTION_WAITS
from peoplesprocess.facts.suspensions import SUSPENSIONS, StoredSuspension, suspension_periods
from peoplesprocess.facts.tranches import ANSWER_SINCE, RELEASED_AT
from peoplesprocess.facts.work_papers import PAPER_COLUMNS, WorkPapers
from peoplesprocess.facts.work_states import IS_ACCOUNTED
from peoplesprocess.models import (
    Area,
    Certificate,
    Contract,
    Handover,
    LaterWorkCheck,
    Settlement,
    Visit,
)

MOST = 200
"""How many works the list of a programme holds at most."""
_ends_on: ColumnElement[date] = func.coalesce(LATER_END, Contract.ends_on)
_physical: ColumnElement[int] = func.coalesce(PHYSICAL, 0)

_checks = (
    select(func.count())
    .where(LaterWorkCheck.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)


class WorkFlagFactsRow(NamedTuple):
    """A signed contract with the figures of its flags; minor units, hundredths of a percent."""

    code: str
    name: str
    number: int
    title: str
    total: int
    cost_so_far: int
    physical: int
    ends_on: date
    visited_on: date | None
    released_at: datetime | None
    waiting_since: datetime | None
    stored_suspensions: list[StoredSuspension] | None
    is_ended: bool
    handed_on: date | None
    checked: str | None
    works: bool | None
    certified_on: date | None
    defects_months: int
    retention_waits: bool
    next_repair: date | None
    repaired_on: date | None
    is_accounted: bool
    paper_at: datetime | None
    act_typed_at: datetime | None
    dated_on: date | None
    dated_typed_at: datetime | None
    time_zone: str
    area: str

    @property
    def zone(self) -> tzinfo:
        """The time zone of its settlement."""
        return zone_at(self.time_zone, self.area)


_WORKS = (
    select(
        Settlement.code,
        Settlement.name,
        Contract.number,
        Contract.title,
        Contract.total,
        COST_SO_FAR.label("cost_so_far"),
        _physical.label("physical"),
        _ends_on.label("ends_on"),
        Visit.visited_on,
        RELEASED_AT.label("released_at"),
        ANSWER_SINCE.label("waiting_since"),
        SUSPENSIONS.label("stored_suspensions"),
        IS_ENDED.label("is_ended"),
        Handover.handed_on,
        CHECKED_MONTHS.label("checked"),
        WORKS_NOW.label("works"),
        Certificate.issued_on.label("certified_on"),
        Contract.defects_months,
        RETENTION_WAITS.label("retention_waits"),
        NEXT_REPAIR.label("next_repair"),
        REPAIRED_ON.label("repaired_on"),
        IS_ACCOUNTED.label("is_accounted"),
        *PAPER_COLUMNS,
        Settlement.time_zone,
        Area.path.label("area"),
    )
    .select_from(Contract)
    .join(Settlement, Settlement.id == Contract.settlement_id)
    .join(Area, Area.id == Settlement.area_id)
    .outerjoin(Visit, Visit.id == NEWEST_VISIT)
    .outerjoin(Handover, Handover.contract_id == Contract.id)
    .outerjoin(Certificate, Certificate.contract_id == Contract.id)
    .where(IS_SIGNED)
    .order_by(Settlement.name, Settlement.id, Contract.number)
    .limit(MOST + 1)
)


class FlaggedWorks(NamedTuple):
    """Works that have a flag, each with all its flags; `is_cut` says that there may be more."""

    works: list[tuple[WorkFlagFactsRow, list[WorkFlag]]]
    is_cut: bool


def flagged_works(
    db: Session, programme: UUID, rules: ProgrammeRules, now: datetime, kind: WorkFlagKind | None
) -> FlaggedWorks:
    """Return the works of a programme that have a flag of a kind, None for any."""
    conditions = _conditions(rules, first_day(now))
    asked = conditions[kind] if kind is not None else or_(*conditions.values())
    found = Query(WorkFlagFactsRow, _WORKS.where(Settlement.programme_id == programme, asked)).all_once(db)
    flagged = [(row, _flags(row, rules, day_at(row.zone, now))) for row in found[:MOST]]
    works = [
        (row, flags)
        for row, flags in flagged
        # The database compares with the day where days begin first; here it is the local day that counts.
        if any(kind is None or flag.kind is kind for flag in flags)
    ]
    return FlaggedWorks(works, len(found) > MOST)


def _conditions(rules: ProgrammeRules, today: date) -> Mapping[WorkFlagKind, ColumnElement[bool]]:
    """Return a necessary condition for each kind of flag."""
    is_left = and_(~IS_ENDED, _physical < BUILT)
    return {
        WorkFlagKind.UNANSWERED: before_in_any_zone(today, rules.release_days) > ANSWER_SINCE,
        WorkFlagKind.UNVISITED: and_(is_left, before_in_any_zone(today, rules.visit_days) > RELEASED_AT),
        WorkFlagKind.APART: and_(
            ~IS_ACCOUNTED,
            func.abs(_physical * Contract.total - COST_SO_FAR * BUILT)
            > rules.progress_gap * 100 * Contract.total,
        ),
        WorkFlagKind.OVERDUE: and_(is_left, _ends_on < today),
        WorkFlagKind.UNCHECKED: and_(
            # No month is shorter than 28 days, so a later handover cannot have an overdue check yet.
            Handover.handed_on < today - timedelta(days=28 * min(rules.check_months, default=0)),
            _checks < len(rules.check_months),
        ),
        WorkFlagKind.BROKEN: WORKS_NOW.is_(False),
        WorkFlagKind.UNREPAIRED: and_(
            *(Contract.defects_months > 0, Certificate.issued_on.is_not(None), today > NEXT_REPAIR)
        ),
        # The length of the defects period is in each contract.
        WorkFlagKind.HELD_BACK: and_(
            *(Contract.retention > 0, ~IS_ENDED, RETENTION_WAITS),
            *(Certificate.issued_on <= today, NEXT_REPAIR.is_(None)),
        ),
    }


def _flags(row: WorkFlagFactsRow, rules: ProgrammeRules, today: date) -> list[WorkFlag]:
    papers = WorkPapers(row.paper_at, row.act_typed_at, row.dated_on, row.dated_typed_at)
    return work_flags(_signs(row), rules, today, papers.told_on(row.zone, today))


def _signs(row: WorkFlagFactsRow) -> WorkFlagFigures:
    repair_due, retention_since = period_signs(
        DefectsPeriod(row.certified_on, row.defects_months),
        row.next_repair,
        row.repaired_on,
        waits=row.retention_waits and not row.is_ended,
    )
    return WorkFlagFigures(
        built=Fraction(row.physical, 100),
        cost_so_far=financial(int(row.cost_so_far), row.total),
        ends_on=row.ends_on,
        visited_on=row.visited_on,
        released_on=day_at(row.zone, row.released_at) if row.released_at else None,
        waits_since=day_at(row.zone, row.waiting_since) if row.waiting_since else None,
        is_over=row.is_ended or row.physical >= BUILT,
        handed_on=row.handed_on,
        checked=months_of(row.checked),
        works=row.works,
        repair_due=repair_due,
        is_accounted=row.is_accounted,
        retention_since=retention_since,
        suspensions=suspension_periods(row.stored_suspensions),
    )
