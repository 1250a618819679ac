"""The bank's payment numbers of released tranches, as typed in and as corrected."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, literal, select, union_all

from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Contract, PaymentNumberCorrection, Settlement, Tranche, TrancheRelease

_tranche: ColumnElement[UUID] = bindparam("tranche")
_renumbered = (
    select(PaymentNumberCorrection.paper)
    .where(PaymentNumberCorrection.release_id == TrancheRelease.id)
    .order_by(PaymentNumberCorrection.number.desc())
    .limit(1)
    .correlate(TrancheRelease)
    .scalar_subquery()
)
PAYMENT_NUMBER: ColumnElement[str] = func.coalesce(_renumbered, TrancheRelease.paper)
"""The bank's number of a release, after the newest correction."""


class SamePaymentNumberRow(NamedTuple):
    """A released tranche that has a given payment number; `place` is the name of its settlement."""

    place: str
    contract: int
    number: int
    paper: str


SAME_PAYMENTS = Query(
    SamePaymentNumberRow,
    select(
        Settlement.name.label("place"),
        Contract.number.label("contract"),
        Tranche.number.label("number"),
        PAYMENT_NUMBER.label("paper"),
    )
    .select_from(TrancheRelease)
    .join(Tranche, Tranche.id == TrancheRelease.tranche_id)
    .join(Contract, Contract.id == Tranche.contract_id)
    .join(Settlement, Settlement.id == Contract.settlement_id)
    .where(TrancheRelease.programme_id == bindparam("programme"), Tranche.id != _tranche)
    .where(func.lower(PAYMENT_NUMBER) == func.lower(bindparam("paper")))
    .order_by(TrancheRelease.id)
    .limit(1),
)
"""The first other release in a programme whose payment number is the same, ignoring case."""


class PaymentNumberVersion(NamedTuple):
    """A payment number as typed in or corrected, and why it replaced the one before ("" for the first)."""

    order: int
    release_id: UUID
    paper: str
    reason: str
    made_at: datetime


_first = select(
    literal(0).label("order"),
    TrancheRelease.id.label("release_id"),
    TrancheRelease.paper.label("paper"),
    literal("").label("reason"),
    TrancheRelease.made_at.label("made_at"),
).where(TrancheRelease.tranche_id == _tranche)
_later = (
    select(
        PaymentNumberCorrection.number,
        PaymentNumberCorrection.release_id,
        PaymentNumberCorrection.paper,
        PaymentNumberCorrection.reason,
        PaymentNumberCorrection.made_at,
    )
    .join(TrancheRelease, TrancheRelease.id == PaymentNumberCorrection.release_id)
    .where(TrancheRelease.tranche_id == _tranche)
)
_typed = union_all(_first, _later).subquery()
TYPED_NUMBERS = Query(PaymentNumberVersion, select(_typed).order_by(_typed.c.order.desc()))
"""All payment numbers of a tranche, the one in force first."""
