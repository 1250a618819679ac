"""Accounts, what they are where, invitations, sessions and the throttle."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Base, Keyed


class Account(Keyed):
    """Somebody who can sign in. Residents have none."""

    __tablename__ = "account"

    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Membership(Keyed):
    """One role of one account in one place."""

    __tablename__ = "membership"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str]
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme.id"), index=True)
    settlement_id: Mapped[UUID | None] = mapped_column(ForeignKey("settlement.id"))
    area: Mapped[str] = mapped_column(default="")
    group_code: Mapped[str] = mapped_column(default="")
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class RoleConfirmation(Base):
    """A second person's word for a role that one person gave; NULL if the rules asked for no second one."""

    __tablename__ = "role_confirmation"

    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime]


class Invitation(Keyed):
    """A one-time link to one role in one place; only the link's hash is kept."""

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme.id"), index=True)
    settlement_id: Mapped[UUID | None] = mapped_column(ForeignKey("settlement.id"))
    area: Mapped[str] = mapped_column(default="")
    group_code: Mapped[str] = mapped_column(default="")
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    used_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class SignIn(Base):
    """A session that the server can end; only the cookie's hash is kept."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Attempt(Base):
    """A failed sign-in, counted by account and place; shared by all workers and kept over restarts."""

    __tablename__ = "attempt"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "key", "at"),)
