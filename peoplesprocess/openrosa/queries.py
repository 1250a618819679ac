"""Queries of devices: the list of a settlement, and the device of a secret."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.db.list_query import ListQuery
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.strikes import is_struck, not_struck
from peoplesprocess.models import Account, Device, DeviceUse, Settlement

LISTED = 200
"""The most devices on the list."""
_device, _account, _use = Device.__table__.c, Account.__table__.c, DeviceUse.__table__.c


class DeviceLine(NamedTuple):
    """A device in the list: its account, when it was added, and when it was last used."""

    id: UUID
    number: int
    name: str
    kind: str
    account: str
    made_at: datetime
    used_on: date | None
    is_struck: bool


_lines = (
    select(
        *(_device[name] for name in ("id", "number", "name", "kind")),
        _account.name.label("account"),
        _device.made_at,
        _use.used_on,
        is_struck(_device.id).label("is_struck"),
    )
    .select_from(Device.__table__)
    .join(Account.__table__, _account.id == _device.account_id)
    .outerjoin(DeviceUse.__table__, _use.device_id == _device.id)
    .where(_device.settlement_id == bindparam("settlement"))
)
DEVICES = ListQuery(DeviceLine, _lines.order_by(is_struck(_device.id), _device.number.desc()), LISTED)
"""A settlement's devices: those in use first, then the revoked ones, the newest of each first."""
STANDING_DEVICES = Query(DeviceLine, _lines.where(not_struck(_device.id)))
"""All devices of a settlement that are not revoked."""
DEVICE = Query(DeviceLine, _lines.where(_device.number == bindparam("number")))
"""One device of a settlement by its number."""


class KnownDevice(NamedTuple):
    """The device of a secret, with its settlement's code and its account."""

    id: UUID
    kind: str
    header_hash: str
    settlement: str
    account_id: UUID
    language: str
    used_on: date | None


DEVICE_OF_TOKEN = Query(
    KnownDevice,
    select(
        *(_device[name] for name in ("id", "kind", "header_hash")),
        Settlement.__table__.c.code.label("settlement"),
        _device.account_id,
        _account.language,
        _use.used_on,
    )
    .select_from(Device.__table__)
    .join(Account.__table__, _account.id == _device.account_id)
    .join(Settlement.__table__, Settlement.__table__.c.id == _device.settlement_id)
    .outerjoin(DeviceUse.__table__, _use.device_id == _device.id)
    .where(
        _device.token_hash == bindparam("token"),
        _device.kind == bindparam("kind"),
        not_struck(_device.id),
    ),
)
"""The device of a secret, by the secret's hash, unless it was revoked."""
STANDS = ScalarQuery(select(_device.id).where(_device.id == bindparam("device"), not_struck(_device.id)))
"""A device by its key, unless it was revoked."""
