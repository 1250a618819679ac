"""The repair fund of a work: what went in and out, and its balance, written by those who keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.act import Act
from peoplesprocess.closure import queries
from peoplesprocess.core import repair_fund
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.contract_progress import ContractClosureRow
from peoplesprocess.facts.strikes import with_strike
from peoplesprocess.models import RepairFundEntry, Strike
from peoplesprocess.strike_writer import require_not_struck, strike_record


@dataclass(frozen=True, slots=True)
class RepairFundInput:
    """Money that went into the fund, or `out` of it; `amount` is above 0, in minor units."""

    moved_on: date
    what: str
    amount: int
    out: bool
    paper: str


class RepairFundLine(NamedTuple):
    """A line of the fund in minor units, negative if money went out; if struck, why and when."""

    id: UUID
    number: int
    moved_on: date
    what: str
    amount: int
    paper: str
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None


FUND_LINES = Query(
    RepairFundLine,
    with_strike(
        select(
            RepairFundEntry.id,
            RepairFundEntry.number,
            RepairFundEntry.moved_on,
            RepairFundEntry.what,
            RepairFundEntry.amount,
            RepairFundEntry.paper,
        ),
        RepairFundEntry.id,
    )
    .where(RepairFundEntry.contract_id == bindparam("contract"))
    .order_by(RepairFundEntry.number),
)
"""The lines of a work's repair fund in order, struck ones too."""


def fund_balance(row: ContractClosureRow, lines: Sequence[RepairFundLine]) -> int:
    """Return the present balance of a work's repair fund, in minor units."""
    return repair_fund.balance(row.fund or 0, [line.amount for line in lines if line.struck_at is None])


def record_fund_line(act: Act, number: int, line: RepairFundInput) -> RepairFundEntry:
    """Write a line of a work's repair fund. Errors: Forbidden; Refused, naming the field."""
    act.require(Action.KEEP_REPAIR_FUND)
    row = _handed_over(act, number)
    if row.handed_on is not None and not row.handed_on <= line.moved_on <= act.today:
        sentence = N_("Give a day from %(day)s until today.")
        raise Refused(Message(sentence, {"day": row.handed_on}), "moved_on")
    if line.amount <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "amount")
    if not line.what.strip():
        raise Refused(Message(N_("Write what it was for, or where it came from.")), "what")
    held = fund_balance(row, FUND_LINES.all(act.db, contract=row.id))
    amount = -line.amount if line.out else line.amount
    repair_fund.require_covered(held, amount, act.settlement.currency, "amount")
    entry = RepairFundEntry(
        **act.columns,
        contract_id=row.id,
        number=act.next_number(RepairFundEntry.number, RepairFundEntry.contract_id, row.id),
        moved_on=line.moved_on,
        what=line.what.strip(),
        amount=amount,
        paper=line.paper.strip(),
    )
    act.db.add(entry)
    act.note("repair_fund.record", f"contract {number} fund_line {entry.number}", amount=amount)
    return entry


def strike_fund_line(act: Act, number: int, line: int, reason: str) -> Strike:
    """Strike a line of a work's repair fund.

    Errors: Forbidden; Refused if there is none, if it is struck already, without a reason, or if the balance
    would become negative.
    """
    act.require(Action.KEEP_REPAIR_FUND)
    row = _handed_over(act, number)
    lines = FUND_LINES.all(act.db, contract=row.id)
    found = next((each for each in lines if each.number == line), None)
    if found is None:
        raise Refused(Message(N_("There is no such line in this fund. See the page of the work’s handover.")))
    require_not_struck(found.struck_at is not None)
    repair_fund.require_covered(fund_balance(row, lines), -found.amount, act.settlement.currency)
    strike = strike_record(act, RepairFundEntry, found.id, reason)
    act.note("repair_fund.strike", f"contract {number} fund_line {line}", amount=found.amount)
    return strike


def _handed_over(act: Act, number: int) -> ContractClosureRow:
    row = queries.SIGNED_CONTRACT.first(act.db, settlement=act.settlement.id, number=number)
    if row is None:
        raise Refused(
            Message(N_("There is no signed contract with this number here. See the list of works."))
        )
    if row.handed_on is None:
        raise Refused(
            Message(N_("This work is not handed over yet. Its repair fund begins with the handover."))
        )
    return row
