"""A settlement or a programme with all that a page needs to stand in it, each in one statement."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.models.programmes import Area, Process, Programme
from peoplesprocess.models.records import JournalHead
from peoplesprocess.models.settlements import Settlement, StepClosure

# Of tables, not of models: making objects for rows that are only read costs more than reading them.
_area, _frame, _place = Area.__table__.c, Programme.__table__.c, Settlement.__table__.c
_passage, _process, _chain = StepClosure.__table__.c, Process.__table__.c, JournalHead.__table__.c
_closed = select(aggregate_strings(_passage.step, " ")).where(_passage.settlement_id == _place.id)
_since = select(func.max(_passage.made_at)).where(_passage.settlement_id == _place.id)
SETTLEMENTS = (
    select(
        Settlement.__table__,
        _area.path.label("area"),
        _area.name.label("area_name"),
        _area.authority,
        _frame.code.label("programme_code"),
        _frame.name.label("programme_name"),
        _frame.agency,
        _frame.committee_name,
        _frame.version.label("programme_version"),
        _frame.sectors,
        _frame.rules,
        _frame.groups.label("all_groups"),
        _process.steps,
        _closed.scalar_subquery().label("closed"),
        _since.scalar_subquery().label("since"),
        _chain.sequence,
    )
    .select_from(Settlement.__table__)
    .join(Area.__table__, _area.id == _place.area_id)
    .join(Programme.__table__, _frame.id == _place.programme_id)
    .join(Process.__table__, _process.id == _place.process_id)
    .outerjoin(JournalHead.__table__, _chain.id == _place.id)
)
"""Settlements with all that a page needs to stand in one; callers add their own conditions."""

SETTLEMENT = SETTLEMENTS.where(_place.code == bindparam("code"))
"""One settlement by its `code`."""
PROGRAMME = (
    select(Programme.__table__, _chain.sequence)
    .select_from(Programme.__table__)
    .outerjoin(JournalHead.__table__, _chain.id == _frame.id)
    .where(_frame.code == bindparam("code"))
)

"""One programme by its `code`, with the number of its last act."""
