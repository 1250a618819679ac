"""The mail address to which reminders are sent, which only its owner sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, exists, false, func, select
from sqlalchemy.orm import aliased

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db import journal
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Account, MailAddress, MobileNumber, NumberConfirmation, Reminder

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}", re.A | re.I)


@dataclass(frozen=True, slots=True)
class MailAddressInput:
    """A mail address, or "" for no mail; `spoken` is the language of the page."""

    address: str
    spoken: str


class OwnReminderWay(NamedTuple):
    """The address or number for an account's reminders, and its language, or "" if it has none yet.

    `failure` means that the last reminder to the number was refused for good, `asked` that a code is awaited.
    """

    address: str | None
    number: str | None
    spoken: str
    failure: bool
    asked: bool


_last = aliased(Reminder)
_newest = (
    select(_last.id)
    .where(_last.account_id == Account.id)
    .order_by(_last.id.desc())
    .limit(1)
    .correlate(Account)
    .scalar_subquery()
)
OWN_REMINDER_WAY = Query(
    OwnReminderWay,
    select(
        MailAddress.address,
        MobileNumber.number,
        Account.language.label("spoken"),
        func.coalesce(Reminder.given_up_at > MobileNumber.made_at, false()).label("failure"),
        exists().where(NumberConfirmation.account_id == Account.id).label("asked"),
    )
    .select_from(Account)
    .outerjoin(MailAddress, MailAddress.account_id == Account.id)
    .outerjoin(MobileNumber, MobileNumber.account_id == Account.id)
    .outerjoin(Reminder, Reminder.id == _newest)
    .where(Account.id == bindparam("account")),
)


def checked_address(address: str) -> None:
    """Refuse an invalid mail address; an empty one is valid. Errors: Refused at `address`."""
    if address and not _ADDRESS.fullmatch(address):
        raise Refused(Message(N_("Write the address like this: name@example.org")), "address")


def set_mail_address(act: Act, given: MailAddressInput) -> None:
    """Replace the actor's address or number by an address, and delete the old one.

    It asks no action of the table: everybody may choose how they are reminded. Mails are in the account's
    language; an account without one gets that of the page. Errors: Forbidden; Refused.
    """
    account_id = act.actor.id
    if account_id is None:
        raise Forbidden("the installation reads no mail")
    checked_address(given.address)
    for kept in (MailAddress, MobileNumber, NumberConfirmation):
        act.db.execute(delete(kept).where(kept.account_id == account_id))
    if given.address:
        act.db.add(MailAddress(account_id=account_id, address=given.address, made_at=act.now))
        speak(act, account_id, given.spoken)
    act.note_in(journal.INSTALLATION, "mail_address.set", "account", given=bool(given.address))


def speak(act: Act, account_id: UUID, language: str) -> None:
    """Give an account without a language that of the page."""
    account = act.db.get_one(Account, account_id, with_for_update=True, populate_existing=True)
    account.language = account.language or language
