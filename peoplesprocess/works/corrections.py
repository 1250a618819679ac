"""Corrections of visits and lines of the cash book: struck, recorded anew, or countered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.cash_book_writer import covering_refunds
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.cash_position import may_be_less, may_take_away
from peoplesprocess.core.contract_closure import may_write_cash_book
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.facts.relied_on import (
    CERTIFIED_ON_VISIT,
    COUNTERED,
    DEDUCTED_ON_VISIT,
    NEWEST_NUMBER,
    RELEASED_ON_VISIT,
)
from peoplesprocess.models import CashBookEntry, Strike, Visit
from peoplesprocess.strike_writer import require_not_struck, strike_record
from peoplesprocess.works.actions import CashBookInput, record_spending
from peoplesprocess.works.cash_book import SPENDING, CashBookRow
from peoplesprocess.works.final_account_cost_limit import require_final_cost
from peoplesprocess.works.queries import WorkRow
from peoplesprocess.works.visit_queries import VisitWithChecks, seen_visit
from peoplesprocess.works.visits import VisitInput, VisitPhotoInput, record_visit, require_open_book, work_of


@dataclass(frozen=True, slots=True)
class CounterEntryInput:
    """The sum taken from a line of the cash book, above 0 and in minor units, and why."""

    spent_on: date
    what: str
    amount: int
    paper: str


def strike_visit(act: Act, number: int, visit: int, reason: str) -> Strike:
    """Strike a visit that was recorded wrongly.

    Errors: Forbidden; Refused if the actor is a builder, if it is struck already, or if money was released, a
    certificate issued or the final account written on what it measured.
    """
    act.require_role(Action.RECORD_VISIT)
    act.require(Action.RECORD_VISIT, ActSubject(**builders_here(act.db, act.settlement, act.actor.id)))
    row = _strike_visit(act, work_of(act, number), visit, reason)
    act.note("visit.strike", f"contract {number} visit {visit}")
    return row


def correct_visit(act: Act, number: int, visit: int, anew: VisitInput, reason: str) -> Visit:
    """Strike the newest visit and record it anew; its photos are kept unless new ones are sent.

    Errors: Forbidden; Refused as `strike_visit` and `record_visit`, or if a newer visit counts.
    """
    act.require_role(Action.RECORD_VISIT)
    act.require(Action.RECORD_VISIT, ActSubject(**builders_here(act.db, act.settlement, act.actor.id)))
    work = work_of(act, number)
    found = _visit(act, work, visit)
    newest = NEWEST_NUMBER.get(act.db, contract=work.id)
    if not found.visit.is_struck and newest != visit:
        raise Refused(Message(N_("A newer visit counts. Strike this one, or record a newer visit.")))
    strike = _strike_visit(act, work, visit, reason)
    row = record_visit(act, number, anew if anew.photos else replace(anew, photos=_kept(found)))
    strike.replacement_id = row.id
    act.note("visit.strike", f"contract {number} visit {visit}", replacement=row.number)
    return row


def strike_spending(act: Act, number: int, line: int, reason: str) -> Strike:
    """Strike a line of the cash book.

    Errors: Forbidden; Refused if it is struck already, if a counter-entry takes from it, if money was
    released or the account closed on it, or if the cost would then exceed the contract's total or the money
    that came.
    """
    act.require(Action.RECORD_SPENDING)
    work = work_of(act, number)
    found = _line(act, work, line)
    with covering_refunds(act, work.id):
        row = _strike_line(act, work, found, reason)
    if work.cost_so_far - found.amount > work.total:
        raise Refused(Message(N_("This is more than the contract has left. Check the digits.")))
    require_final_cost(act, work, -found.amount)
    may_take_away(work.cash, -found.amount, act.settlement.currency)
    act.note("spending.strike", f"contract {number} spending {line}", amount=found.amount)
    return row


def correct_spending(
    act: Act, number: int, line: int, anew: CashBookInput, reason: str, *, again: bool = True
) -> CashBookEntry:
    """Strike a line of the cash book and record it anew.

    `again` says that somebody has confirmed that this is a different payment from lines with the same
    receipt.
    Errors: Forbidden; Refused as `strike_spending` and `record_spending`.
    """
    act.require(Action.RECORD_SPENDING)
    work = work_of(act, number)
    found = _line(act, work, line)
    if found.corrects is not None:
        raise Refused(Message(N_("This is a counter-entry. Strike it, and write another one.")))
    with covering_refunds(act, work.id):
        strike = _strike_line(act, work, found, reason)
        row = record_spending(act, number, anew, again=again)
    if found.amount < 0:
        may_be_less(work.cash, work_of(act, number).cash, act.settlement.currency)
    strike.replacement_id = row.id
    act.note("spending.strike", f"contract {number} spending {line}", replacement=row.number)
    return row


def counter_spending(act: Act, number: int, line: int, counter: CounterEntryInput) -> CashBookEntry:
    """Write a counter-entry that takes a sum from a line of the cash book.

    Errors: Forbidden; Refused if the line was struck or is a counter-entry, or if more would be taken from
    it than it holds.
    """
    act.require(Action.RECORD_SPENDING)
    work = work_of(act, number)
    found = _line(act, work, line)
    require_open_book(work)
    if work.final_accounts and found.is_relied_on:
        # A released retention opens the book for its own spending only: lines from before the final account
        # stay.
        may_write_cash_book(is_accounted=True, is_handed_over=bool(work.handovers))
    _check_counter(act, found, counter)
    row = CashBookEntry(
        **act.columns,
        contract_id=work.id,
        number=act.next_number(CashBookEntry.number, CashBookEntry.contract_id, work.id),
        spent_on=counter.spent_on,
        what=counter.what,
        amount=-counter.amount,
        paper=counter.paper,
        corrects=found.id,
        comparison=found.comparison,
    )
    with covering_refunds(act, work.id):
        act.db.add(row)
    act.note("spending.counter", f"contract {number} spending {row.number}", amount=row.amount, corrects=line)
    return row


def _strike_visit(act: Act, work: WorkRow, visit: int, reason: str) -> Strike:
    seen = _visit(act, work, visit)
    found = seen.visit
    require_not_struck(found.is_struck)
    if found.final and work.final_accounts:
        raise Refused(
            Message(N_("The final account is based on this measurement. Strike the final account first."))
        )
    if (tranche := RELEASED_ON_VISIT.get(act.db, visit=found.id)) is not None:
        raise Refused(
            Message(
                N_(
                    "Instalment %(number)s was released on the basis of this visit. Record a newer visit "
                    "instead, and say in its notes what was wrong."
                ),
                {"number": tranche},
            )
        )
    _require_no_repair(act, seen)
    if CERTIFIED_ON_VISIT.get(act.db, visit=found.id) is not None:
        raise Refused(
            Message(N_("The completion certificate is based on this visit. Record a newer visit instead."))
        )
    return strike_record(act, Visit, found.id, reason)


def _require_no_repair(act: Act, seen: VisitWithChecks) -> None:
    """Refuse to strike a visit that found a defect which has been repaired or whose repair has been paid."""
    repaired = [each for each in seen.defects if each.rectified_on]
    if repaired:
        raise Refused(
            Message(
                N_(
                    "Defect %(number)s, which this visit found, is repaired already. Record a newer visit "
                    "instead, and say in its notes what was wrong."
                ),
                {"number": repaired[0].number},
            )
        )
    if DEDUCTED_ON_VISIT.get(act.db, visit=seen.visit.id) is not None:
        sentence = N_(
            "Its repair was paid by a deduction from the retention. Ask the agency to strike that deduction "
            "first."
        )
        raise Refused(Message(sentence))


def _strike_line(act: Act, work: WorkRow, found: CashBookRow, reason: str) -> Strike:
    require_not_struck(found.is_struck)
    require_open_book(work)
    if found.roll is not None:
        sentence = N_(
            "This line pays muster roll %(number)s. Correct or strike the roll, and the line changes with it."
        )
        raise Refused(Message(sentence, {"number": found.roll}))
    if COUNTERED.get(act.db, line=found.id):
        raise Refused(Message(N_("There is a counter-entry to this line. Strike the counter-entry first.")))
    if found.is_relied_on:
        raise Refused(
            Message(N_("Money was released on the basis of this line. Write a counter-entry instead."))
        )
    return strike_record(act, CashBookEntry, found.id, reason)


def _check_counter(act: Act, found: CashBookRow, counter: CounterEntryInput) -> None:
    require_not_struck(found.is_struck)
    if found.corrects is not None:
        raise Refused(Message(N_("This is a counter-entry. Strike it, and write another one.")))
    if not found.spent_on <= counter.spent_on <= act.today:
        raise Refused(
            Message(N_("Give a day from %(day)s until today."), {"day": found.spent_on}), "spent_on"
        )
    left = found.amount + (COUNTERED.get(act.db, line=found.id) or 0)
    if counter.amount <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "amount")
    if counter.amount > left:
        raise Refused(Message(N_("This is more than the line has left. Check the digits.")), "amount")
    require_reason(counter.what, "what")
    if not counter.paper.strip():
        raise Refused(Message(N_("Give the number of the bill or receipt.")), "paper")


def _kept(found: VisitWithChecks) -> list[VisitPhotoInput]:
    return [
        VisitPhotoInput(
            row.moment or "", row.digest or "", row.size or 0, row.width or 0, row.height or 0, row.point
        )
        for row in found.photos
    ]


def _visit(act: Act, work: WorkRow, visit: int) -> VisitWithChecks:
    found = seen_visit(act.db, work.id, visit)
    if found is None:
        raise Refused(Message(N_("There is no such visit here. See the page of the work.")))
    return found


def _line(act: Act, work: WorkRow, line: int) -> CashBookRow:
    found = SPENDING.first(act.db, contract=work.id, number=line)
    if found is None:
        raise Refused(Message(N_("There is no such line in this cash book. See the page of the work.")))
    return found
