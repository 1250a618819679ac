"""The retention of contracts: what repairs took, what is left, and what its payment waits for."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    select,
)

from peoplesprocess.core.retention import RetentionStanding
from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.defects import IS_OPEN as IS_OPEN_DEFECT
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.tranches import IS_OPEN, IS_RELEASED
from peoplesprocess.models import (
    Certificate,
    Contract,
    Defect,
    DefectRectification,
    FinalAccount,
    RetentionDeduction,
    Strike,
    Tranche,
    TrancheRequest,
)

_taken = (
    select(whole_sum(RetentionDeduction.amount))
    .where(RetentionDeduction.contract_id == Tranche.contract_id, not_struck(RetentionDeduction.id))
    .correlate(Tranche)
    .scalar_subquery()
)
DEDUCTED: ColumnElement[int] = case((Tranche.is_retention.is_(True), _taken), else_=cast(0, BigInteger))
"""What repairs took from a tranche, in minor units; 0 unless it is a retention."""
IS_SETTLED: ColumnElement[bool] = IS_RELEASED | and_(Tranche.is_retention.is_(True), Tranche.amount <= _taken)
"""Whether nothing of a tranche remains to be paid: it was released, or repairs took all of the retention."""


def _of_retention(value: ColumnElement[int], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(value)
        .select_from(Tranche)
        .where(Tranche.contract_id == Contract.id, Tranche.is_retention.is_(True), *conditions)
        .correlate(Contract)
        .scalar_subquery()
    )


_since = case(
    (and_(RetentionDeduction.id > FinalAccount.id, Strike.id.is_(None)), RetentionDeduction.amount),
    (and_(RetentionDeduction.id < FinalAccount.id, Strike.id > FinalAccount.id), -RetentionDeduction.amount),
    else_=cast(0, BigInteger),
)
DEDUCTED_SINCE_ACCOUNT = (
    # Keys are in order of time.
    select(whole_sum(_since))
    .select_from(RetentionDeduction)
    .outerjoin(Strike, Strike.record_id == RetentionDeduction.id)
    .where(RetentionDeduction.contract_id == FinalAccount.contract_id)
    .correlate(FinalAccount)
    .scalar_subquery()
)
"""What repairs took from a retention after the final account, less later strikes, in minor units."""
_NOT_ASKED: ColumnElement[bool] = ~exists(
    select(1).where(TrancheRequest.tranche_id == Tranche.id, IS_OPEN).correlate(Tranche)
)
RETENTION_LEFT = _of_retention(whole_sum(Tranche.amount - _taken), ~IS_SETTLED)
"""The part of a contract's retention still to be paid, in minor units, 0 if none."""
TO_COME = (
    select(whole_sum(Tranche.amount - DEDUCTED))
    .where(Tranche.contract_id == Contract.id, ~IS_RELEASED)
    .correlate(Contract)
    .scalar_subquery()
)
"""The part of a contract's grant still to be released, less what repairs took, in minor units."""
RETENTION_NUMBER = _of_retention(func.min(Tranche.number), ~IS_SETTLED, _NOT_ASKED)
"""The number of a contract's retention while it is neither settled nor requested, else NULL."""
IS_UNRELEASED: ColumnElement[bool] = exists(
    select(1)
    .select_from(Tranche)
    .where(Tranche.contract_id == Contract.id, Tranche.is_retention.is_(False), ~IS_RELEASED)
    .correlate(Contract)
)
"""Whether a tranche of a contract other than its retention has not been released."""
RETENTION_WAITS: ColumnElement[bool] = and_(RETENTION_NUMBER.is_not(None), ~IS_UNRELEASED)
"""Whether a retention is neither settled nor requested, and all earlier tranches have been released."""
RETENTION_PAID: ColumnElement[bool] = exists(
    select(1)
    .select_from(Tranche)
    .where(Tranche.contract_id == Contract.id, Tranche.is_retention.is_(True), IS_RELEASED)
    .correlate(Contract)
)
"""Whether the retention of a contract has been released."""
CERTIFIED_ON = (
    select(Certificate.issued_on)
    .where(Certificate.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
"""The day of a contract's completion certificate, NULL without one."""
REPAIRED_ON = (
    select(func.max(DefectRectification.rectified_on))
    .join(Defect, Defect.id == DefectRectification.defect_id)
    .where(Defect.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
"""The day of the last repair of a work, NULL if there was none."""
FIRST_OPEN_DEFECT = (
    select(func.min(Defect.number))
    .where(Defect.contract_id == Contract.id, IS_OPEN_DEFECT)
    .correlate(Contract)
    .scalar_subquery()
)
"""The number of a work's first open defect, NULL if there is none."""
FIRST_DEFECT_DUE = (
    select(Defect.due_on)
    .where(Defect.contract_id == Contract.id, IS_OPEN_DEFECT)
    .order_by(Defect.number)
    .limit(1)
    .correlate(Contract)
    .scalar_subquery()
)
"""The day by which a work's first open defect is to be repaired, NULL if there is none."""
NEXT_REPAIR = (
    select(func.min(Defect.due_on))
    .where(Defect.contract_id == Contract.id, IS_OPEN_DEFECT)
    .correlate(Contract)
    .scalar_subquery()
)
"""The earliest day by which an open defect of a work is to be repaired, NULL if there is none."""


class RetentionRow(NamedTuple):
    """A contract's retention: its number as a tranche, amount and deductions in minor units, and state."""

    number: int
    amount: int
    deducted: int
    released: bool
    certified_on: date | None

    @property
    def standing(self) -> RetentionStanding:
        """The facts that the rules about deductions work with."""
        return RetentionStanding(self.amount, self.deducted, self.released, self.certified_on is not None)


_contract: ColumnElement[UUID] = bindparam("contract")
RETENTION = Query(
    RetentionRow,
    select(
        Tranche.number,
        Tranche.amount,
        DEDUCTED.label("deducted"),
        IS_RELEASED.label("released"),
        Certificate.issued_on.label("certified_on"),
    )
    .select_from(Tranche)
    .outerjoin(Certificate, Certificate.contract_id == Tranche.contract_id)
    .where(Tranche.contract_id == _contract, Tranche.is_retention.is_(True)),
)
"""The retention of a contract, if it has one."""
