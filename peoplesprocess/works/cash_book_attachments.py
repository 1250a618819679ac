"""Papers that prove a line of the cash book: its bill or receipt."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.attachment_actions import (
    AttachmentCorrectionInput,
    AttachmentInput,
    AttachmentOwner,
    attach,
    correct,
    strike,
)
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.models import Attachment, Strike
from peoplesprocess.works.cash_book import SPENDING, CashBookRow
from peoplesprocess.works.visits import work_of


def attach_to_line(act: Act, number: int, line: int, sent: AttachmentInput) -> Attachment:
    """Attach a paper to a line of the cash book.

    Errors: Forbidden; Refused if there is no such line or it was struck; as `attachment_actions.attach`.
    """
    act.require(Action.RECORD_SPENDING)
    found = _line(act, number, line)
    return attach(act, owner(number, found), sent, is_struck=found.is_struck)


def strike_paper_of_line(act: Act, number: int, line: int, paper: int, reason: str) -> Strike:
    """Strike a paper of a line of the cash book. Errors: Forbidden; Refused as `strike`."""
    act.require(Action.RECORD_SPENDING)
    return strike(act, owner(number, _line(act, number, line)), paper, reason)


def correct_paper_of_line(
    act: Act, number: int, line: int, paper: int, given: AttachmentCorrectionInput
) -> Attachment:
    """Put another paper in the place of one of a line of the cash book.

    Errors: Forbidden; Refused as `attachment_actions.correct`.
    """
    act.require(Action.RECORD_SPENDING)
    found = _line(act, number, line)
    return correct(act, owner(number, found), paper, given, is_struck=found.is_struck)


def owner(number: int, line: CashBookRow) -> AttachmentOwner:
    """Return a line of the cash book of contract `number` as the owner of its papers."""
    return AttachmentOwner("cash_book_entry", line.id, f"contract {number} line {line.number}")


def _line(act: Act, number: int, line: int) -> CashBookRow:
    found = SPENDING.first(act.db, contract=work_of(act, number).id, number=line)
    if found is None:
        raise Refused(Message(N_("There is no such line in this cash book. See the page of the work.")))
    return found
