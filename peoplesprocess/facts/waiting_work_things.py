"""Things that wait at works under way and at their closing, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from peoplesprocess.core.contract_closure import BUILT
from peoplesprocess.db.column_types import Json
from peoplesprocess.facts.committee import held_since
from peoplesprocess.facts.contract_signatures import IS_SIGNED, SIGNED_AT
from peoplesprocess.facts.contracts import IS_ENDED, NEWEST_VISIT, PHYSICAL
from peoplesprocess.facts.defects import IS_OPEN as IS_OPEN_DEFECT
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.proved_accounts import UNREAD_SINCE
from peoplesprocess.facts.retention_money import (
    NEXT_REPAIR,
    REPAIRED_ON,
    RETENTION_NUMBER,
    RETENTION_WAITS,
)
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.suspensions import IS_SUSPENDED
from peoplesprocess.facts.tranches import RELEASED_AT
from peoplesprocess.facts.waiting_closings import (
    ACCOUNT_WAITS,
    ACCOUNTED_AT,
    AUDIT_WAITS,
    BUILT_AT,
    CERTIFICATE_WAITS,
    FINAL_VISIT_WAITS,
    HANDOVER_WAITS,
    IS_MEASURED,
    LOOKED_AT,
    READY_AT,
    SECOND_AUDIT_WAITS,
)
from peoplesprocess.facts.waiting_thing_kinds import MEASURED, WaitingThingKind, thing_of
from peoplesprocess.facts.work_states import IS_ACCOUNTED, IS_HANDED_OVER
from peoplesprocess.models import (
    BankBalance,
    Certificate,
    Contract,
    ContractEnding,
    Defect,
    Programme,
    Settlement,
    Tranche,
    TrancheArrival,
    TrancheRelease,
    Visit,
)


def _under_contract(
    kind: WaitingThingKind, since: ColumnElement[datetime], **more: SQLColumnExpression[object]
) -> Select[*tuple[object, ...]]:
    """Return signed contracts, each with its newest visit and its end, if any."""
    return (
        thing_of(kind, since, number=Contract.number.expression, **more)
        .join(Contract, Contract.settlement_id == Settlement.id)
        .outerjoin(Visit, Visit.id == NEWEST_VISIT)
        .outerjoin(ContractEnding, ContractEnding.contract_id == Contract.id)
        .where(IS_SIGNED)
    )


_last_balance = (
    select(func.max(BankBalance.stated_on))
    .where(BankBalance.contract_id == Contract.id, not_struck(BankBalance.id))
    .correlate(Contract)
    .scalar_subquery()
)
_taken_over_on = held_since(Settlement.id.expression, "treasurer")
_is_arrived: ColumnElement[bool] = exists(
    select(1).where(TrancheArrival.tranche_id == Tranche.id).correlate(Tranche)
)

WORK_PARTS: Mapping[WaitingThingKind, Select[*tuple[object, ...]]] = {
    # The interval between visits is in the programme's rules.
    WaitingThingKind.VISIT: _under_contract(
        WaitingThingKind.VISIT,
        SIGNED_AT,
        happened_on=Visit.visited_on.expression,
        happened_at=RELEASED_AT,
        shown_on=Contract.starts_on.expression,
        stored_rules=type_coerce(Programme.rules, Json),
    )
    .join(Programme, Programme.id == Settlement.programme_id)
    .where(
        ~IS_HANDED_OVER,
        ~IS_ENDED,
        or_(Visit.id.is_(None), and_(PHYSICAL < BUILT, RELEASED_AT.is_not(None))),
    ),
    WaitingThingKind.CERTIFICATE: _under_contract(
        WaitingThingKind.CERTIFICATE,
        Visit.made_at.expression,
        state=case((IS_MEASURED, literal(MEASURED)), else_=literal("")),
    ).where(CERTIFICATE_WAITS),
    WaitingThingKind.AUDIT: _under_contract(WaitingThingKind.AUDIT, LOOKED_AT).where(AUDIT_WAITS),
    WaitingThingKind.SECOND_AUDIT: _under_contract(WaitingThingKind.SECOND_AUDIT, UNREAD_SINCE).where(
        SECOND_AUDIT_WAITS
    ),
    WaitingThingKind.FINAL_VISIT: _under_contract(WaitingThingKind.FINAL_VISIT, BUILT_AT).where(
        FINAL_VISIT_WAITS
    ),
    # It waits since the last of its preconditions was met.
    WaitingThingKind.ACCOUNT: _under_contract(WaitingThingKind.ACCOUNT, READY_AT).where(ACCOUNT_WAITS),
    WaitingThingKind.HANDOVER: _under_contract(WaitingThingKind.HANDOVER, ACCOUNTED_AT).where(HANDOVER_WAITS),
    WaitingThingKind.REPAIR: thing_of(
        WaitingThingKind.REPAIR, Defect.made_at.expression, number=Contract.number.expression
    )
    .join(Contract, Contract.settlement_id == Settlement.id)
    .join(Defect, Defect.contract_id == Contract.id)
    .where(IS_OPEN_DEFECT, ~IS_ENDED),
    # The length of the defects period is in each contract.
    WaitingThingKind.RETENTION: thing_of(
        WaitingThingKind.RETENTION,
        Certificate.made_at.expression,
        number=Contract.number.expression,
        day=Certificate.issued_on.expression,
        months=Contract.defects_months.expression,
        tranche=RETENTION_NUMBER,
        happened_on=REPAIRED_ON,
    )
    .join(Contract, Contract.settlement_id == Settlement.id)
    .join(Certificate, Certificate.contract_id == Contract.id)
    .where(Contract.retention > 0, ~IS_ENDED, ~IS_SUSPENDED, RETENTION_WAITS, NEXT_REPAIR.is_(None)),
    WaitingThingKind.ARRIVAL: thing_of(
        WaitingThingKind.ARRIVAL,
        done_at(TrancheRelease),
        number=Contract.number.expression,
        tranche=Tranche.number.expression,
    )
    .join(Contract, Contract.settlement_id == Settlement.id)
    .join(Tranche, Tranche.contract_id == Contract.id)
    .join(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .where(~_is_arrived, or_(Tranche.is_retention.is_(True), ~IS_ACCOUNTED)),
    # A new treasurer counts the cash and compares the book with the bank.
    WaitingThingKind.TAKE_OVER: thing_of(
        WaitingThingKind.TAKE_OVER,
        Settlement.made_at.expression,
        number=Contract.number.expression,
        day=_taken_over_on,
    )
    .join(Contract, Contract.settlement_id == Settlement.id)
    .where(
        *(IS_SIGNED, ~IS_ACCOUNTED, RELEASED_AT.is_not(None)),
        _taken_over_on > func.coalesce(_last_balance, Contract.starts_on),
    ),
}
"""Things that wait at works: visits, closing, repairs, money that came, a cash book that is taken over.

The rule for closing is the one that `waiting_in_closure` of `core/process/next_in_closure.py` has for a work.
"""
