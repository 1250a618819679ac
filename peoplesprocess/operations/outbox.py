"""Reminders by mail: who is due one, and sending what is on its way; what fails is tried again later."""

from __future__ import annotations

import smtplib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Engine, delete, func, select, true, update
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_
from peoplesprocess.core.roles import Grant
from peoplesprocess.db.query import Query
from peoplesprocess.db.session import reading, writing
from peoplesprocess.facts.actors import HOLDS, IS_CONFIRMED, GrantRow
from peoplesprocess.facts.reminders import OPEN_KINDS, Thing, all_rules, things_for, waiting_rows
from peoplesprocess.facts.submitted_items import waiting_items
from peoplesprocess.models import Account, MailAddress, Membership, ReminderMail
from peoplesprocess.operations.mail_server import Post
from peoplesprocess.web.i18n import SOURCE, translator

REMIND_AGAIN = timedelta(days=7)
"""Somebody for whom nothing new waits is told again after this time."""
FIRST_RETRY, MOST_DOUBLINGS = timedelta(minutes=15), 6
"""What fails is tried again after this time, after twice as long, and so on up to sixteen hours."""
MOST_SIGNS = 200
"""So much is kept of what a mail server said."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many mails were sent now, still wait, and how many of these failed at least once."""

    sent: int
    waiting: int
    failed: int


def deliver(engine: Engine, post: Post, site: str, now: datetime) -> Delivered:
    """Put reminders that are due into the outbox, and send what is in it."""
    _fill(engine, now)
    sent = sum(_send(engine, row, post, site, now) for row in _due(engine, now))
    with reading(engine) as db:
        left = db.execute(
            select(func.count(), func.count().filter(ReminderMail.failures > 0)).where(
                ReminderMail.sent_at.is_(None)
            )
        ).one()
    return Delivered(sent, *left)


class _MembershipRow(NamedTuple):
    account_id: UUID
    role: str
    programme_id: UUID | None
    settlement_id: UUID | None
    area: str
    group_code: str
    is_confirmed: bool
    level: int


_MEMBERSHIPS = Query(
    _MembershipRow,
    select(
        Membership.account_id,
        Membership.role,
        Membership.programme_id,
        Membership.settlement_id,
        Membership.area,
        Membership.group_code,
        IS_CONFIRMED.label("is_confirmed"),
        Membership.level,
    )
    .join(MailAddress, MailAddress.account_id == Membership.account_id)
    .join(Account, Account.id == Membership.account_id)
    .where(HOLDS, Account.revoked_at.is_(None)),
)


class _LastMail(NamedTuple):
    account_id: UUID
    sent_at: datetime | None


_LAST_MAILS = Query(
    _LastMail,
    select(ReminderMail.account_id, func.max(ReminderMail.sent_at).label("sent_at")).group_by(
        ReminderMail.account_id
    ),
)


def _fill(engine: Engine, now: datetime) -> None:
    """Bring the outbox up to what waits now: at most one mail on its way, and one a day, for each person."""
    with writing(engine) as db:
        things = _things(db, now)
        unsent = {row.account_id: row for row in db.scalars(select(ReminderMail).where(_UNSENT))}
        sent = {row.account_id: row.sent_at for row in _LAST_MAILS.all(db)}
        db.execute(delete(ReminderMail).where(_UNSENT, ReminderMail.account_id.not_in(list(things))))
        for account, waiting in things.items():
            if account in unsent:
                unsent[account].things = len(waiting)
            elif is_due(waiting, sent.get(account), now):
                db.add(ReminderMail(account_id=account, day=now.date(), things=len(waiting), next_try_at=now))
        db.commit()


def is_due(things: Sequence[Thing], last: datetime | None, now: datetime) -> bool:
    """Return whether somebody is reminded of things now who got a mail `last`: never twice in a day."""
    if last is None:
        return True
    if last.date() >= now.date():
        return False
    return max(thing.since for thing in things) > last or now - last >= REMIND_AGAIN


def _things(db: Session, now: datetime) -> Mapping[UUID, list[Thing]]:
    grants: dict[UUID, list[Grant]] = defaultdict(list)
    for row in _MEMBERSHIPS.all(db, now=now):
        grants[row.account_id].append(GrantRow(*row[1:]).grant)
    if not grants:
        return {}
    items = waiting_items(db, true(), all_rules(db))
    rows = waiting_rows(db, dict.fromkeys(OPEN_KINDS, true()))
    found = {account: things_for(held, items, rows, now) for account, held in grants.items()}
    return {account: things for account, things in found.items() if things}


class _DueMail(NamedTuple):
    id: UUID
    next_try_at: datetime
    failures: int
    things: int
    address: str
    language: str


_UNSENT = ReminderMail.sent_at.is_(None)


def _due(engine: Engine, now: datetime) -> list[_DueMail]:
    statement = (
        select(
            ReminderMail.id,
            ReminderMail.next_try_at,
            ReminderMail.failures,
            ReminderMail.things,
            MailAddress.address,
            Account.language,
        )
        .join(MailAddress, MailAddress.account_id == ReminderMail.account_id)
        .join(Account, Account.id == ReminderMail.account_id)
        .where(_UNSENT, ReminderMail.next_try_at <= now)
        .order_by(ReminderMail.id)
    )
    with reading(engine) as db:
        return Query(_DueMail, statement).all(db)


def _send(engine: Engine, mail: _DueMail, post: Post, site: str, now: datetime) -> bool:
    """Send one mail and say so in its row; whoever is first to move its next try sends it."""
    later = now + FIRST_RETRY * 2 ** min(mail.failures, MOST_DOUBLINGS)
    mine = (ReminderMail.id == mail.id, _UNSENT, ReminderMail.next_try_at == mail.next_try_at)
    if not _change(engine, mine, next_try_at=later):
        return False
    try:
        post(message(mail.things, mail.address, mail.language or SOURCE, site, str(mail.id)))
    except OSError as error:
        failed = {"failures": mail.failures + 1, "failure": _reason(error)}
        _change(engine, (ReminderMail.id == mail.id,), **failed)
        return False
    _change(engine, (ReminderMail.id == mail.id,), sent_at=now, failure="")
    return True


def _change(engine: Engine, which: Sequence[object], **values: object) -> int:
    with writing(engine) as db:
        changed = db.execute(update(ReminderMail).where(*which).values(**values))  # type: ignore[arg-type]
        db.commit()
        return changed.rowcount  # type: ignore[attr-defined,no-any-return]


def _reason(error: OSError) -> str:
    """Why it failed, without what a server says: it may repeat the address."""
    code = getattr(error, "smtp_code", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next((refused[0] for refused in error.recipients.values()), None)
    return " ".join(str(part) for part in (type(error).__name__, code) if part)[:MOST_SIGNS]


def message(things: int, address: str, language: str, site: str, name: str) -> EmailMessage:
    """Return a reminder: how many things wait and where to look, and nothing of what or of whom."""
    spoken = translator(language)
    mail = EmailMessage()
    mail["To"], mail["Subject"] = address, spoken._(N_("Something waits for your answer"))
    # The same in every try: a server that got it already can tell.
    mail["Message-ID"] = f"<{name}@{site.partition('//')[2].partition(':')[0]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(
        "\n\n".join(
            (
                spoken.plural(
                    "%(count)s thing waits for your answer.", "%(count)s things wait for your answer.", things
                ),
                f"{site}/",
                spoken._(N_("You get at most one such mail a day. Change or remove your address here:")),
                f"{site}/account/reminders",
            )
        )
        + "\n"
    )
    # After the content, which takes such headers away.
    mail["Content-Language"] = language
    return mail
