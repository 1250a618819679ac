"""A settlement's cycles: how many came before the present one, and what belongs to it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.models import Cycle, Plan, Settlement, StepClosure

# Tables instead of mapped classes, as in `facts.places`, because every page begins here.
_cycle, _closure, _place = Cycle.__table__.c, StepClosure.__table__.c, Settlement.__table__.c
CYCLES_BEFORE = (
    select(func.count())
    .select_from(Cycle.__table__)
    .where(_cycle.settlement_id == _place.id)
    .correlate(Settlement.__table__)
    .scalar_subquery()
)
"""How many cycles of a settlement came before the present one: each cycle after the first has a row."""
CLOSED_STEPS = (
    select(aggregate_strings(_closure.step, " "))
    .where(_closure.settlement_id == _place.id, _closure.cycles_before == CYCLES_BEFORE)
    .correlate(Settlement.__table__)
    .scalar_subquery()
)
"""The keys of the present cycle's closed steps, separated by blanks, NULL if none is closed."""
LAST_CLOSED_AT = (
    select(func.max(func.coalesce(_closure.on_paper_at, _closure.made_at)))
    .where(_closure.settlement_id == _place.id)
    .correlate(Settlement.__table__)
    .scalar_subquery()
)
"""When a step of a settlement was last closed, by the day on paper if there is one."""
CYCLES_BEFORE_PLAN = (
    select(func.count())
    .select_from(Cycle.__table__)
    # Keys are in order of time.
    .where(_cycle.settlement_id == Plan.settlement_id, _cycle.id < Plan.id)
    .correlate(Plan)
    .scalar_subquery()
)
"""How many cycles of a settlement came before the one that a version of its plan belongs to."""
