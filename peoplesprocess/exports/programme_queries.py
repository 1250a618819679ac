"""Queries for spreadsheets of a whole programme."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.models import Settlement

SETTLEMENT_CODES = ScalarQuery(
    select(Settlement.code).where(Settlement.programme_id == bindparam("programme")).order_by(Settlement.code)
)
"""The codes of a programme's settlements."""
