"""A receipt that stands in the cash book already: who writes it again is asked whether it is another one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.works.cash_book import OF_PAPERS
from peoplesprocess.works.queries import WorkRow


def ask_about_twin(db: Session, work: WorkRow, paper: str, amount: int, currency: str) -> None:
    """Ask about a line with the same paper, paid or come back as this. Errors: Refused, naming the line."""
    for line in OF_PAPERS.all(db, contract=work.id, paper=paper.strip()):
        if (line.amount > 0) == (amount > 0):
            sentence = N_(
                "%(paper)s is already the receipt of line %(number)s, on %(day)s: %(what)s, %(sum)s. Is this "
                "another payment with the same paper?"
            )
            values = {"paper": line.paper, "number": line.number, "day": line.spent_on, "what": line.what}
            values["sum"] = Money(line.amount, currency)
            raise Refused(Message(sentence, values), "again")
