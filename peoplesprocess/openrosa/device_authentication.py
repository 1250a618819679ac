"""Authentication of devices, by the secret in the address and the present roles of the device's account."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import g
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from peoplesprocess.act import Act, act_in_settlement
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.secrets import hashed
from peoplesprocess.db import throttle
from peoplesprocess.db.session import writing
from peoplesprocess.db.write_if_free import write_if_free
from peoplesprocess.facts.actors import actor_of
from peoplesprocess.facts.local_days import zone_of
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.models import DeviceUse
from peoplesprocess.openrosa.queries import DEVICE_OF_TOKEN, STANDS, KnownDevice
from peoplesprocess.web.current_installation import current_engine, current_secret
from peoplesprocess.web.i18n import SHIPPED, use_language, use_zone
from peoplesprocess.web.request_state import close, connection, db, is_writing, now, reading_before_turn

T = TypeVar("T")
DEVICE_ACTIONS = (Action.RECORD_NEED, Action.RECORD_ASSESSMENT)
"""The actions of a device; if its account may do none of them, the device is refused."""
UNKNOWN = N_("This address is not known here, or was revoked. Ask the facilitator for a new one.")
_NO_ROLE = N_(
    "This telephone cannot send now: the role of the person who added it has ended, or the process here is "
    "closed. Ask the facilitator."
)


class DeviceRefused(Exception):
    """A refused request: its status, a sentence, and after how many seconds to retry."""

    def __init__(self, status: int, sentence: Sentence, wait: int = 0) -> None:
        super().__init__(status)
        self.status, self.sentence, self.wait = status, sentence, wait


def enter(token: str, kind: str, address: str) -> KnownDevice:
    """Return the device of a secret, and set the language to that of its account.

    Errors: DeviceRefused, with the same words for unknown and revoked devices.
    """
    with reading_before_turn():
        found = DEVICE_OF_TOKEN.first(connection(), token=hashed(token), kind=kind)
        if found is not None:
            _note_use(found)
    if found is None:
        raise _unknown(address)
    if found.language in SHIPPED:
        g.language = found.language
        use_language(found.language)
    return found


def act_of(device: KnownDevice) -> Act:
    """Return the act of a device in its settlement.

    Errors: DeviceRefused if its account may send nothing, or if it was revoked while the request waited.
    """
    if is_writing():
        act = act_in_settlement(db(), device.account_id, device.settlement, now())
        if STANDS.get(act.db, device=device.id) is None:
            raise DeviceRefused(404, Message(UNKNOWN))
    else:
        place = settlement_by_code(db(), device.settlement)
        act = Act(db(), actor_of(db(), device.account_id, now()), now(), place)
    use_zone(zone_of(act.settlement))
    if not any(map(act.may, DEVICE_ACTIONS)):
        raise DeviceRefused(403, Message(_NO_ROLE))
    return act


def retried_once(keep: Callable[[], T]) -> T:
    """Call `keep`, and once more if the same form arrived twice at the same moment.

    The slower request then finds what the faster one has saved.
    """
    try:
        return keep()
    except IntegrityError:
        close()
        return keep()


def _note_use(device: KnownDevice) -> None:
    today = now().date()
    if device.used_on == today:
        return
    note = (
        insert(DeviceUse).values(device_id=device.id, used_on=today)
        if device.used_on is None
        else update(DeviceUse).where(DeviceUse.device_id == device.id).values(used_on=today)
    )
    write_if_free(current_engine(), note)


def _unknown(address: str) -> DeviceRefused:
    """Return the answer to a wrong secret; an address with many wrong ones must wait."""
    with writing(current_engine()) as session:
        tried = throttle.begin_token(session, current_secret(), address, now())
        session.commit()
    if tried.wait:
        return DeviceRefused(429, throttle.wait_sentence(tried.wait), tried.wait)
    return DeviceRefused(404, Message(UNKNOWN))
