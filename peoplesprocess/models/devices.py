"""Telephones and services that send forms in the name of an account."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Base, OfSettlement


class Device(OfSettlement):
    """A telephone with ODK Collect, or a project of KoboToolbox, that sends forms in an account's name.

    `kind` is "collect" or "kobo". `token_hash` is the hash of the secret in its address, `header_hash` that
    of the secret that KoboToolbox sends in a header, "" for telephones. A struck device has no access.
    """

    __tablename__ = "device"

    number: Mapped[int]
    name: Mapped[str]
    kind: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    header_hash: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class DeviceUse(Base):
    """The day on which a device was last used, updated once a day."""

    __tablename__ = "device_use"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True)
    used_on: Mapped[date]
