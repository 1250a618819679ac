"""Signed contracts with their money, their newest visit and how far their closing is, in one statement."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.facts.process import PARTIES_THAT_SIGN
from peoplesprocess.models.closure import (
    Audit,
    Certificate,
    Defect,
    DefectRectification,
    FinalAccount,
    Handover,
    WorkCheck,
)
from peoplesprocess.models.contracts import Contract, Extension, Signature, Tranche
from peoplesprocess.models.settlements import Meeting
from peoplesprocess.models.works import CashBookEntry, TrancheRelease, Visit


def _of_contract(
    value: Any, owner: InstrumentedAttribute[UUID], *conditions: ColumnElement[bool]
) -> ScalarSelect[Any]:
    return select(value).where(owner == Contract.id, *conditions).correlate(Contract).scalar_subquery()


def _newest(
    identity: InstrumentedAttribute[UUID], owner: InstrumentedAttribute[UUID], order: Any
) -> ScalarSelect[Any]:
    return (
        select(identity)
        .where(owner == Contract.id)
        .order_by(order.desc())
        .limit(1)
        .correlate(Contract)
        .scalar_subquery()
    )


# Aliases, so that the subquery that names the newest row is not taken for the joined one.
_visit, _audit = aliased(Visit), aliased(Audit)
_mended = select(DefectRectification.id).where(DefectRectification.defect_id == Defect.id).exists()
_released = select(TrancheRelease.id).where(TrancheRelease.tranche_id == Tranche.id).exists()
_released_sum = (
    select(func.coalesce(func.sum(TrancheRelease.amount), 0))
    .join(Tranche, Tranche.id == TrancheRelease.tranche_id)
    .where(Tranche.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
SIGNED_CONTRACTS = (
    select(
        Contract.id,
        Contract.number,
        Contract.line,
        Contract.title,
        Contract.mode,
        Contract.total,
        Contract.contribution,
        Contract.grant,
        Contract.starts_on,
        Contract.ends_on,
        _of_contract(func.max(Extension.until), Extension.contract_id).label("extended_to"),
        _visit.physical,
        _visit.visited_on,
        _visit.final,
        _of_contract(func.coalesce(func.sum(CashBookEntry.amount), 0), CashBookEntry.contract_id).label(
            "spent"
        ),
        _released_sum.label("released"),
        _of_contract(
            aggregate_strings(cast(Tranche.number, String), " "), Tranche.contract_id, ~_released
        ).label("unreleased"),
        _audit.accepted,
        _audit.questions,
        Meeting.held_on.label("audited_on"),
        Meeting.number.label("audit_meeting"),
        Meeting.people.label("audit_people"),
        Certificate.issued_on,
        Certificate.statement,
        _of_contract(func.count(), Defect.contract_id).label("defects"),
        _of_contract(func.count(), Defect.contract_id, ~_mended).label("defects_open"),
        _of_contract(func.min(Defect.number), Defect.contract_id, ~_mended).label("next_defect"),
        _of_contract(func.min(Defect.due_on), Defect.contract_id, ~_mended).label("next_due"),
        FinalAccount.measured_on,
        FinalAccount.cost,
        FinalAccount.surplus,
        FinalAccount.surplus_use,
        Handover.handed_on,
        Handover.receiver,
        Handover.caretaker,
        Handover.tasks,
        Handover.fee,
        Handover.fund,
        _of_contract(aggregate_strings(cast(WorkCheck.month, String), " "), WorkCheck.contract_id).label(
            "checked"
        ),
    )
    .select_from(Contract)
    .outerjoin(_visit, _visit.id == _newest(Visit.id, Visit.contract_id, Visit.number))
    .outerjoin(_audit, _audit.id == _newest(Audit.id, Audit.contract_id, Audit.id))
    .outerjoin(Meeting, Meeting.id == _audit.meeting_id)
    .outerjoin(Certificate, Certificate.contract_id == Contract.id)
    .outerjoin(FinalAccount, FinalAccount.contract_id == Contract.id)
    .outerjoin(Handover, Handover.contract_id == Contract.id)
    .where(_of_contract(func.count(), Signature.contract_id) >= PARTIES_THAT_SIGN)
)
"""Contracts that all parties have signed; rooms add their own conditions."""
