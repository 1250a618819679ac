"""Whether a serious complaint is open in a settlement; while one is, no tranche is released."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select

from peoplesprocess.core.complaints import ComplaintStage
from peoplesprocess.models import Complaint, ComplaintEvent

_events, _newest = ComplaintEvent.__table__, ComplaintEvent.__table__.alias()
_highest = select(func.max(_newest.c.number)).where(_newest.c.complaint_id == _events.c.complaint_id)
_is_newest = _events.c.number == _highest.scalar_subquery()
_serious = ComplaintEvent.__table__.alias()


def serious_complaint_open(settlement: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Return whether a complaint marked as serious waits for an answer in a settlement."""
    return exists(
        select(1)
        .select_from(Complaint)
        .join(_events, _events.c.complaint_id == Complaint.id)
        .join(_serious, _serious.c.complaint_id == Complaint.id)
        .where(
            Complaint.settlement_id == settlement,
            _serious.c.is_serious,
            _is_newest,
            _events.c.kind != ComplaintStage.ANSWERED.value,
        )
    )
