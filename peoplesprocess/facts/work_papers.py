"""The papers of a work: the newest day on paper, and when the last one was typed in."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, select, union_all

from peoplesprocess.core.paper_days import lateness_day
from peoplesprocess.core.time_zones import day_at
from peoplesprocess.db.json_objects import JsonObject
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    CashBookEntry,
    Certificate,
    Contract,
    FinalAccount,
    Handover,
    LaterWorkCheck,
    Meeting,
    PublicAudit,
    Signature,
    Tranche,
    TrancheArrival,
    TrancheRelease,
    TrancheRequest,
    Visit,
)
from peoplesprocess.models.base import OfSettlement

_acts = union_all(
    select(done_at(Signature).label("done_at"), Signature.made_at.label("typed_at"))
    .where(Signature.contract_id == Contract.id)
    .correlate(Contract),
    *(
        select(done_at(record), record.made_at)
        .join(Tranche, Tranche.id == record.tranche_id)
        .where(Tranche.contract_id == Contract.id)
        .correlate(Contract)
        for record in (TrancheRequest, TrancheRelease)
    ),
).subquery()


def _dated(
    day: SQLColumnExpression[date], record: type[OfSettlement], *conditions: ColumnElement[bool]
) -> Select[date, datetime]:
    """Return records that have a day of their own, with when each was typed in."""
    return select(day.label("day"), record.made_at.label("typed_at")).where(*conditions).correlate(Contract)


_dated_records = union_all(
    _dated(Visit.visited_on, Visit, Visit.contract_id == Contract.id, not_struck(Visit.id)),
    _dated(TrancheArrival.arrived_on, TrancheArrival, Tranche.contract_id == Contract.id).join(
        Tranche, Tranche.id == TrancheArrival.tranche_id
    ),
    # Struck lines count too: somebody wrote on that day, and there are too many lines to check each.
    _dated(CashBookEntry.spent_on, CashBookEntry, CashBookEntry.contract_id == Contract.id),
    _dated(
        Meeting.held_on, PublicAudit, PublicAudit.contract_id == Contract.id, not_struck(PublicAudit.id)
    ).join(Meeting, Meeting.id == PublicAudit.meeting_id),
    _dated(Certificate.issued_on, Certificate, Certificate.contract_id == Contract.id),
    _dated(
        FinalAccount.measured_on,
        FinalAccount,
        *(FinalAccount.contract_id == Contract.id, not_struck(FinalAccount.id)),
    ),
    _dated(Handover.handed_on, Handover, Handover.contract_id == Contract.id),
    _dated(LaterWorkCheck.checked_on, LaterWorkCheck, LaterWorkCheck.contract_id == Contract.id),
).subquery()
PAPER_COLUMNS = (
    select(func.max(_acts.c.done_at)).scalar_subquery().label("paper_at"),
    select(func.max(_acts.c.typed_at)).scalar_subquery().label("act_typed_at"),
    select(func.max(_dated_records.c.day)).scalar_subquery().label("dated_on"),
    select(func.max(_dated_records.c.typed_at)).scalar_subquery().label("dated_typed_at"),
)
"""The columns of `WorkPapers`, for statements about contracts.

The first two are the newest signature, request or release by its paper, and when the last was typed in; the
others the newest day of a visit, an arrival, a line of the cash book or a paper of closing, and when the last
of those was typed in.
"""
PAPERS = {
    "acts": select(
        JsonObject(done_at=func.max(_acts.c.done_at), typed_at=func.max(_acts.c.typed_at))
    ).scalar_subquery(),
    "dated": select(
        JsonObject(day=func.max(_dated_records.c.day), typed_at=func.max(_dated_records.c.typed_at))
    ).scalar_subquery(),
}
"""The same as two JSON objects, each of which needs one lookup."""


class WorkPapers(NamedTuple):
    """The facts that tell whether papers of a work are being typed in; None where there are none."""

    paper_at: datetime | None
    act_typed_at: datetime | None
    dated_on: date | None
    dated_typed_at: datetime | None

    def told_on(self, zone: tzinfo, today: date) -> date:
        """Return the day as of which lateness at the work is judged."""
        done_on = day_at(zone, self.paper_at) if self.paper_at else None
        newest = max((day for day in (done_on, self.dated_on) if day), default=None)
        typed_at = max((at for at in (self.act_typed_at, self.dated_typed_at) if at), default=None)
        return lateness_day(newest, day_at(zone, typed_at) if typed_at else None, today)
