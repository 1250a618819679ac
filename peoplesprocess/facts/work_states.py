"""How far a work under contract is, as conditions: built, certified, accounted for, handed over."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.core.contract_closure import BUILT
from peoplesprocess.facts.contracts import NEWEST_VISIT, PHYSICAL
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Certificate, Contract, FinalAccount, Handover, Visit

IS_BUILT: ColumnElement[bool] = exists(
    select(1).where(Visit.id == NEWEST_VISIT, PHYSICAL >= BUILT).correlate(Contract)
)
"""Whether a contract's newest visit measured its whole bill as built."""
IS_CERTIFIED: ColumnElement[bool] = exists(
    select(1).where(Certificate.contract_id == Contract.id).correlate(Contract)
)
"""Whether a work has its completion certificate."""
IS_ACCOUNTED: ColumnElement[bool] = exists(
    select(1).where(FinalAccount.contract_id == Contract.id, not_struck(FinalAccount.id)).correlate(Contract)
)
"""Whether a contract has a final account that was not struck."""
IS_HANDED_OVER: ColumnElement[bool] = exists(
    select(1).where(Handover.contract_id == Contract.id).correlate(Contract)
)
"""Whether a work was handed over to those who keep it running."""
