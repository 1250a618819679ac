"""A settlement's cycles: how many came before the present one, and so what belongs to it."""

from __future__ import annotations

from sqlalchemy import func, select

from peoplesprocess.models import Cycle, Settlement

# Of tables, not of models, as `facts.places`, where every page begins.
_cycle = Cycle.__table__.c
CYCLES_BEFORE = (
    select(func.count())
    .select_from(Cycle.__table__)
    .where(_cycle.settlement_id == Settlement.__table__.c.id)
    .correlate(Settlement.__table__)
    .scalar_subquery()
)
"""How many cycles of a settlement came before its present one: each after the first has a row."""
