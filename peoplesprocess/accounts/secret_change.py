"""The consequences of a new secret key: second factors are sealed anew, and all sessions end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import totp
from peoplesprocess.act import Act
from peoplesprocess.db import journal
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.models import JournalEntry, RecoveryCode, SecondFactor, SignInSession
from peoplesprocess.secret_keys import SecretKeys

CHANGED = "secret.change"


@dataclass(frozen=True, slots=True)
class SealedValueCounts:
    """The numbers of values that depend on the installation's keys, by whether a key opens them."""

    keys: int
    is_finished: bool
    """Whether no second factor needs a former key, and the newest key's change was noted if there was one."""
    sealed_anew: int
    """Second factors that the newest key opens."""
    sealed_before: int
    """Second factors that only a former key opens."""
    lost: int
    """Second factors that no key opens."""
    printed_codes: int
    """All unused recovery codes."""
    printed_before: int
    """Unused recovery codes that depend on a former key."""


@dataclass(frozen=True, slots=True)
class SecretChange:
    """The outcome of a change of the key."""

    sealed: int
    lost: int
    sessions: int


class StoredFactor(NamedTuple):
    """A second factor in force, as stored."""

    id: UUID
    account_id: UUID
    sealed_secret: str


_FACTORS = Query(
    StoredFactor,
    select(SecondFactor.id, SecondFactor.account_id, SecondFactor.sealed_secret)
    .where(SecondFactor.removed_at.is_(None))
    .order_by(SecondFactor.id),
)
_LAST_CHANGE = (
    select(JournalEntry)
    .where(JournalEntry.chain_id == journal.INSTALLATION, JournalEntry.act == CHANGED)
    .order_by(JournalEntry.sequence.desc())
    .limit(1)
)
_PRINTED = ScalarQuery(select(func.count()).select_from(RecoveryCode).where(RecoveryCode.used_at.is_(None)))
_PRINTED_BEFORE = ScalarQuery(
    select(func.count())
    .select_from(RecoveryCode)
    .where(RecoveryCode.used_at.is_(None), RecoveryCode.made_at <= bindparam("changed"))
)


def sealed_value_counts(db: Session, keys: SecretKeys) -> SealedValueCounts:
    """Return the numbers of values that depend on the keys; this opens each second factor."""
    found = Counter(_opens_with(keys, factor) for factor in _FACTORS.all(db))
    last = db.scalar(_LAST_CHANGE)
    is_noted = last is not None and last.subject == f"key {keys.mark}"
    before = found["former"]
    # The journal has a precision of one second.
    changed = None if last is None else datetime.fromisoformat(last.at) + timedelta(seconds=1)
    return SealedValueCounts(
        keys=len(keys.every),
        is_finished=not before and (is_noted or not keys.former),
        sealed_anew=found["newest"],
        sealed_before=before,
        lost=found["lost"],
        printed_codes=_PRINTED.get(db) or 0,
        printed_before=0 if changed is None else _PRINTED_BEFORE.get(db, changed=changed) or 0,
    )


def seal_anew(act: Act, keys: SecretKeys) -> SecretChange:
    """Seal with the newest key what former ones sealed, end all sessions, and note the change.

    Only a command of the installation does this, and it can safely be repeated. Errors: Forbidden.
    """
    act.require_installation()
    sealed = lost = 0
    for factor in _FACTORS.all(act.db):
        opens = _opens_with(keys, factor)
        lost += opens == "lost"
        if opens == "former":
            sealed += 1
            plain = totp.opened_with_any(keys.former, factor.account_id, factor.sealed_secret)
            closed = totp.sealed(keys.newest, factor.account_id, plain)
            row = update(SecondFactor).where(SecondFactor.id == factor.id)
            act.db.execute(row.values(sealed_secret=closed))
    ended = len(act.db.scalars(delete(SignInSession).returning(SignInSession.token_hash)).all())
    act.note_in(
        journal.INSTALLATION, CHANGED, f"key {keys.mark}", second_factors=sealed, lost=lost, sessions=ended
    )
    return SecretChange(sealed, lost, ended)


def _opens_with(keys: SecretKeys, factor: StoredFactor) -> str:
    """Return which key opens a second factor: the "newest", a "former" one, or none ("lost")."""
    for key in keys.every:
        if totp.opened(key, factor.account_id, factor.sealed_secret):
            return "newest" if key == keys.newest else "former"
    return "lost"
