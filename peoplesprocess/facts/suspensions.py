"""Suspended works: contracts with a suspension that was not resumed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, select

from peoplesprocess.models import Contract, Resumption, Suspension

NOT_RESUMED: ColumnElement[bool] = ~exists(
    select(1).where(Resumption.suspension_id == Suspension.id).correlate(Suspension)
)
"""Whether a suspension has not been resumed."""
STANDS_STILL: ColumnElement[bool] = and_(Suspension.contract_id == Contract.id, NOT_RESUMED)
"""The join condition between a contract and its suspension in force, of which there is at most one."""
