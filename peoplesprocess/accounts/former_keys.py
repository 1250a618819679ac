"""Former secret keys: what still depends on each of them, and what ends after a theft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts.secret_change import CHANGED
from peoplesprocess.act import Act
from peoplesprocess.db import journal
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.models import Account, Invitation, JournalEntry, PasswordLink, RecoveryCode, SecondFactor
from peoplesprocess.secret_keys import SecretKeys, mark_of

STOLEN = "secret.stolen"
IN_TRANSIT = timedelta(days=1)
"""How long a text message's code, or a server that has not noticed the change, may use the previous key."""
_WHOLE_SECOND = timedelta(seconds=1)
"""The precision of times in the journal."""


class KeyChange(NamedTuple):
    """A change of the key, with the new key's mark and the time."""

    subject: str
    at: str


class NamedAccount(NamedTuple):
    """An account by its user name."""

    username: str


@dataclass(frozen=True, slots=True)
class FormerKey:
    """A former key, with the numbers of codes and invitations made with it."""

    key: bytes
    ended: datetime | None
    """When the next key came, or None if that is unknown."""
    printed_codes: int
    invitations: int

    def is_needed(self, now: datetime, *, at_once: bool) -> bool:
        """Return whether something may still need this key; votes are checked elsewhere.

        With `at_once`, after a theft, messages and requests under way do not count.
        """
        is_recent = not at_once and self.ended is not None and now - self.ended < IN_TRANSIT
        return self.ended is None or is_recent or self.printed_codes + self.invitations > 0


@dataclass(frozen=True, slots=True)
class EndedAfterTheft:
    """The numbers of things that ended because a thief could make them with a stolen key."""

    printed_codes: int
    invitations: int
    password_links: int
    usernames: Sequence[str]
    """The accounts whose second factor is older: a thief with the database too can compute its codes."""


_CHANGES = Query(
    KeyChange,
    select(JournalEntry.subject, JournalEntry.at)
    .where(JournalEntry.chain_id == journal.INSTALLATION, JournalEntry.act == CHANGED)
    .order_by(JournalEntry.sequence.desc()),
)
_since: ColumnElement[datetime] = bindparam("since")
_until: ColumnElement[datetime] = bindparam("until")
_OPEN = (
    Invitation.used_at.is_(None),
    Invitation.revoked_at.is_(None),
    Invitation.expires_at > bindparam("now"),
)
_PRINTED = ScalarQuery(
    select(func.count())
    .select_from(RecoveryCode)
    .where(RecoveryCode.used_at.is_(None), RecoveryCode.made_at >= _since, RecoveryCode.made_at <= _until)
)
_INVITED = ScalarQuery(
    select(func.count())
    .select_from(Invitation)
    .where(Invitation.made_at >= _since, Invitation.made_at <= _until, *_OPEN)
)
_SET_UP_BEFORE = Query(
    NamedAccount,
    select(Account.username)
    .join(SecondFactor, SecondFactor.account_id == Account.id)
    .where(SecondFactor.removed_at.is_(None), SecondFactor.confirmed_at <= _until)
    .order_by(Account.username),
)


def former_keys(db: Session, keys: SecretKeys, now: datetime) -> list[FormerKey]:
    """Return the former keys, newest first, each with what was made while it was the newest."""
    changed_at = {change.subject.removeprefix("key "): _moment(change) for change in _CHANGES.all(db)}
    found, ended = list[FormerKey](), None
    for key, next_one in zip(keys.former, keys.every[:-1], strict=True):
        # A change missing in the journal (as after restoring a copy) counts as made with the next known one.
        ended = changed_at.get(mark_of(next_one), ended)
        until = now if ended is None else ended + _WHOLE_SECOND
        since = changed_at.get(mark_of(key), datetime.min.replace(tzinfo=now.tzinfo))
        found.append(
            FormerKey(
                key,
                ended,
                _PRINTED.get(db, since=since, until=until) or 0,
                _INVITED.get(db, since=since, until=until, now=now) or 0,
            )
        )
    return found


def newest_change(db: Session) -> datetime | None:
    """Return when the key was last changed, or None if it never was."""
    change = _CHANGES.first(db)
    return None if change is None else _moment(change)


def end_after_theft(act: Act, keys: SecretKeys, changed_at: datetime) -> EndedAfterTheft:
    """End what the thief of a former key can make: printed codes and links from before `changed_at`.

    Whether the former key is still kept does not matter: the people whom it names are named again each
    time until they have set up their second factor anew. Only a command of the installation does this.
    Errors: Forbidden.
    """
    act.require_installation()
    until = changed_at + _WHOLE_SECOND
    unused = RecoveryCode.used_at.is_(None), RecoveryCode.made_at <= until
    printed = act.db.scalars(delete(RecoveryCode).where(*unused).returning(RecoveryCode.id)).all()
    invitations = act.db.scalars(
        update(Invitation)
        .where(*_OPEN, Invitation.made_at <= until)
        .values(revoked_at=act.now)
        .returning(Invitation.id),
        {"now": act.now},
    ).all()
    # Both kinds of tokens are computed from the key, the form that made them, and the session.
    password_links = act.db.scalars(
        update(PasswordLink)
        .where(PasswordLink.used_at.is_(None), PasswordLink.revoked_at.is_(None))
        .where(PasswordLink.expires_at > act.now, PasswordLink.made_at <= until)
        .values(revoked_at=act.now)
        .returning(PasswordLink.id)
    ).all()
    usernames = [row.username for row in _SET_UP_BEFORE.all(act.db, until=until)]
    ended_now = EndedAfterTheft(len(printed), len(invitations), len(password_links), usernames)
    detail = {**asdict(ended_now), "usernames": len(usernames)}
    act.note_in(journal.INSTALLATION, STOLEN, f"key {keys.mark}", **detail)
    return ended_now


def _moment(change: KeyChange) -> datetime:
    return datetime.fromisoformat(change.at)
