"""The signed contract that an address names."""

from __future__ import annotations

from flask import abort

from peoplesprocess.closure.queries import SIGNED_CONTRACT
from peoplesprocess.facts.contract_progress import ContractClosureRow
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context


def addressed_signed_contract(context: Context, number: int) -> ContractClosureRow:
    """Return a signed contract by its number; 404 if there is none."""
    return SIGNED_CONTRACT.first(db(), settlement=context.settlement.id, number=number) or abort(404)
