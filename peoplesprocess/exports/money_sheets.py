"""The sheets of arrived money, of the bank beside the cash book, and of repair funds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, literal, select, union_all

from peoplesprocess.core.messages import N_
from peoplesprocess.db.paged_query import PagedQuery
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.exports.export_sheet import CONTRACT_NUMBER, ExportSheet, fixed
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.tranches import RELEASED_TRANCHES
from peoplesprocess.models import BankBalance, Contract, Handover, RepairFundEntry

_settlement = Contract.settlement_id == bindparam("settlement")


class ExportedTrancheArrival(NamedTuple):
    """A released instalment and the newest statement of its arrival, in minor units."""

    contract: int
    number: int
    asked_at: datetime | None
    released_at: datetime
    released: int
    arrived_on: date | None
    came: int | None
    reason: str | None


_ARRIVALS = PagedQuery(
    ExportedTrancheArrival,
    select(*(RELEASED_TRANCHES.c[name] for name in ExportedTrancheArrival._fields)).where(
        RELEASED_TRANCHES.c.settlement_id == bindparam("settlement")
    ),
    keys=2,
)


class ExportedBankBalance(NamedTuple):
    """The balances of the bank and of the cash book on a day, in minor units."""

    contract: int
    number: int
    stated_on: date
    amount: int
    book: int
    paper: str
    reason: str


_BALANCES = PagedQuery(
    ExportedBankBalance,
    select(
        Contract.number.label("contract"),
        *(BankBalance.__table__.c[name] for name in ExportedBankBalance._fields[1:]),
    )
    .join(BankBalance, BankBalance.contract_id == Contract.id)
    .where(_settlement, not_struck(BankBalance.id)),
    keys=2,
)


class ExportedRepairFundEntry(NamedTuple):
    """A line of a repair fund in minor units; line 0 is its balance at the handover."""

    contract: int
    number: int
    moved_on: date
    what: str
    amount: int
    paper: str


_fund_lines = union_all(
    select(
        *(Contract.number.label("contract"), literal(0).label("number")),
        *(Handover.handed_on.label("moved_on"), literal("").label("what"), Handover.fund.label("amount")),
        literal("").label("paper"),
    )
    .join(Handover, Handover.contract_id == Contract.id)
    .where(_settlement),
    select(
        Contract.number,
        *(RepairFundEntry.__table__.c[name] for name in ExportedRepairFundEntry._fields[1:]),
    )
    .join(RepairFundEntry, RepairFundEntry.contract_id == Contract.id)
    .where(_settlement, not_struck(RepairFundEntry.id)),
).subquery()
_FUND_LINES = PagedQuery(ExportedRepairFundEntry, select(_fund_lines), keys=2)


def _arrivals(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for row in _ARRIVALS.rows(connection, settlement=reader.settlement.id):
        came = () if row.came is None else (row.came, row.came - row.released)
        yield (
            *(row.contract, row.number, reader.day(row.asked_at), reader.day(row.released_at)),
            *(reader.money(row.released), row.arrived_on),
            *(map(reader.money, came) if came else (None, None)),
            row.reason or "",
        )


def _balances(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for row in _BALANCES.rows(connection, settlement=reader.settlement.id):
        yield (
            *(row.contract, row.number, row.stated_on),
            *map(reader.money, (row.amount, row.book, row.amount - row.book)),
            *(row.reason, row.paper),
        )


def _fund(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    contract, held = 0, 0
    begun = reader.say(N_("At the handover"))
    for row in _FUND_LINES.rows(connection, settlement=reader.settlement.id):
        contract, held = row.contract, row.amount + (held if contract == row.contract else 0)
        yield (
            *(row.contract, row.number or None, row.moved_on, row.what if row.number else begun),
            *(reader.money(max(row.amount, 0)), reader.money(max(-row.amount, 0)), reader.money(held)),
            row.paper,
        )


ARRIVALS = ExportSheet(
    N_("Money received"),
    fixed(
        *(CONTRACT_NUMBER, N_("Instalment"), N_("Asked for on"), N_("Released on"), N_("Released")),
        *(N_("Came to the account on"), N_("Received"), N_("Difference"), N_("Reason")),
    ),
    _arrivals,
)
"""The released instalments of each contract, with the newest statement of their arrival."""
BALANCES = ExportSheet(
    N_("The bank and the cash book"),
    fixed(
        *(CONTRACT_NUMBER, N_("Number"), N_("Day"), N_("The bank"), N_("The cash book"), N_("Difference")),
        *(N_("What explains the difference"), N_("The bank's paper")),
    ),
    _balances,
)
"""The bank's balances beside the cash book, without struck ones."""
FUND = ExportSheet(
    N_("Repair fund"),
    fixed(
        *(CONTRACT_NUMBER, N_("Number"), N_("Day"), N_("What"), N_("In"), N_("Out"), N_("Left")),
        N_("Receipt"),
    ),
    _fund,
)
"""The repair funds of works that were handed over, without struck lines."""
