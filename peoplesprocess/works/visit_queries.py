"""Queries of visits: the newest with their photos, one with everything seen, and the digest of a photo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.list_query import ListPage
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.contracts import GIVEN_UNTIL_VISIT, PHYSICAL, SPENT_UNTIL_VISIT
from peoplesprocess.facts.strikes import is_struck
from peoplesprocess.models import (
    Account,
    Contract,
    Defect,
    DefectRectification,
    FixedPoint,
    QualityCheck,
    Visit,
    VisitPhoto,
)

SHOWN = 30
"""How many visits the page of a work has."""
MOST = 10**9
"""More than any number of a visit."""
_contract: ColumnElement[UUID] = bindparam("contract")


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit with one of its photos, None if it has none. Hundredths of a percent, minor units, bytes."""

    id: UUID
    number: int
    visited_on: date
    measured: dict[str, int]
    physical: int
    spent: int
    given_in_kind: int
    days_stopped: int
    notes: str
    final: bool
    verifier: str | None
    photo: int | None
    moment: str | None
    size: int | None
    digest: str | None
    width: int | None
    height: int | None
    is_struck: bool
    weather: str
    delay_cause: str
    point: int | None
    point_name: str | None


@dataclass(frozen=True, slots=True)
class VisitWithChecksRow(VisitRow):
    """A visit row with one of its tests and one of its defects, each None if there is none."""

    test: int | None
    tested: str | None
    passed: bool | None
    remark: str | None
    defect: int | None
    to_repair: str | None
    due_on: date | None
    rectified_on: date | None
    how: str | None


class VisitQualityCheck(NamedTuple):
    """What was tested at a visit."""

    number: int
    what: str
    passed: bool
    remark: str


class VisitDefect(NamedTuple):
    """A defect found at a visit; what is unknown until its repair is None."""

    number: int
    what: str
    due_on: date
    rectified_on: date | None
    how: str | None


class VisitWithPhotos(NamedTuple):
    """A visit, and its rows that have a photo, in order."""

    visit: VisitRow
    photos: Sequence[VisitRow]


class VisitWithChecks(NamedTuple):
    """A visit with its photos, the tests made at it and the defects they found, in order."""

    visit: VisitRow
    photos: Sequence[VisitRow]
    tests: list[VisitQualityCheck]
    defects: list[VisitDefect]


_visits = (
    select(
        Visit.id,
        Visit.number,
        Visit.visited_on,
        Visit.measured,
        PHYSICAL.label("physical"),
        SPENT_UNTIL_VISIT.label("spent"),
        GIVEN_UNTIL_VISIT.label("given_in_kind"),
        Visit.days_stopped,
        Visit.notes,
        Visit.final,
        Account.name.label("verifier"),
        VisitPhoto.number.label("photo"),
        VisitPhoto.moment,
        VisitPhoto.size,
        VisitPhoto.digest,
        VisitPhoto.width,
        VisitPhoto.height,
        is_struck(Visit.id).label("is_struck"),
        Visit.weather,
        Visit.delay_cause,
        FixedPoint.number.label("point"),
        FixedPoint.name.label("point_name"),
    )
    .outerjoin(VisitPhoto, VisitPhoto.visit_id == Visit.id)
    .outerjoin(FixedPoint, FixedPoint.id == VisitPhoto.point_id)
    .outerjoin(Account, Account.id == Visit.made_by)
    .where(Visit.contract_id == _contract)
    .order_by(Visit.number.desc(), VisitPhoto.number)
)
_SOME_VISITS = Query(
    VisitRow, _visits.where(Visit.number > bindparam("after"), Visit.number <= bindparam("until"))
)
_SEEN_VISIT = Query(
    VisitWithChecksRow,
    _visits.add_columns(
        QualityCheck.number.label("test"),
        QualityCheck.what.label("tested"),
        QualityCheck.passed,
        QualityCheck.remark,
        Defect.number.label("defect"),
        Defect.what.label("to_repair"),
        Defect.due_on,
        DefectRectification.rectified_on,
        DefectRectification.how,
    )
    # A visit has few photos, tests and defects: their rows multiply, but the page needs one statement only.
    .outerjoin(QualityCheck, QualityCheck.visit_id == Visit.id)
    .outerjoin(Defect, Defect.visit_id == Visit.id)
    .outerjoin(DefectRectification, DefectRectification.defect_id == Defect.id)
    .where(Visit.number == bindparam("number")),
)


def visits_page(db: Session, contract: UUID, newest: int, page: int) -> ListPage[VisitWithPhotos]:
    """Return a page of a contract's visits, the newest first; `newest` is the number of the newest one."""
    last = max(1, -(-newest // SHOWN))
    number = min(max(1, page), last)
    after = newest - SHOWN * number
    # Struck visits can be newer than the newest one that counts.
    until = after + SHOWN if number > 1 else MOST
    rows = _SOME_VISITS.all(db, contract=contract, after=after, until=until)
    return ListPage(_with_photos(rows), number, last)


def seen_visit(db: Session, contract: UUID, number: int) -> VisitWithChecks | None:
    """Return one visit with everything seen at it, or None."""
    rows = _SEEN_VISIT.all(db, contract=contract, number=number)
    if not rows:
        return None
    photos = {row.photo: row for row in rows if row.photo is not None}
    tests = {
        row.test: VisitQualityCheck(row.test, row.tested or "", bool(row.passed), row.remark or "")
        for row in rows
        if row.test is not None
    }
    defects = {
        row.defect: VisitDefect(row.defect, row.to_repair or "", row.due_on, row.rectified_on, row.how)
        for row in rows
        if row.defect is not None and row.due_on is not None
    }
    return VisitWithChecks(
        rows[0],
        [photos[number] for number in sorted(photos)],
        [tests[number] for number in sorted(tests)],
        [defects[number] for number in sorted(defects)],
    )


def _with_photos(rows: Iterable[VisitRow]) -> list[VisitWithPhotos]:
    by_visit = (list(lines) for _, lines in groupby(rows, key=lambda row: row.number))
    return [VisitWithPhotos(lines[0], [line for line in lines if line.photo]) for lines in by_visit]


PHOTO_DIGEST = ScalarQuery(
    select(VisitPhoto.digest)
    .join(Visit, Visit.id == VisitPhoto.visit_id)
    .join(Contract, Contract.id == Visit.contract_id)
    .where(
        Contract.settlement_id == bindparam("settlement"),
        Contract.number == bindparam("contract_number"),
        Visit.number == bindparam("visit"),
        VisitPhoto.number == bindparam("photo"),
    )
)
"""The digest under which a photo is stored."""
