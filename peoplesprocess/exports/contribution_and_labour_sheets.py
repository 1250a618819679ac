"""The sheets of contributions and of paid days, as counts without names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from peoplesprocess.core import contributions as given
from peoplesprocess.core import labour
from peoplesprocess.core.messages import N_
from peoplesprocess.db.paged_query import PagedQuery
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.exports.export_sheet import CONTRACT_NUMBER, ExportSheet, fixed
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import CashBookEntry, Contract, ContributionEntry, MusterRoll
from peoplesprocess.spreadsheets.cells import scaled


class ExportedContribution(NamedTuple):
    """A contribution, in days, thousandths of the unit and minor units."""

    contract: int
    number: int
    kind: str
    given_on: date
    what: str
    women_days: int
    men_days: int
    quantity: int
    unit: str
    value: int
    paper: str


_CONTRIBUTIONS = PagedQuery(
    ExportedContribution,
    select(
        Contract.number.label("contract"),
        *(ContributionEntry.__table__.c[name] for name in ExportedContribution._fields[1:]),
    )
    .join(ContributionEntry, ContributionEntry.contract_id == Contract.id)
    .where(Contract.settlement_id == bindparam("settlement"), not_struck(ContributionEntry.id)),
    keys=2,
)


class ExportedMusterRoll(NamedTuple):
    """A muster roll: days, daily rates in minor units, and the line of the cash book that pays it."""

    contract: int
    number: int
    kind: str
    what: str
    since: date
    until: date
    women_days: int
    women_rate: int
    men_days: int
    men_rate: int
    wages: int
    reason: str
    line: int
    paid_on: date
    paper: str


_MUSTER_ROLLS = PagedQuery(
    ExportedMusterRoll,
    select(
        Contract.number.label("contract"),
        *(MusterRoll.__table__.c[name] for name in ExportedMusterRoll._fields[1:12]),
        CashBookEntry.number.label("line"),
        CashBookEntry.spent_on.label("paid_on"),
        CashBookEntry.paper,
    )
    .select_from(Contract)
    .join(MusterRoll, MusterRoll.contract_id == Contract.id)
    .join(CashBookEntry, CashBookEntry.id == MusterRoll.cash_book_entry_id)
    .where(Contract.settlement_id == bindparam("settlement"), not_struck(MusterRoll.id)),
    keys=2,
)


def _contributions(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for row in _CONTRIBUTIONS.rows(connection, settlement=reader.settlement.id):
        is_labour, has_quantity = row.kind == given.LABOUR, row.kind == given.MATERIALS
        yield (
            *(row.contract, row.number, row.given_on, reader.word(given.KINDS, row.kind), row.what),
            *((row.women_days, row.men_days) if is_labour else (None, None)),
            *((scaled(row.quantity, 3), row.unit) if has_quantity else (None, "")),
            *(reader.money(row.value), row.paper),
        )


def _muster_rolls(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for roll in _MUSTER_ROLLS.rows(connection, settlement=reader.settlement.id):
        yield (
            *(roll.contract, roll.number, reader.word(labour.KINDS, roll.kind), roll.what),
            *(roll.since, roll.until),
            *(roll.women_days, reader.money(roll.women_rate) if roll.women_days else None),
            *(roll.men_days, reader.money(roll.men_rate) if roll.men_days else None),
            *(reader.money(roll.wages), roll.reason, roll.line, roll.paid_on, roll.paper),
        )


CONTRIBUTIONS = ExportSheet(
    N_("What the community gave"),
    fixed(
        *(CONTRACT_NUMBER, N_("Number"), N_("Day"), N_("Kind"), N_("What")),
        *(N_("Labour: unpaid days worked by women"), N_("Labour: unpaid days worked by men")),
        *(N_("Quantity"), N_("Unit"), N_("Value"), N_("Receipt")),
    ),
    _contributions,
)
"""The contributions to each contract, without struck ones."""
MUSTER_ROLLS = ExportSheet(
    N_("Muster rolls"),
    fixed(
        *(CONTRACT_NUMBER, N_("Number"), N_("Kind"), N_("What was done"), N_("First day"), N_("Last day")),
        *(N_("Days worked by women"), N_("Daily pay for women")),
        *(N_("Days worked by men"), N_("Daily pay for men")),
        *(N_("Wages"), N_("Why the rates differ"), N_("Line of the cash book"), N_("Paid on")),
        N_("Number of the paper roll"),
    ),
    _muster_rolls,
)
"""The muster rolls of each contract, without struck ones."""
