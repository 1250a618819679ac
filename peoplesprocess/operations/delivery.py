"""The delivery of one message: one process takes it, hands it over, and stores the outcome."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, and_, update

from peoplesprocess.db.session import writing
from peoplesprocess.models import NumberConfirmation, Reminder

FIRST_RETRY, MOST_DOUBLINGS = timedelta(minutes=15), 6
"""The time before a retry after the first failure; it doubles each time, up to sixteen hours."""
MOST_CHARACTERS = 200
"""The length to which a stored failure reason is cut."""
Table = type[Reminder] | type[NumberConfirmation]


class MessageRefusedForGood(Exception):
    """The message was refused for good, with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.code = status


class DeliveryOutcome(Enum):
    """The outcome of a try."""

    SENT = "sent"
    REFUSED = "refused"
    """This message was not accepted now; others may be."""
    UNREACHABLE = "unreachable"
    """The server failed; there is no use in trying others now."""
    GIVEN_UP = "given up"
    TAKEN_BY_ANOTHER = "another's"
    """Another process sends it."""


class DueMessageRow(NamedTuple):
    """A message that is due."""

    id: UUID
    next_try_at: datetime
    failures: int


def is_waiting(table: Table) -> ColumnElement[bool]:
    """Return the condition that a message is still to be sent."""
    return and_(table.sent_at.is_(None), table.given_up_at.is_(None))


def attempt(
    engine: Engine, table: Table, message: DueMessageRow, hand_over: Callable[[], None], now: datetime
) -> DeliveryOutcome:
    """Hand a message over and store the outcome; the first process to move its next try does it.

    If the process dies in between, `tried_at` stays set: the next try comes later with the same id, by which
    the server can tell that it already has the message.
    """
    later = now + FIRST_RETRY * 2 ** min(message.failures, MOST_DOUBLINGS)
    this = (table.id == message.id,)
    mine = (*this, is_waiting(table), table.next_try_at == message.next_try_at)
    if not _change(engine, table, mine, next_try_at=later, tried_at=now):
        return DeliveryOutcome.TAKEN_BY_ANOTHER
    try:
        hand_over()
    except MessageRefusedForGood as refused:
        _change(engine, table, this, given_up_at=now, tried_at=None, failure=_reason(refused))
        return DeliveryOutcome.GIVEN_UP
    except OSError as error:
        failures, failure = message.failures + 1, _reason(error)
        _change(engine, table, this, failures=failures, tried_at=None, failure=failure)
        about_this = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
        return DeliveryOutcome.REFUSED if about_this else DeliveryOutcome.UNREACHABLE
    _change(engine, table, this, sent_at=now, tried_at=None, failure="")
    return DeliveryOutcome.SENT


def _change(engine: Engine, table: Table, which: Sequence[object], **values: object) -> int:
    with writing(engine) as db:
        changed = db.execute(update(table).where(*which).values(**values))  # type: ignore[arg-type]
        db.commit()
        return changed.rowcount  # type: ignore[attr-defined,no-any-return]


def _reason(error: OSError | MessageRefusedForGood) -> str:
    """Return why it failed, without the server's text, which may repeat the address."""
    code = getattr(error, "code", None) or getattr(error, "smtp_code", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next((refused[0] for refused in error.recipients.values()), None)
    return " ".join(str(part) for part in (type(error).__name__, code) if part)[:MOST_CHARACTERS]
