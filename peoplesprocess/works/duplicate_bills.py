"""Receipts that are in the cash book already: entering one again asks whether it is another payment."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.works.cash_book import OF_PAPERS
from peoplesprocess.works.queries import WorkRow


def require_confirmed_duplicate(db: Session, work: WorkRow, paper: str, amount: int, currency: str) -> None:
    """Ask about a line with the same paper and the same direction, in or out.

    Errors: Refused, naming the line.
    """
    for line in OF_PAPERS.all(db, contract=work.id, paper=paper.strip()):
        if (line.amount > 0) == (amount > 0):
            paid = Money(line.amount, currency)
            raise duplicate_receipt(line.paper, line.number, line.spent_on, line.what, paid)


def duplicate_receipt(paper: str, number: int, spent_on: date, what: str, paid: Money) -> Refused:
    """Return the question to somebody who enters the receipt of line `number` again, as a refusal."""
    sentence = N_(
        "%(paper)s is already the receipt of line %(number)s, on %(day)s: %(what)s, %(sum)s. Is this "
        "another payment with the same paper?"
    )
    values = {"paper": paper, "number": number, "day": spent_on, "what": what, "sum": paid}
    return Refused(Message(sentence, values), "again")
