"""The number to which reminders are sent as text messages: given, confirmed by a code, then in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from peoplesprocess.accounts.reminder_mail_address import speak
from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.mobile_numbers import CODE_HOLDS, is_code, plain_number
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db import journal, throttle
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import MailAddress, MobileNumber, NumberConfirmation

WRONG_NUMBER_CODE = N_("This is not the code from the message. Check each digit.")


@dataclass(frozen=True, slots=True)
class MobileNumberInput:
    """The number as typed in; `spoken` is the language of the page."""

    number: str
    spoken: str


class PendingNumber(NamedTuple):
    """A number waiting for confirmation; `given_up_at` is set if the code could not be delivered."""

    id: UUID
    number: str
    made_at: datetime
    sent_at: datetime | None
    given_up_at: datetime | None


PENDING_NUMBER = Query(
    PendingNumber,
    select(
        NumberConfirmation.id,
        NumberConfirmation.number,
        NumberConfirmation.made_at,
        NumberConfirmation.sent_at,
        NumberConfirmation.given_up_at,
    ).where(NumberConfirmation.account_id == bindparam("account")),
)
"""The number that an account has given but not confirmed yet."""


def checked_number(typed: str) -> str:
    """Return a number in its stored form. Errors: Refused at `number`."""
    if number := plain_number(typed):
        return number
    sentence = N_("Write the number with + and the country code, like this: +92 300 1234567")
    raise Refused(Message(sentence), "number")


def ask_number_code(act: Act, given: MobileNumberInput, secret: bytes) -> None:
    """Send a code to a number, instead of to one given earlier; reminders only change once it is typed in.

    It asks no action of the table: everybody may choose how they are reminded. Errors: Forbidden; Refused for
    an invalid number, or after too many codes.
    """
    account_id, number = _own(act), checked_number(given.number)
    tried = throttle.begin_number(act.db, secret, account_id, number, act.now)
    if tried.wait:
        raise Refused(throttle.wait_sentence(tried.wait), "number")
    act.db.execute(delete(NumberConfirmation).where(NumberConfirmation.account_id == account_id))
    act.db.add(NumberConfirmation(account_id=account_id, number=number, made_at=act.now, next_try_at=act.now))
    speak(act, account_id, given.spoken)
    act.note_in(journal.INSTALLATION, "mobile_number.ask", "account")


def confirm_number(act: Act, code: str, secrets: Sequence[bytes]) -> None:
    """Use a number for reminders once its code is typed in; the earlier address or number is deleted.

    It asks no action of the table, as `ask_number_code`. Errors: Forbidden; Refused.
    """
    account_id = _own(act)
    asked = PENDING_NUMBER.first(act.db, account=account_id)
    if asked is None or asked.made_at + CODE_HOLDS < act.now:
        raise Refused(
            Message(N_("This code is too old. Give the number again, and we will send a new code.")), "code"
        )
    if not is_code(secrets, str(asked.id), asked.number, code):
        raise Refused(Message(WRONG_NUMBER_CODE), "code")
    for kept in (MailAddress, MobileNumber, NumberConfirmation):
        act.db.execute(delete(kept).where(kept.account_id == account_id))
    act.db.add(MobileNumber(account_id=account_id, number=asked.number, made_at=act.now))
    act.note_in(journal.INSTALLATION, "mobile_number.set", "account")


def _own(act: Act) -> UUID:
    if act.actor.id is None:
        raise Forbidden("the installation has no telephone")
    return act.actor.id
