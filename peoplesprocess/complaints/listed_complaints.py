"""A programme's complaints in the order of lists: first those that wait for somebody, oldest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from peoplesprocess.complaints.queries import (
    COMPLAINT_ROWS,
    CONTACT,
    ComplaintRecord,
    ComplaintRow,
    with_events,
)
from peoplesprocess.core.complaints import ComplaintStage
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Complaint, ComplaintEvent

ON_A_PAGE = 200
MANY = 10
"""More complaints than this from one place on one day are folded into one line."""
_newest = (
    select(ComplaintEvent.kind)
    .where(ComplaintEvent.complaint_id == Complaint.id)
    .order_by(ComplaintEvent.number.desc())
    .limit(1)
    .correlate(Complaint)
    .scalar_subquery()
)
_is_answered = func.coalesce(_newest == ComplaintStage.ANSWERED.value, False)
# Anybody can make many complaints, and these must not bury older ones.
_LISTED = Query(
    ComplaintRow,
    COMPLAINT_ROWS.where(Complaint.programme_id == bindparam("programme"))
    .order_by(_is_answered, case((_is_answered, -Complaint.number), else_=Complaint.number))
    .limit(ON_A_PAGE + 1)
    .offset(bindparam("skip")),
)


class ComplaintsToldToManagers(NamedTuple):
    """How many complaints of a programme are answered, and who helps people who suffered violence."""

    answered: int
    contact: str | None


TOLD_TO_MANAGERS = Query(
    ComplaintsToldToManagers,
    select(
        select(func.count())
        .select_from(Complaint)
        .where(Complaint.programme_id == bindparam("programme"), _is_answered)
        .scalar_subquery()
        .label("answered"),
        CONTACT.scalar_subquery().label("contact"),
    ),
)


@dataclass(frozen=True, slots=True)
class ComplaintListLine:
    """The complaints of one place and day that nobody has looked at yet, or a single complaint."""

    records: tuple[ComplaintRecord, ...]

    @property
    def is_folded(self) -> bool:
        """Whether they are so many that they would bury others; they may all be from one person."""
        return len(self.records) > MANY


def by_place_and_day(records: Iterable[ComplaintRecord]) -> list[ComplaintListLine]:
    """Return complaints in their order, with new ones of the same place and day together."""
    found: dict[object, list[ComplaintRecord]] = {}
    for record in records:
        is_new = record.stage is ComplaintStage.FILED
        key = (record.row.settlement_id, record.row.filed_on) if is_new else record.row.id
        found.setdefault(key, []).append(record)
    return [ComplaintListLine(tuple(each)) for each in found.values()]


def listed_complaints(db: Session, programme_id: UUID, skip: int = 0) -> list[ComplaintRecord]:
    """Return the complaints of a page after the first `skip`, and one more if there are more."""
    return with_events(db, _LISTED.all(db, programme=programme_id, skip=skip))
