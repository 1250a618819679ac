"""Acts about a work's money: lines of the cash book, instalments requested, released or refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.cash_book_writer import (
    NOT_SIGNED,
    TOO_MUCH_CAME_BACK,
    NewCashBookEntry,
    covering_refunds,
    write_line,
)
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.core.paper_days import day_detail
from peoplesprocess.core.purchases import require_within_quotation
from peoplesprocess.core.tranches import require_releasable, require_requestable
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.quotation_comparisons import COMPARISON, PriceComparisonRow
from peoplesprocess.models import CashBookEntry, TrancheRefusal, TrancheRelease, TrancheRequest
from peoplesprocess.works import queries
from peoplesprocess.works.bank_payment_number_corrections import require_payment_number
from peoplesprocess.works.cash_book import PAID_UNTIL
from peoplesprocess.works.duplicate_bills import require_confirmed_duplicate
from peoplesprocess.works.final_account_cost_limit import require_final_cost
from peoplesprocess.works.ledger import Ledger, LedgerTranche, LedgerTrancheRequest, ledger
from peoplesprocess.works.queries import WorkRow
from peoplesprocess.works.tranche_answer_permission import answer
from peoplesprocess.works.tranche_paper_days import refused_on, released_on, requested_on
from peoplesprocess.works.visits import VisitInput, VisitPhotoInput, record_visit, require_open_book, work_of

__all__ = [
    "CashBookInput",
    "VisitInput",
    "VisitPhotoInput",
    "record_spending",
    "record_visit",
    "refuse_tranche",
    "release_tranche",
    "request_tranche",
]


@dataclass(frozen=True, slots=True)
class CashBookInput:
    """A line of the cash book in minor units, with the number of the `paper` that proves it.

    With `refund`, the money came back, and the line is subtracted from what was spent.
    """

    spent_on: date
    what: str
    amount: int
    paper: str
    refund: bool = False
    comparison: int | None = None
    """The number of the comparison of quotations made before the purchase, None if there was none."""
    seller: str = ""
    """From whom it was bought, "" if unknown."""


def record_spending(act: Act, number: int, entry: CashBookInput, *, again: bool = True) -> CashBookEntry:
    """Write a line of the cash book.

    `again` says that somebody has confirmed that this is a different payment from lines with the same paper.
    Errors: Forbidden; Refused, naming the field, or without `again` if there is such a line.
    """
    act.require(Action.RECORD_SPENDING)
    work = work_of(act, number)
    amount = -entry.amount if entry.refund else entry.amount
    require_open_book(work)
    if not again:
        require_confirmed_duplicate(act.db, work, entry.paper, amount, act.settlement.currency)
    if not work.is_signed:
        raise Refused(NOT_SIGNED)
    if entry.amount <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "amount")
    line = NewCashBookEntry(entry.spent_on, entry.what, amount, entry.paper, entry.comparison, entry.seller)
    if entry.refund:
        _check_refund(act, work, entry)
        with covering_refunds(act, work.id, TOO_MUCH_CAME_BACK, "amount"):
            row = write_line(act, work, line)
    else:
        _check_quotations(act, work, entry)
        require_final_cost(act, work, entry.amount)
        row = write_line(act, work, line)
    act.note(
        "spending.record",
        f"contract {number} spending {row.number}",
        amount=row.amount,
        spent_on=entry.spent_on.isoformat(),
    )
    return row


def request_tranche(
    act: Act, number: int, tranche_number: int, statement: str, on_paper: date | None = None
) -> TrancheRequest:
    """Request an instalment, perhaps with the day `on_paper` on which it was requested earlier.

    Errors: Forbidden; Refused if the recorded facts do not meet all its conditions, or if the day is too
    early.
    """
    act.require(Action.REQUEST_TRANCHE)
    book, part = _read(act, number, tranche_number)
    require_requestable(part.tranche, book.earlier(part), book.status, book.rules)
    asked_on = requested_on(act, book, part, on_paper)
    row = TrancheRequest(
        **act.columns,
        tranche_id=part.id,
        number=len(part.requests) + 1,
        statement=statement,
        on_paper_at=noon(act.settlement, asked_on),
    )
    act.db.add(row)
    _note(act, "tranche.request", number, part, row.number, asked_on)
    return row


def release_tranche(
    act: Act,
    number: int,
    tranche_number: int,
    paper: str,
    on_paper: date | None = None,
    seen: int | None = None,
    *,
    again: bool = True,
) -> TrancheRelease:
    """Release an instalment that somebody else requested, perhaps on an earlier day `on_paper`.

    `seen` is the sum that the page showed, in minor units, None to skip this check. `again` says that
    somebody has confirmed that another payment has the same number.
    Errors: Forbidden; Refused if the actor requested it, is a builder here, is tied to the requester because
    one made the other's account, or holds a role that nobody confirmed; if there is no request, if it is
    released already or does not meet a condition now, if its sum differs from `seen`, if no payment number is
    given or, without `again`, another payment has it, or if the day is before the request.
    """
    act.require_role(Action.RELEASE_TRANCHE)
    book, part = _read(act, number, tranche_number)
    act.require(Action.RELEASE_TRANCHE, _answer(act, part.open))
    require_releasable(part.tranche, book.earlier(part), book.status, book.rules)
    request, requested_by = _asked_for(part)
    _require_seen(act, part, seen)
    number_of_payment = require_payment_number(act, part.id, paper, again=again)
    sent_on = released_on(act, request, on_paper)
    row = TrancheRelease(
        **act.columns,
        tranche_id=part.id,
        request_id=request.id,
        requested_by=requested_by,
        amount=part.tranche.amount,
        paper=number_of_payment,
        on_paper_at=noon(act.settlement, sent_on),
    )
    act.db.add(row)
    _note(act, "tranche.release", number, part, request.number, sent_on)
    return row


def refuse_tranche(
    act: Act, number: int, tranche_number: int, reason: str, on_paper: date | None = None
) -> TrancheRefusal:
    """Refuse a request with a reason, perhaps on an earlier day `on_paper`; it can be requested again.

    Errors: Forbidden; Refused if the actor may not answer, as in `release_tranche`, if no request waits, or
    if the day is before the request.
    """
    act.require_role(Action.REFUSE_TRANCHE)
    _, part = _read(act, number, tranche_number)
    request = part.open
    act.require(Action.REFUSE_TRANCHE, _answer(act, request))
    if request is None:
        raise Refused(
            Message(
                N_("No request for instalment %(number)s waits for an answer."), {"number": tranche_number}
            )
        )
    if not reason.strip():
        raise Refused(Message(N_("Write the reason: the community must know what to do.")), "reason")
    said_on = refused_on(act, request, on_paper)
    row = TrancheRefusal(
        **act.columns, request_id=request.id, reason=reason, on_paper_at=noon(act.settlement, said_on)
    )
    act.db.add(row)
    _note(act, "tranche.refuse", number, part, request.number, said_on)
    return row


def _asked_for(part: LedgerTranche) -> tuple[LedgerTrancheRequest, UUID]:
    """Return the request for an instalment and who made it. Errors: Refused if there is none."""
    request = part.open
    if request is None or request.made_by is None:
        sentence = N_("Nobody has asked for instalment %(number)s yet.")
        raise Refused(Message(sentence, {"number": part.tranche.number}))
    return request, request.made_by


def _require_seen(act: Act, part: LedgerTranche, seen: int | None) -> None:
    """Refuse to release a sum that the payer has not seen: the bank was told another. Errors: Refused."""
    if seen in (None, part.tranche.amount):
        return
    sentence = N_(
        "Instalment %(number)s is now %(sum)s, because the deductions for repairs were changed after this "
        "page was opened. Nothing is released yet. If the bank was already told another sum, correct the "
        "deductions first. Then send this again."
    )
    sum_now = Money(part.tranche.amount, act.settlement.currency)
    raise Refused(Message(sentence, {"number": part.tranche.number, "sum": sum_now}))


def _answer(act: Act, request: LedgerTrancheRequest | None) -> ActSubject:
    return answer(act.db, act.settlement, act.actor.id, request)


def _check_refund(act: Act, work: WorkRow, entry: CashBookInput) -> None:
    spent = PAID_UNTIL.get(act.db, contract=work.id, day=entry.spent_on) or 0
    if entry.amount > spent:
        raise Refused(Message(N_("No more money can come back than was spent until that day.")), "amount")
    if entry.comparison is not None and entry.amount > _comparison(act, work, entry.comparison).paid:
        raise Refused(
            Message(N_("No more money can come back than was paid for these quotations.")), "amount"
        )


def _check_quotations(act: Act, work: WorkRow, entry: CashBookInput) -> None:
    """Refuse a large purchase without a comparison of quotations, or at more than the chosen price."""
    currency = act.settlement.currency
    if entry.comparison is None:
        limit = act.rules.quotation_limit(currency)
        if limit and entry.amount > limit:
            sentence = N_(
                "Before a purchase above %(sum)s, ask three sellers. First record their quotations, then "
                "choose them here."
            )
            raise Refused(Message(sentence, {"sum": Money(limit, currency)}), "comparison")
        return
    found = _comparison(act, work, entry.comparison)
    require_within_quotation(entry.amount, found.paid, found.amount, currency)


def _comparison(act: Act, work: WorkRow, number: int) -> PriceComparisonRow:
    found = COMPARISON.first(act.db, contract=work.id, number=number)
    if found is None or found.is_struck:
        raise Refused(Message(N_("Choose one from the list.")), "comparison")
    return found


def _read(act: Act, number: int, tranche_number: int) -> tuple[Ledger, LedgerTranche]:
    """Return the ledger, read anew from the database rather than from a page, and one of its instalments."""
    work = work_of(act, number)
    book = ledger(work, queries.TRANCHES.all(act.db, contract=work.id), act.settlement, act.today)
    part = book.tranche(tranche_number)
    if part is None:
        raise Refused(Message(N_("There is no such instalment here. See the page of the work.")))
    return book, part


def _note(
    act: Act, what: str, number: int, part: LedgerTranche, request: int, on_paper: date | None = None
) -> None:
    act.note(
        what,
        f"contract {number} instalment {part.tranche.number}",
        amount=part.tranche.amount,
        request=request,
        **day_detail(on_paper),
    )
