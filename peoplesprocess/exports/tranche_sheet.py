"""The sheet of the instalments of a settlement's contracts, with a contract's retention last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from peoplesprocess.core.messages import N_
from peoplesprocess.db.paged_query import PagedQuery
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.exports.export_sheet import CONTRACT_NUMBER
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.retention_money import DEDUCTED
from peoplesprocess.facts.tranches import ASKED_AT
from peoplesprocess.models import Contract, Tranche, TrancheRelease
from peoplesprocess.spreadsheets.cells import PercentCell

INSTALMENT_HEADINGS = (
    *(CONTRACT_NUMBER, N_("Instalment"), N_("Share of the grant, %"), N_("Sum"), N_("Asked for on")),
    *(N_("Released on"), N_("Released"), N_("Retention"), N_("Deducted for repairs")),
)


class ExportedTranche(NamedTuple):
    """An instalment, perhaps the retention, with the newest request for it and its release.

    `deducted` is what repairs took from a retention, in minor units.
    """

    contract: int
    number: int
    percent: int
    amount: int
    asked_at: datetime | None
    released_at: datetime | None
    released: int | None
    is_retention: bool
    deducted: int


_TRANCHES = PagedQuery(
    ExportedTranche,
    select(
        Contract.number.label("contract"),
        Tranche.number,
        Tranche.percent,
        Tranche.amount,
        ASKED_AT.label("asked_at"),
        done_at(TrancheRelease).label("released_at"),
        TrancheRelease.amount.label("released"),
        Tranche.is_retention,
        DEDUCTED.label("deducted"),
    )
    .join(Tranche, Tranche.contract_id == Contract.id)
    .outerjoin(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .where(Contract.settlement_id == bindparam("settlement")),
    keys=2,
)
"""The instalments of a settlement's contracts."""


def instalments(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    """Yield the instalments of a settlement's contracts."""
    for part in _TRANCHES.rows(connection, settlement=reader.settlement.id):
        released: Decimal | None = None if part.released is None else reader.money(part.released)
        yield (
            part.contract,
            part.number,
            PercentCell(100 * part.percent),
            reader.money(part.amount),
            reader.day(part.asked_at),
            reader.day(part.released_at),
            released,
            reader.yes_or_no(part.is_retention),
            reader.money(int(part.deducted)),
        )
