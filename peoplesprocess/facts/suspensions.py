"""Contracts whose work stands still: a suspension that nobody has resumed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, select

from peoplesprocess.models import Contract, Resumption, Suspension

NOT_RESUMED: ColumnElement[bool] = ~exists(
    select(1).where(Resumption.suspension_id == Suspension.id).correlate(Suspension)
)
"""Whether a suspension still stands."""
STANDS_STILL: ColumnElement[bool] = and_(Suspension.contract_id == Contract.id, NOT_RESUMED)
"""Which suspension of a contract still stands: one at most."""
