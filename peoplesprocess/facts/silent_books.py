"""Works that have money left, but in whose cash book nobody has written for a long time."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, select

from peoplesprocess.core.contract_closure import BUILT
from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.contracts import (
    GIVEN_IN_CASH,
    IS_ENDED,
    NEWEST_VISIT,
    OTHERS_PAID,
    PHYSICAL,
    RELEASED,
    SPENT,
)
from peoplesprocess.facts.done_at import later_of
from peoplesprocess.facts.grant_returns import RETURNED
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.suspensions import IS_SUSPENDED
from peoplesprocess.facts.tranches import NOT_ARRIVED, ON_ITS_WAY
from peoplesprocess.facts.waiting_thing_kinds import WaitingThingKind, thing_of
from peoplesprocess.facts.work_states import IS_ACCOUNTED
from peoplesprocess.models import (
    BankBalance,
    CashBookEntry,
    Contract,
    Settlement,
    Tranche,
    TrancheArrival,
    Visit,
)

SILENT_DAYS = 30
"""Days after money came or after the last entry until the keeper of the cash book is reminded."""
# By the time of typing in, since somebody who is typing in an old book is not silent.
_came_at = (
    select(func.max(TrancheArrival.made_at))
    .join(Tranche, Tranche.id == TrancheArrival.tranche_id)
    .where(Tranche.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
_written_at = (
    select(func.max(CashBookEntry.made_at))
    .where(CashBookEntry.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
_compared_at = (
    select(func.max(BankBalance.made_at))
    .where(BankBalance.contract_id == Contract.id, not_struck(BankBalance.id))
    .correlate(Contract)
    .scalar_subquery()
)
_left: ColumnElement[int] = (
    RELEASED - NOT_ARRIVED - ON_ITS_WAY + GIVEN_IN_CASH + OTHERS_PAID - SPENT - RETURNED
)
SILENT_BOOKS: Select[*tuple[object, ...]] = (
    thing_of(
        WaitingThingKind.SILENT_BOOK,
        later_of(later_of(_came_at, _written_at), _compared_at),
        number=Contract.number.expression,
    )
    .join(Contract, Contract.settlement_id == Settlement.id)
    .outerjoin(Visit, Visit.id == NEWEST_VISIT)
    .where(IS_SIGNED, ~IS_ENDED, ~IS_ACCOUNTED, func.coalesce(PHYSICAL, 0) < BUILT)
    .where(~IS_SUSPENDED)
    .where(_came_at.is_not(None), _left > 0)
)
"""Cash books of works under way that have money left; `silent_from` says from when they wait."""


def silent_from(last_word: date) -> date:
    """Return the day from which a cash book is asked about; `last_word` is the day of its last entry."""
    return last_word + timedelta(days=SILENT_DAYS)
