"""The contract that an address names."""

from __future__ import annotations

from flask import abort

from peoplesprocess.contracts.queries import CONTRACT, ContractDetail
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context


def addressed_contract(context: Context, number: int) -> ContractDetail:
    """Return a contract by its number, signed or not; 404 if there is none."""
    return CONTRACT.first(db(), settlement=context.settlement.id, number=number) or abort(404)
