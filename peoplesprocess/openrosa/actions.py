"""Acts about devices: adding one in one's own name, and revoking one."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.secrets import hashed
from peoplesprocess.models import Device, Strike
from peoplesprocess.openrosa.queries import DEVICE, STANDING_DEVICES
from peoplesprocess.strike_writer import strike_record

COLLECT, KOBO = "collect", "kobo"
KINDS = {COLLECT: N_("A telephone with ODK Collect"), KOBO: N_("A project of KoboToolbox")}
MOST_DEVICES = 50
"""How many devices of a settlement can be in use at a time."""


@dataclass(frozen=True, slots=True)
class DeviceInput:
    """The name of a device, and its kind."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class DeviceSecrets:
    """The secrets of a device: one in its address and, for a project of KoboToolbox, one in a header."""

    token: str
    header: str


def add_device(act: Act, device: DeviceInput, secrets: DeviceSecrets) -> Device:
    """Let a device send forms to the settlement in the name of the actor.

    Only hashes of the secrets are stored.
    Errors: Forbidden; Refused, naming the field.
    """
    act.require(Action.ADD_DEVICE)
    if device.kind not in KINDS or act.actor.id is None:
        raise Refused(Message(N_("Choose one from the list.")), "kind")
    standing = STANDING_DEVICES.all(act.db, settlement=act.settlement.id)
    if any(each.name.casefold() == device.name.strip().casefold() for each in standing):
        raise Refused(
            Message(N_("Another telephone here has this name. Give this one another name.")), "name"
        )
    if len(standing) >= MOST_DEVICES:
        sentence = N_("%(most)s telephones can send here already. Revoke one that is not used any more.")
        raise Refused(Message(sentence, {"most": MOST_DEVICES}))
    row = Device(
        **act.columns,
        number=act.next_number(Device.number, Device.settlement_id, act.settlement.id),
        name=device.name.strip(),
        kind=device.kind,
        token_hash=hashed(secrets.token),
        header_hash=hashed(secrets.header) if device.kind == KOBO else "",
        account_id=act.actor.id,
    )
    act.db.add(row)
    act.note("device.add", f"device {row.number}", kind=device.kind)
    return row


def revoke_device(act: Act, number: int, reason: str) -> Strike:
    """Revoke a device, so that it can no longer send anything.

    Errors: Forbidden; Refused if there is none, if it is revoked already, or without a reason.
    """
    act.require(Action.REVOKE_DEVICE)
    found = DEVICE.first(act.db, settlement=act.settlement.id, number=number)
    if found is None:
        raise Refused(
            Message(N_("There is no such telephone here. See the page “Telephones that send forms”."))
        )
    if found.is_struck:
        raise Refused(Message(N_("This telephone has already been revoked.")))
    row = strike_record(act, Device, found.id, reason)
    act.note("device.revoke", f"device {number}")
    return row
