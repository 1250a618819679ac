"""The work that an address names."""

from __future__ import annotations

from flask import abort

from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.queries import WORK, WorkRow


def addressed_work(context: Context, number: int) -> WorkRow:
    """Return a work by its contract's number; 404 if there is none."""
    return WORK.first(db(), settlement=context.settlement.id, number=number) or abort(404)
