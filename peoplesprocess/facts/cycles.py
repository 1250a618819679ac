"""A settlement's cycles: how many came before the present one, and what belongs to it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.core.process.steps import ENDED_EARLY
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Cycle, CycleEnding, Plan, Settlement, StepClosure

# Tables instead of mapped classes, as in `facts.places`, because every page begins here.
_cycle, _closure, _place = Cycle.__table__.c, StepClosure.__table__.c, Settlement.__table__.c
_ending = CycleEnding.__table__.c
CYCLES_BEFORE = (
    select(func.count())
    .select_from(Cycle.__table__)
    .where(_cycle.settlement_id == _place.id)
    .correlate(Settlement.__table__)
    .scalar_subquery()
)
"""How many cycles of a settlement came before the present one: each cycle after the first has a row."""
IS_ENDED_EARLY: ColumnElement[bool] = exists(
    select(1)
    .where(_ending.settlement_id == _place.id, _ending.cycles_before == CYCLES_BEFORE)
    .where(not_struck(_ending.id))
    .correlate(Settlement.__table__)
)
"""Whether a settlement's present cycle ended before all its steps were closed."""
_closed_steps = (
    select(aggregate_strings(_closure.step, " "))
    .where(_closure.settlement_id == _place.id, _closure.cycles_before == CYCLES_BEFORE)
    .correlate(Settlement.__table__)
    .scalar_subquery()
)
CLOSED_STEPS: ColumnElement[str | None] = case(
    (IS_ENDED_EARLY, func.coalesce(_closed_steps + " ", "") + ENDED_EARLY), else_=_closed_steps
)
"""The keys of the present cycle's closed steps, separated by blanks, NULL if none is closed.

`ENDED_EARLY` is among them if the cycle ended early.
"""
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
