"""Instalments of an amended contract: each before and after, and as they are agreed now."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.contracts.queries import TrancheTermsRow
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.tranches import IS_RELEASED
from peoplesprocess.models import Amendment, AmendmentTranche, Tranche

_contract: ColumnElement[UUID] = bindparam("contract")
_amendment: ColumnElement[UUID] = bindparam("amendment")
_SAME_TRANCHE = and_(Tranche.contract_id == Amendment.contract_id, Tranche.number == AmendmentTranche.number)
_IS_RETENTION = func.coalesce(Tranche.is_retention, True)
"""Only a retention is added or removed by an amendment, so an instalment without a row is one."""


class AmendmentTrancheRow(NamedTuple):
    """An instalment's sum before and after, in minor units; `percent` is None in older amendments."""

    number: int
    amount: int
    former_amount: int
    percent: int | None
    is_retention: bool


TRANCHES = Query(
    AmendmentTrancheRow,
    select(
        *(AmendmentTranche.number, AmendmentTranche.amount, AmendmentTranche.former_amount),
        AmendmentTranche.percent,
        _IS_RETENTION.label("is_retention"),
    )
    .join(Amendment, Amendment.id == AmendmentTranche.amendment_id)
    .outerjoin(Tranche, _SAME_TRANCHE)
    .where(AmendmentTranche.amendment_id == _amendment)
    .order_by(AmendmentTranche.number),
)
"""The instalments of an amendment, in order."""


FORMER_TRANCHES = Query(
    TrancheTermsRow,
    select(
        AmendmentTranche.number,
        func.coalesce(AmendmentTranche.former_percent, Tranche.percent).label("percent"),
        AmendmentTranche.former_amount.label("amount"),
        func.coalesce(Tranche.work_done, 0).label("work_done"),
        func.coalesce(Tranche.money_spent, 0).label("money_spent"),
        func.coalesce(Tranche.certificate, True).label("certificate"),
        _IS_RETENTION.label("is_retention"),
    )
    .select_from(AmendmentTranche)
    .join(Amendment, Amendment.id == AmendmentTranche.amendment_id)
    .outerjoin(Tranche, _SAME_TRANCHE)
    .where(AmendmentTranche.amendment_id == _amendment, AmendmentTranche.former_amount > 0)
    .order_by(AmendmentTranche.number),
)
"""The instalments of a contract as they were before an amendment, in order."""


class AgreedTrancheRow(NamedTuple):
    """An instalment as it is agreed now."""

    id: UUID
    number: int
    percent: int
    amount: int
    released: bool
    is_retention: bool


AGREED_TRANCHES = Query(
    AgreedTrancheRow,
    select(
        *(Tranche.id, Tranche.number, Tranche.percent, Tranche.amount),
        IS_RELEASED.label("released"),
        Tranche.is_retention,
    )
    .where(Tranche.contract_id == _contract)
    .order_by(Tranche.number),
)
"""The instalments of a contract, in order, each with whether it is released."""
