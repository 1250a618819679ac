"""How a device comes in: by the secret in its address, with the present role of the account it stands for."""

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
from peoplesprocess.web.request_state import close, connection, db, is_writing, looking_first, now

T = TypeVar("T")
SENDS = (Action.RECORD_NEED, Action.RECORD_ASSESSMENT)
"""What a device does: with none of it allowed any more it opens nothing."""
UNKNOWN = N_("This address is not known here, or was revoked. Ask the facilitator for a new one.")
_NO_ROLE = N_(
    "This telephone cannot send now: the role of the person who added it has ended, or the process here is "
    "closed. Ask the facilitator."
)


class DeviceRefused(Exception):
    """A request that gets no further: its status, what is said, and after how many seconds to come again."""

    def __init__(self, status: int, sentence: Sentence, wait: int = 0) -> None:
        super().__init__(status)
        self.status, self.sentence, self.wait = status, sentence, wait


def enter(token: str, kind: str, address: str) -> KnownDevice:
    """Return the device that a secret opens; from now on its account's language is spoken.

    Errors: DeviceRefused, with the same words whether it never was or was revoked.
    """
    with looking_first():
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

    Errors: DeviceRefused if its account may send nothing, or if it was revoked while this waited.
    """
    if is_writing():
        act = act_in_settlement(db(), device.account_id, device.settlement, now())
        if STANDS.get(act.db, device=device.id) is None:
            raise DeviceRefused(404, Message(UNKNOWN))
    else:
        place = settlement_by_code(db(), device.settlement)
        act = Act(db(), actor_of(db(), device.account_id, now()), now(), place)
    use_zone(zone_of(act.settlement))
    if not any(map(act.may, SENDS)):
        raise DeviceRefused(403, Message(_NO_ROLE))
    return act


def once_more(keep: Callable[[], T]) -> T:
    """Return what `keep` does, at the second try if the same form came in twice at one moment.

    The slower one finds then what the faster one kept.
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
    """What is said to a wrong secret; many from one address wait, and nobody waits with a right one."""
    with writing(current_engine()) as session:
        tried = throttle.begin_token(session, current_secret(), address, now())
        session.commit()
    if tried.wait:
        return DeviceRefused(429, throttle.wait_sentence(tried.wait), tried.wait)
    return DeviceRefused(404, Message(UNKNOWN))
