"""Queries of safeguards: screenings, measures, rechecks, and overdue ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from peoplesprocess.core.authority_decisions import is_fingerprint_of
from peoplesprocess.core.safeguards import RiskLevel
from peoplesprocess.core.time_zones import FIRST_DAWN, day_at, zone_at
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.safeguards import IS_STANDING, NEXT_RECHECK, is_planned
from peoplesprocess.facts.strikes import not_struck, with_strike
from peoplesprocess.models import Account, Area, Mitigation, MitigationRecheck, Screening, Settlement

LISTED = 200
"""The most lines on a page."""
_place: ColumnElement[UUID] = bindparam("settlement")
_measure = aliased(Mitigation)


class ScreeningDetail(NamedTuple):
    """A screening with its author and, if struck, the reason."""

    number: int
    line: int
    fingerprint: str
    answers: list[dict[str, str]]
    political_answers: list[dict[str, str]]
    answered_level: str
    level: str
    public_level: str
    raise_reason: str
    made_at: datetime
    made_by: str | None
    id: UUID
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None

    def is_of(self, fingerprint: str) -> bool:
        """Return whether it was made for the wording with this fingerprint."""
        return is_fingerprint_of(self.fingerprint, fingerprint)


_striker = aliased(Account)
_screenings = with_strike(
    select(
        *(getattr(Screening, name) for name in ScreeningDetail._fields[:10]),
        Account.name.label("made_by"),
        Screening.id,
    ).outerjoin(Account, Account.id == Screening.made_by),
    Screening.id,
).where(Screening.settlement_id == _place)
SCREENINGS = Query(
    ScreeningDetail,
    _screenings.where(Screening.line == bindparam("line")).order_by(Screening.number.desc()),
)
"""The screenings of a line, the newest first, struck ones too."""
SCREENING = Query(ScreeningDetail, _screenings.where(Screening.number == bindparam("number")))
"""One screening by its number."""


class MitigationDetail(NamedTuple):
    """A measure with the day of its next recheck and, if struck, the reason."""

    number: int
    line: int
    domain: str
    measure: str
    responsible: str
    due_on: date
    recheck_on: date
    made_at: datetime
    next_on: date | None
    made_by: str | None
    id: UUID
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None


_mitigations = with_strike(
    select(
        *(getattr(Mitigation, name) for name in MitigationDetail._fields[:8]),
        NEXT_RECHECK.label("next_on"),
        Account.name.label("made_by"),
        Mitigation.id,
    ).outerjoin(Account, Account.id == Mitigation.made_by),
    Mitigation.id,
).where(Mitigation.settlement_id == _place)
MITIGATIONS = Query(
    MitigationDetail,
    _mitigations.where(Mitigation.line == bindparam("line")).order_by(Mitigation.number),
)
"""The measures of a line by number, struck ones too."""
MITIGATION = Query(MitigationDetail, _mitigations.where(Mitigation.number == bindparam("number")))
"""One measure by its number."""


class MitigationRecheckDetail(NamedTuple):
    """A recheck of a measure and, if struck, the reason."""

    number: int
    mitigation: int
    line: int
    domain: str
    checked_on: date
    found: str
    next_on: date | None
    made_by: str | None
    id: UUID
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None


_rechecks = with_strike(
    select(
        MitigationRecheck.number,
        Mitigation.number.label("mitigation"),
        *(
            Mitigation.line,
            Mitigation.domain,
            MitigationRecheck.checked_on,
            MitigationRecheck.found,
            MitigationRecheck.next_on,
        ),
        Account.name.label("made_by"),
        MitigationRecheck.id,
    )
    .select_from(MitigationRecheck)
    .join(Mitigation, Mitigation.id == MitigationRecheck.mitigation_id)
    .outerjoin(Account, Account.id == MitigationRecheck.made_by),
    MitigationRecheck.id,
).where(MitigationRecheck.settlement_id == _place)
RECHECKS = Query(
    MitigationRecheckDetail,
    _rechecks.where(Mitigation.line == bindparam("line")).order_by(
        MitigationRecheck.checked_on, MitigationRecheck.number
    ),
)
"""The rechecks of a line's measures, the oldest first, struck ones too."""
RECHECK = Query(MitigationRecheckDetail, _rechecks.where(MitigationRecheck.number == bindparam("number")))
"""One recheck by its number."""


class OverdueRecheck(NamedTuple):
    """A measure whose recheck is overdue."""

    number: int
    line: int
    domain: str
    measure: str
    responsible: str
    next_on: date
    code: str
    name: str
    time_zone: str
    area: str


_overdue = (
    select(
        *(getattr(Mitigation, name) for name in OverdueRecheck._fields[:5]),
        NEXT_RECHECK.label("next_on"),
        *(Settlement.code, Settlement.name, Settlement.time_zone, Area.path.label("area")),
    )
    .join(Settlement, Settlement.id == Mitigation.settlement_id)
    .join(Area, Area.id == Settlement.area_id)
    .where(not_struck(Mitigation.id), is_planned(Mitigation), bindparam("today") > NEXT_RECHECK)
    .order_by(NEXT_RECHECK, Settlement.code, Mitigation.number)
)
OVERDUE = Query(OverdueRecheck, _overdue.where(Mitigation.settlement_id == _place))
"""The measures of a settlement whose recheck is overdue, the oldest day first."""
_OVERDUE_IN_PROGRAMME = Query(
    OverdueRecheck, _overdue.where(Mitigation.programme_id == bindparam("programme")).limit(LISTED + 1)
)


def overdue_in_programme(db: Session, programme: UUID, now: datetime) -> list[OverdueRecheck]:
    """Return the overdue measures of a programme, each by its own time zone, one more than are listed."""
    rows = _OVERDUE_IN_PROGRAMME.all(db, programme=programme, today=(now + FIRST_DAWN).date())
    return [row for row in rows if row.next_on < day_at(zone_at(row.time_zone, row.area), now)]


class RiskLevelCount(NamedTuple):
    """The number of a programme's lines with a level of risk."""

    level: str
    lines: int


_without = ~exists(
    select(1)
    .where(
        _measure.settlement_id == Screening.settlement_id,
        _measure.line == Screening.line,
        not_struck(_measure.id),
    )
    .correlate(Screening)
)
LEVELS_OF_PROGRAMME = Query(
    RiskLevelCount,
    select(Screening.level, func.count().label("lines"))
    .where(Screening.programme_id == bindparam("programme"), IS_STANDING, is_planned(Screening))
    .group_by(Screening.level),
)
"""The lines of a programme by level of their standing screening."""


class UnansweredRisk(NamedTuple):
    """A line whose risk is high, without a measure against it."""

    code: str
    name: str
    line: int


HIGH_WITHOUT_MEASURE = Query(
    UnansweredRisk,
    select(Settlement.code, Settlement.name, Screening.line)
    .join(Settlement, Settlement.id == Screening.settlement_id)
    .where(
        Screening.programme_id == bindparam("programme"),
        Screening.level == RiskLevel.HIGH.value,
        IS_STANDING,
        is_planned(Screening),
        _without,
    )
    .order_by(Settlement.code, Screening.line)
    .limit(LISTED + 1),
)
"""The lines of a programme with a high risk and no measure, one more than are listed."""
