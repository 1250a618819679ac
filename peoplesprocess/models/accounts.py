"""Accounts, what they are where, how they prove who they are, sessions, and what slows guessing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
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
    """Since when it is closed: then it opens nothing, and its user name stays its own."""
    language: Mapped[str] = mapped_column(default="")
    """In which pages come after signing in, "" if its owner never said."""


class AccountClosing(Keyed):
    """That an account was closed, by its owner or by somebody else, and maybe opened again.

    Whether it is closed now says the account's `revoked_at` alone.
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
    """That somebody changed the own name: what was recorded before was done under the former one."""

    __tablename__ = "name_change"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    before: Mapped[str]
    after: Mapped[str]
    made_at: Mapped[datetime]


class Membership(Keyed):
    """One role of one account in one place."""

    __tablename__ = "membership"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str]
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme.id"), index=True)
    settlement_id: Mapped[UUID | None] = mapped_column(ForeignKey("settlement.id"))
    area: Mapped[str] = mapped_column(default="")
    group_code: Mapped[str] = mapped_column(default="")
    level: Mapped[int] = mapped_column(default=1)
    """The number of the level of authority; only the role of a local authority asks."""
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    """The moment from which it allows nothing; it may lie ahead."""
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    end_reason: Mapped[str] = mapped_column(default="")
    given_as: Mapped[str | None]
    """The word beside the naming of somebody who had an account, as an invitation has one; NULL without."""


class NewRoleConfirmation(Base):
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
    level: Mapped[int] = mapped_column(default=1)
    """The number of the level of authority; only the role of a local authority asks."""
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    """For whom it is, as whoever made it remembers."""
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    used_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)


class SignInSession(Base):
    """A session that the server can end; only the cookie's hash is kept."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]
    """When the second factor last proved in this session who it is."""
    device: Mapped[str] = mapped_column(default="")


class SecondFactor(Keyed):
    """What an account's telephone computes codes from: sealed, so that the database alone opens nothing."""

    __tablename__ = "second_factor"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    sealed_secret: Mapped[str]
    confirmed_at: Mapped[datetime]
    last_step: Mapped[int]
    """The number of the half minute whose code was used last: no code works twice."""
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    told_at: Mapped[datetime | None]
    """When its owner was told that somebody else removed it."""

    __table_args__ = (
        Index(
            "uq_second_factor_account_id",
            "account_id",
            unique=True,
            # Its migration says the same for PostgreSQL. Said here, it would load the drivers of that.
            sqlite_where=text("removed_at IS NULL"),
        ),
    )


class RecoveryCode(Keyed):
    """One of the codes on paper for a lost telephone; only its keyed digest is kept."""

    __tablename__ = "recovery_code"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasswordLink(Keyed):
    """A one-time link to a new password for an account; only the link's hash is kept."""

    __tablename__ = "password_link"

    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class FailureStreak(Base):
    """Failures in a row, which make the next try wait; shared by all workers and kept over restarts.

    Complaints are counted here too, dated by the day alone.
    """

    __tablename__ = "streak"

    key: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    """A digest that stands for the account, "" for failures of one address."""
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


class ThrottledCodeVote(Base):
    """A vote with a code, counted by paper; shared by all workers and kept over restarts."""

    __tablename__ = "attempt"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "key", "at"),)
