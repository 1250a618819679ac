"""Accounts, their roles, their ways of signing in, sessions, and counts that slow guessing down."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Base, Keyed


class Account(Keyed):
    """An account of somebody who can sign in. Residents have none."""

    __tablename__ = "account"

    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    """Since when it is closed, NULL while it is open; a closed account keeps its user name."""
    language: Mapped[str] = mapped_column(default="")
    """The language of pages after signing in, "" if the owner has not chosen one."""


class AccountClosing(Keyed):
    """The closing of an account by its owner or somebody else, and its reopening, if any.

    Only `Account.revoked_at` says whether it is closed now.
    """

    __tablename__ = "account_closing"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    closed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime]
    reason: Mapped[str]
    reopened_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    reopened_at: Mapped[datetime | None]
    reopening_reason: Mapped[str] = mapped_column(default="")


class NameChange(Keyed):
    """A change of an account's own name; earlier records were made under the former one."""

    __tablename__ = "name_change"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    before: Mapped[str]
    after: Mapped[str]
    made_at: Mapped[datetime]


class Membership(Keyed):
    """A role of an account in a place."""

    __tablename__ = "membership"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str]
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme.id"), index=True)
    settlement_id: Mapped[UUID | None] = mapped_column(ForeignKey("settlement.id"))
    area: Mapped[str] = mapped_column(default="")
    group_code: Mapped[str] = mapped_column(default="")
    level: Mapped[int] = mapped_column(default=1)
    """The number of the level of authority, for the role of local authority only."""
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    """The moment from which it allows nothing, NULL if none is set; it can be in the future."""
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    end_reason: Mapped[str] = mapped_column(default="")
    given_as: Mapped[str | None]
    """The note made with a role given to an existing account, like an invitation's; NULL if there is none."""


class NewRoleConfirmation(Base):
    """The confirmation of a new role by a second account, NULL if the rules asked for none."""

    __tablename__ = "role_confirmation"

    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime]


class Invitation(Keyed):
    """A one-time link to a role in a place; only its hash is stored."""

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme.id"), index=True)
    settlement_id: Mapped[UUID | None] = mapped_column(ForeignKey("settlement.id"))
    area: Mapped[str] = mapped_column(default="")
    group_code: Mapped[str] = mapped_column(default="")
    level: Mapped[int] = mapped_column(default=1)
    """The number of the level of authority, for the role of local authority only."""
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    """A note on whom it is for, by the one who made it."""
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    used_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)


class SignInSession(Base):
    """A session that the server can end; only the hash of its cookie is stored."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]
    """When the second factor was last used in this session."""
    device: Mapped[str] = mapped_column(default="")


class SecondFactor(Keyed):
    """The secret from which an authenticator computes codes, encrypted with the installation's key."""

    __tablename__ = "second_factor"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    sealed_secret: Mapped[str]
    confirmed_at: Mapped[datetime]
    last_step: Mapped[int]
    """The number of the half minute of the last code used, so that no code works twice."""
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    told_at: Mapped[datetime | None]
    """When the owner was informed that somebody else removed it."""

    __table_args__ = (
        Index(
            "uq_second_factor_account_id",
            "account_id",
            unique=True,
            # For PostgreSQL the migration sets it; setting it here would load the PostgreSQL dialect.
            sqlite_where=text("removed_at IS NULL"),
        ),
    )


class RecoveryCode(Keyed):
    """One of the printed codes for a lost second factor; only its keyed digest is stored."""

    __tablename__ = "recovery_code"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasswordLink(Keyed):
    """A one-time link for setting a new password; only its hash is stored."""

    __tablename__ = "password_link"

    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class FailureStreak(Base):
    """Failures in a row, which delay the next try; shared by all workers and kept over restarts.

    Complaints are counted here too, dated by the day only.
    """

    __tablename__ = "streak"

    key: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    """A digest that stands for the account, "" for failures of an address."""
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


class ThrottledCodeVote(Base):
    """A use of a voting code, counted by code; shared by all workers and kept over restarts."""

    __tablename__ = "attempt"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "key", "at"),)
