"""Writing an amendment into its contract, and measuring earlier visits against the new bill."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from peoplesprocess.act import Act
from peoplesprocess.contracts import amendment_queries, amendment_tranches
from peoplesprocess.contracts.amendment_queries import (
    AmendmentLineRow,
    AmendmentRow,
    MeasuredVisitRow,
)
from peoplesprocess.contracts.amendment_tranches import AmendmentTrancheRow
from peoplesprocess.core.progress import MeasuredBillLine, measured_hundredths
from peoplesprocess.models import AmendedProgress, BillLine, Contract, Tranche


def put_in_force(act: Act, contract: UUID, amendment: AmendmentRow) -> None:
    """Write an amendment into its contract; what was released stays as it is."""
    _write_contract(act, contract, amendment)
    lines = amendment_queries.LINES.all(act.db, amendment=amendment.id)
    _write_bill(act, contract, lines)
    _write_tranches(act, contract, amendment_tranches.TRANCHES.all(act.db, amendment=amendment.id))
    act.db.add_all(
        AmendedProgress(
            **act.columns,
            amendment_id=amendment.id,
            visit_id=visit.id,
            physical=_physical(visit, lines),
        )
        for visit in amendment_queries.VISITS.all(act.db, contract=contract)
    )


def _write_contract(act: Act, contract: UUID, amendment: AmendmentRow) -> None:
    row = act.db.get_one(Contract, contract)
    row.total, row.contribution, row.grant = amendment.total, amendment.contribution, amendment.grant
    row.in_cash = None if row.in_cash is None else min(row.in_cash, amendment.contribution)
    row.ends_on = amendment.ends_on
    if amendment.defects_months is not None:
        row.defects_months = amendment.defects_months
    if amendment.retention is not None:
        row.retention = amendment.retention
    row.departure = row.departure or amendment.reason


def _write_tranches(act: Act, contract: UUID, rows: Sequence[AmendmentTrancheRow]) -> None:
    """Write the sums and shares of the instalments; a retention is added or removed with its share."""
    found = act.db.scalars(select(Tranche).where(Tranche.contract_id == contract))
    kept = {tranche.number: tranche for tranche in found}
    for row in rows:
        tranche = kept.get(row.number)
        if tranche is None:
            if row.amount:
                act.db.add(_retention(contract, row))
        elif not row.amount:
            act.db.delete(tranche)
        else:
            tranche.amount = row.amount
            tranche.percent = tranche.percent if row.percent is None else row.percent


def _retention(contract: UUID, row: AmendmentTrancheRow) -> Tranche:
    return Tranche(
        contract_id=contract,
        number=row.number,
        percent=row.percent or 0,
        amount=row.amount,
        work_done=0,
        money_spent=0,
        certificate=True,
        is_retention=True,
    )


def _write_bill(act: Act, contract: UUID, lines: Sequence[AmendmentLineRow]) -> None:
    found = act.db.scalars(select(BillLine).where(BillLine.contract_id == contract))
    kept = {line.position: line for line in found}
    for line in lines:
        row = kept.get(line.position)
        if row is None:
            row = BillLine(contract_id=contract, position=line.position, title=line.title, unit=line.unit)
            act.db.add(row)
        row.quantity, row.rate, row.amount = line.quantity, line.rate, line.amount


def _physical(visit: MeasuredVisitRow, lines: Sequence[AmendmentLineRow]) -> int:
    """Return how much of the new bill a visit measured, in hundredths of a percent.

    A line that became shorter than what was measured counts as complete.
    """
    measured = [
        MeasuredBillLine(
            line.amount, line.quantity, min(visit.measured.get(str(line.position), 0), line.quantity)
        )
        for line in lines
    ]
    return measured_hundredths(measured)
