"""Where somebody is reminded that something waits for them: an address that nobody else sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db import journal
from peoplesprocess.db.query import Query
from peoplesprocess.models import Account, MailAddress

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}", re.A | re.I)


@dataclass(frozen=True, slots=True)
class MailAddressInput:
    """Where to; without an address no mail comes. `spoken` is the language of the page that asked."""

    address: str
    spoken: str


class OwnMailAddress(NamedTuple):
    """The address that an account gave, None if it gave none, and its language, "" until it has one."""

    address: str | None
    spoken: str


OWN_MAIL_ADDRESS = Query(
    OwnMailAddress,
    select(MailAddress.address, Account.language.label("spoken"))
    .select_from(Account)
    .outerjoin(MailAddress, MailAddress.account_id == Account.id)
    .where(Account.id == bindparam("account")),
)


def checked_address(address: str) -> None:
    """Refuse what is no e-mail address; none at all is right too. Errors: Refused at `address`."""
    if address and not _ADDRESS.fullmatch(address):
        raise Refused(Message(N_("Write the address like this: name@example.org")), "address")


def set_mail_address(act: Act, given: MailAddressInput) -> None:
    """Put the own address in the place of the one before, or take it away: nothing of that one stays.

    It asks no action of the table: everybody with an account is reminded where they want, and nobody else
    is. Mails speak the account's language; one that has none takes that of the page. Errors: Forbidden;
    Refused.
    """
    account_id = act.actor.id
    if account_id is None:
        raise Forbidden("the installation reads no mail")
    checked_address(given.address)
    act.db.execute(delete(MailAddress).where(MailAddress.account_id == account_id))
    if given.address:
        act.db.add(MailAddress(account_id=account_id, address=given.address, made_at=act.now))
        account = act.db.get_one(Account, account_id, with_for_update=True, populate_existing=True)
        account.language = account.language or given.spoken
    act.note_in(journal.INSTALLATION, "mail_address.set", "account", given=bool(given.address))
