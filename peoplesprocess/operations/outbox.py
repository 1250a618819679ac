"""The outbox: reminders by mail and text message, codes that confirm numbers, and retries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Engine, func, literal, select

from peoplesprocess.core.mobile_numbers import CODE_HOLDS, code_for
from peoplesprocess.db.session import reading
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Account, MailAddress, MobileNumber, NumberConfirmation, Reminder
from peoplesprocess.operations import reminder_words
from peoplesprocess.operations.delivery import DeliveryOutcome, DueMessageRow, Table, attempt, is_waiting
from peoplesprocess.operations.due_reminders import update_outbox
from peoplesprocess.operations.mail_server import Post
from peoplesprocess.operations.text_gateway import Send
from peoplesprocess.web.i18n import SOURCE


@dataclass(frozen=True, slots=True)
class MessageDeliverySummary:
    """The numbers of messages that were sent now, still wait, and of these have failed at least once.

    `unanswered` of those that wait were handed over by a process that ended before the answer came.
    `given_up` were refused for good now. `unreachable` names the channels whose server accepted nothing.
    """

    sent: int
    waiting: int
    failed: int
    unanswered: int = 0
    given_up: int = 0
    unreachable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextSenderWithSecret:
    """The sender of text messages, with the installation's secret, from which codes are derived."""

    send: Send
    secret: bytes


def deliver(
    engine: Engine, post: Post | None, site: str, now: datetime, texts: TextSenderWithSecret | None = None
) -> MessageDeliverySummary:
    """Put due reminders into the outbox, and send its messages by every channel that is configured."""
    update_outbox(engine, now)
    answers: Counter[DeliveryOutcome] = Counter()
    unreachable = []
    for way, messages in (
        ("text", _texts(engine, texts, site, now) if texts else ()),
        ("mail", _mails(engine, post, site, now) if post else ()),
    ):
        for table, message, hand_over in messages:
            answer = attempt(engine, table, message, hand_over, now)
            answers[answer] += 1
            if answer is DeliveryOutcome.UNREACHABLE:
                # If each message had to wait for a timeout, the run would take hours.
                unreachable.append(way)
                break
    reminders, codes = _left(engine, Reminder), _left(engine, NumberConfirmation)
    return MessageDeliverySummary(
        sent=answers[DeliveryOutcome.SENT],
        waiting=reminders.waiting + codes.waiting,
        failed=reminders.failed + codes.failed,
        unanswered=reminders.unanswered + codes.unanswered,
        given_up=answers[DeliveryOutcome.GIVEN_UP],
        unreachable=tuple(unreachable),
    )


_Message = tuple[Table, DueMessageRow, Callable[[], None]]


class _DueMessage(NamedTuple):
    id: UUID
    next_try_at: datetime
    failures: int
    things: int
    to: str
    language: str

    @property
    def waiting(self) -> DueMessageRow:
        return DueMessageRow(self.id, self.next_try_at, self.failures)


def _texts(engine: Engine, way: TextSenderWithSecret, site: str, now: datetime) -> Iterator[_Message]:
    """Yield due text messages, codes first because somebody waits for them."""
    for asked in _due_codes(engine, now):
        code = code_for(way.secret, str(asked.id), asked.to)
        words = reminder_words.code_text(code, asked.language or SOURCE)
        yield NumberConfirmation, asked.waiting, partial(way.send, asked.to, words, str(asked.id))
    for row in _due_reminders(engine, MobileNumber, now):
        words = reminder_words.text(row.things, row.language or SOURCE, site)
        yield Reminder, row.waiting, partial(way.send, row.to, words, str(row.id))


def _mails(engine: Engine, post: Post, site: str, now: datetime) -> Iterator[_Message]:
    for row in _due_reminders(engine, MailAddress, now):
        words = reminder_words.mail(row.things, row.to, row.language or SOURCE, site, str(row.id))
        yield Reminder, row.waiting, partial(post, words)


def _due_reminders(
    engine: Engine, way: type[MailAddress] | type[MobileNumber], now: datetime
) -> list[_DueMessage]:
    to = MailAddress.address if way is MailAddress else MobileNumber.number
    statement = (
        select(
            Reminder.id,
            Reminder.next_try_at,
            Reminder.failures,
            Reminder.things,
            to.label("to"),
            Account.language,
        )
        .join(way, way.account_id == Reminder.account_id)
        .join(Account, Account.id == Reminder.account_id)
        .where(is_waiting(Reminder), Reminder.next_try_at <= now)
        .order_by(Reminder.id)
    )
    with reading(engine) as db:
        return Query(_DueMessage, statement).all_once(db)


def _due_codes(engine: Engine, now: datetime) -> list[_DueMessage]:
    """Return codes that are still to be sent and will still be valid when they arrive."""
    statement = (
        select(
            NumberConfirmation.id,
            NumberConfirmation.next_try_at,
            NumberConfirmation.failures,
            literal(0).label("things"),
            NumberConfirmation.number.label("to"),
            Account.language,
        )
        .join(Account, Account.id == NumberConfirmation.account_id)
        .where(is_waiting(NumberConfirmation), NumberConfirmation.next_try_at <= now)
        .where(NumberConfirmation.made_at > now - CODE_HOLDS)
        .order_by(NumberConfirmation.id)
    )
    with reading(engine) as db:
        return Query(_DueMessage, statement).all_once(db)


class _Left(NamedTuple):
    waiting: int
    failed: int
    unanswered: int


def _left(engine: Engine, table: Table) -> _Left:
    """Count the messages that wait, those that have failed before, and those with an unanswered try."""
    counted = select(
        func.count().label("waiting"),
        func.count().filter(table.failures > 0).label("failed"),
        func.count().filter(table.tried_at.is_not(None)).label("unanswered"),
    ).where(is_waiting(table))
    with reading(engine) as db:
        return Query(_Left, counted).one(db)
