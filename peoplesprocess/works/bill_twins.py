"""A bill that stands in the cash book already: whoever writes it again is asked whether it is another one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.works.cash_book import OF_PAPERS
from peoplesprocess.works.queries import WorkRow


def ask_about_twin(db: Session, work: WorkRow, paper: str, amount: int) -> None:
    """Ask about a line with the same paper and sum. Errors: Refused, naming the other line."""
    for line in OF_PAPERS.all(db, contract=work.id, paper=paper):
        if line.amount == amount:
            sentence = N_(
                "Paper %(paper)s stands in the cash book already, on %(day)s: %(what)s. Is this another one?"
            )
            values = {"paper": line.paper, "day": line.spent_on, "what": line.what}
            raise Refused(Message(sentence, values), "again")
