"""Acts about muster rolls: recording one with its payment, correcting and striking it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.cash_book_writer import (
    FUTURE_DAY,
    NewCashBookEntry,
    book_of,
    covering_refunds,
    require_since,
    write_line,
)
from peoplesprocess.core.actions import Action
from peoplesprocess.core.labour import PaidDays, is_unequal, wages_of
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.facts.cash_positions import CashBookContract
from peoplesprocess.facts.relied_on import COUNTERED, RESTS_ON_LINE
from peoplesprocess.labour import queries
from peoplesprocess.labour.queries import MusterRollRow
from peoplesprocess.models import CashBookEntry, MusterRoll, Strike
from peoplesprocess.strike_writer import require_not_struck, strike_record


@dataclass(frozen=True, slots=True)
class MusterRollInput:
    """Paid days of a period for one kind of work, with daily rates in minor units.

    `paid_on` and `paper` belong to the payment, `unequal` says why the rates differ.
    """

    kind: str
    what: str
    since: date
    until: date
    women_days: int
    women_rate: int
    men_days: int
    men_rate: int
    paid_on: date
    paper: str
    unequal: str

    @property
    def paid(self) -> PaidDays:
        """The paid days as the rules need them."""
        return PaidDays(self.kind, self.women_days, self.women_rate, self.men_days, self.men_rate)


class _CheckedMusterRoll(NamedTuple):
    """The wages of a valid roll, and why equal work is paid differently, "" if it is not."""

    wages: int
    unequal: str = ""


def record_muster_roll(act: Act, number: int, roll: MusterRollInput) -> MusterRoll:
    """Record a muster roll, and its wages as one line of the cash book.

    Errors: Forbidden; Refused, naming the field, if the days are impossible, if equal work is paid
    differently without a reason, or if the money is not there.
    """
    act.require(Action.RECORD_SPENDING)
    book = book_of(act, number)
    checked = _checked(act, book, roll)
    row = _write(act, book, roll, _pay(act, book, roll, checked.wages), checked)
    act.note("muster_roll.record", f"contract {number} muster_roll {row.number}", **_detail(row))
    return row


def correct_muster_roll(act: Act, number: int, roll: int, anew: MusterRollInput, reason: str) -> MusterRoll:
    """Strike a muster roll and record it anew, with its line of the cash book.

    If money was released on the line, the line stays, and the wages must equal its sum.
    Errors: Forbidden; Refused as `record_muster_roll`.
    """
    act.require(Action.RECORD_SPENDING)
    book = book_of(act, number)
    found = _found(act, book, roll)
    checked = _checked(act, book, anew, roll)
    rests = RESTS_ON_LINE.get(act.db, line=found.line_id) is not None
    if rests:
        _require_held(act, found, checked.wages)
    strike = strike_record(act, MusterRoll, found.id, reason)
    if rests:
        line = found.line_id
    else:
        with covering_refunds(act, book.id):
            _strike_line(act, found, reason)
            line = _pay(act, book_of(act, number), anew, checked.wages)
    row = _write(act, book, anew, line, checked)
    act.db.flush()
    strike.replacement_id = row.id
    act.note(
        "muster_roll.strike", f"contract {number} muster_roll {roll}", replacement=row.number, **_detail(row)
    )
    return row


def strike_muster_roll(act: Act, number: int, roll: int, reason: str) -> Strike:
    """Strike a muster roll and its line of the cash book.

    Errors: Forbidden; Refused if it is struck already, without a reason, or if money was released on the line
    or a counter-entry takes from it.
    """
    act.require(Action.RECORD_SPENDING)
    book = book_of(act, number)
    found = _found(act, book, roll)
    if RESTS_ON_LINE.get(act.db, line=found.line_id) is not None:
        sentence = N_(
            "Money was released on the basis of line %(line)s of the cash book, which pays this roll. "
            "Correct the roll instead. If too much was paid, first write a counter-entry to the line."
        )
        raise Refused(Message(sentence, {"line": found.line}))
    strike = strike_record(act, MusterRoll, found.id, reason)
    with covering_refunds(act, book.id):
        _strike_line(act, found, reason)
    act.note("muster_roll.strike", f"contract {number} muster_roll {roll}", wages=found.wages)
    return strike


def _found(act: Act, book: CashBookContract, roll: int) -> MusterRollRow:
    found = queries.ROLL.first(act.db, contract=book.id, number=roll)
    if found is None:
        raise Refused(Message(N_("There is no such muster roll here. See the page of the work.")))
    require_not_struck(found.struck_at is not None)
    return found


def _strike_line(act: Act, found: MusterRollRow, reason: str) -> None:
    if COUNTERED.get(act.db, line=found.line_id):
        raise Refused(Message(N_("There is a counter-entry to this line. Strike the counter-entry first.")))
    strike_record(act, CashBookEntry, found.line_id, reason)


def _pay(act: Act, book: CashBookContract, roll: MusterRollInput, wages: int) -> UUID:
    """Write the line of the cash book that pays a roll, and return its key."""
    line = NewCashBookEntry(roll.paid_on, roll.what.strip(), wages, roll.paper)
    try:
        return write_line(act, book, line).id
    except Refused as refusal:
        field = {"spent_on": "paid_on", "amount": ""}.get(refusal.field, refusal.field)
        raise Refused(refusal.sentence, field) from None


def _require_held(act: Act, found: MusterRollRow, wages: int) -> None:
    """Refuse wages that differ from the sum of the line of the cash book, which stays."""
    held = found.line_amount + (COUNTERED.get(act.db, line=found.line_id) or 0)
    if wages != held:
        sentence = N_(
            "Money was released on the basis of line %(line)s of the cash book, which is for %(held)s. The "
            "wages must be the same sum. If too much was paid, first write a counter-entry to the line. If "
            "too little was paid, record another roll."
        )
        values = {"line": found.line, "held": Money(held, act.settlement.currency)}
        raise Refused(Message(sentence, values), "women_days")


def _checked(act: Act, book: CashBookContract, roll: MusterRollInput, but: int = 0) -> _CheckedMusterRoll:
    """Return the wages of a roll.

    Errors: Refused if it is not valid, or if differing rates have no reason.
    """
    paid = roll.paid
    wages = wages_of(paid, roll.since, roll.until)
    if not roll.what.strip():
        raise Refused(Message(N_("Write what was bought or which work was paid for.")), "what")
    require_since(book.first_day(act.settlement), roll.since, "since")
    if roll.until > act.today:
        raise Refused(FUTURE_DAY, "until")
    rates = queries.RATES.all(act.db, contract=book.id, kind=roll.kind, but=but)
    if not is_unequal(paid, (PaidDays(*row) for row in rates)):
        return _CheckedMusterRoll(wages)
    if not roll.unequal.strip():
        sentence = N_(
            "Women and men would get different rates for the same kind of work, here or in the newest "
            "rolls. Pay the same rate, or write why the rates differ. Everybody can read the reason on the "
            "notice board."
        )
        raise Refused(Message(sentence), "unequal")
    return _CheckedMusterRoll(wages, roll.unequal.strip())


def _write(
    act: Act, book: CashBookContract, roll: MusterRollInput, line: UUID, checked: _CheckedMusterRoll
) -> MusterRoll:
    row = MusterRoll(
        **act.columns,
        id=uuid7(),
        contract_id=book.id,
        number=act.next_number(MusterRoll.number, MusterRoll.contract_id, book.id),
        kind=roll.kind,
        what=roll.what.strip(),
        since=roll.since,
        until=roll.until,
        women_days=roll.women_days,
        women_rate=roll.women_rate,
        men_days=roll.men_days,
        men_rate=roll.men_rate,
        wages=checked.wages,
        reason=checked.unequal,
        cash_book_entry_id=line,
    )
    act.db.add(row)
    return row


def _detail(row: MusterRoll) -> dict[str, object]:
    """Return what the journal records of a roll."""
    return {"women_days": row.women_days, "men_days": row.men_days, "wages": row.wages}
