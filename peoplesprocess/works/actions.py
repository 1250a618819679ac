"""What is done about money: spending noted, instalments asked for, released by a second person, refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.tranches import may_release, may_request
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place, belonging, next_number
from peoplesprocess.models import CashBookEntry, TrancheRefusal, TrancheRelease, TrancheRequest
from peoplesprocess.works import queries
from peoplesprocess.works.ledger import Ledger, LedgerTranche, is_signed, ledger
from peoplesprocess.works.visits import PhotoInput, VisitInput, record_visit

__all__ = [
    "PhotoInput",
    "VisitInput",
    "record_spending",
    "record_visit",
    "refuse_tranche",
    "release_tranche",
    "request_tranche",
]

NO_WORK = N_("There is no such work here.")
NO_PART = N_("There is no such instalment here.")


def record_spending(
    db: Session,
    actor: UUID,
    place: Place,
    number: int,
    spent_on: date,
    what: str,
    amount: int,
    paper: str,
    now: datetime,
) -> CashBookEntry:
    """Write a line of the cash book, with the number of the paper that proves it. Errors: Refused."""
    work = _work(db, place, number)
    _check_spending(work, spent_on, what, amount, paper, now)
    row = CashBookEntry(
        **belonging(place, actor, now),
        contract_id=work.id,
        number=next_number(db, CashBookEntry.number, CashBookEntry.contract_id, work.id),
        spent_on=spent_on,
        what=what,
        amount=amount,
        paper=paper,
    )
    db.add(row)
    journal.write(
        db,
        place.id,
        actor,
        "spending.record",
        f"contract {number} spending {row.number}",
        now,
        amount=amount,
        spent_on=spent_on.isoformat(),
    )
    return row


def request_tranche(
    db: Session, actor: UUID, place: Place, number: int, tranche_number: int, statement: str, now: datetime
) -> TrancheRequest:
    """Ask for an instalment. Errors: Refused unless all its conditions hold by what is recorded."""
    book, part = _read(db, place, number, tranche_number)
    may_request(part.tranche, book.earlier(part), book.standing)
    row = TrancheRequest(
        **belonging(place, actor, now), tranche_id=part.id, number=len(part.asked) + 1, statement=statement
    )
    db.add(row)
    _note(db, actor, place, "tranche.request", number, part, now, request=row.number)
    return row


def release_tranche(
    db: Session, actor: UUID, place: Place, number: int, tranche_number: int, paper: str, now: datetime
) -> TrancheRelease:
    """Release an instalment that somebody else asked for.

    Errors: Refused if it is not asked for, released already, lacks a condition by what is recorded now,
    if the actor asked for it or builds here, or names no payment.
    """
    book, part = _read(db, place, number, tranche_number)
    asked = part.open
    requested_by = str(asked.made_by) if asked else ""
    may_release(part.tranche, book.earlier(part), book.standing, requested_by, str(actor))
    if asked is None:
        raise Refused(
            Message(N_("Nobody has asked for instalment %(number)s yet."), {"number": tranche_number})
        )
    _stands_apart(db, actor, book)
    if not paper.strip():
        raise Refused(Message(N_("Give the number of the payment.")), "paper")
    row = TrancheRelease(
        **belonging(place, actor, now),
        tranche_id=part.id,
        request_id=asked.id,
        requested_by=asked.made_by,
        amount=part.tranche.amount,
        paper=paper,
    )
    db.add(row)
    _note(db, actor, place, "tranche.release", number, part, now, request=asked.number)
    return row


def refuse_tranche(
    db: Session, actor: UUID, place: Place, number: int, tranche_number: int, reason: str, now: datetime
) -> TrancheRefusal:
    """Refuse a request with the reason; it can be asked again. Errors: Refused."""
    book, part = _read(db, place, number, tranche_number)
    asked = part.open
    if asked is None:
        raise Refused(
            Message(
                N_("No request for instalment %(number)s waits for an answer."), {"number": tranche_number}
            )
        )
    if asked.made_by == actor:
        raise Refused(Message(N_("Whoever asks for money does not answer it. A second person must.")))
    _stands_apart(db, actor, book)
    if not reason.strip():
        raise Refused(Message(N_("Write the reason: the community must know what to do.")), "reason")
    row = TrancheRefusal(**belonging(place, actor, now), request_id=asked.id, reason=reason)
    db.add(row)
    _note(db, actor, place, "tranche.refuse", number, part, now, request=asked.number)
    return row


def _check_spending(work: Any, spent_on: date, what: str, amount: int, paper: str, now: datetime) -> None:
    if not is_signed(work):
        raise Refused(Message(N_("The contract is not signed by all its parties yet.")))
    if spent_on < work.starts_on:
        raise Refused(
            Message(N_("The work began on %(day)s. Nothing was spent before."), {"day": work.starts_on}),
            "spent_on",
        )
    if spent_on > now.date():
        raise Refused(Message(N_("This day has not come yet.")), "spent_on")
    if amount <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "amount")
    if work.spent + amount > work.total:
        raise Refused(Message(N_("This is more than the contract has left. Check the digits.")), "amount")
    if not what.strip():
        raise Refused(Message(N_("Fill this in.")), "what")
    if not paper.strip():
        raise Refused(Message(N_("Give the number of the bill or receipt.")), "paper")


def _work(db: Session, place: Place, number: int) -> Any:
    work = queries.work(db, place.id, number)
    if work is None:
        raise Refused(Message(NO_WORK))
    return work


def _read(db: Session, place: Place, number: int, tranche_number: int) -> tuple[Ledger, LedgerTranche]:
    """Return the ledger as the database has it now, never as a page had it. Errors: Refused."""
    work = _work(db, place, number)
    book = ledger(work, queries.instalments(db, work.id))
    part = book.part(tranche_number)
    if part is None:
        raise Refused(Message(NO_PART))
    return book, part


def _stands_apart(db: Session, actor: UUID, book: Ledger) -> None:
    if queries.builds(db, actor, book.work):
        raise Refused(
            Message(
                N_("Whoever builds or asks for money in this settlement does not release it, in any role.")
            )
        )


def _note(
    db: Session,
    actor: UUID,
    place: Place,
    act: str,
    number: int,
    part: LedgerTranche,
    now: datetime,
    *,
    request: int,
) -> None:
    journal.write(
        db,
        place.id,
        actor,
        act,
        f"contract {number} instalment {part.tranche.number}",
        now,
        amount=part.tranche.amount,
        request=request,
    )
