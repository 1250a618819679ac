"""Journal heads as words for paper, and the check whether the journal still has what such a word says."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.journal_head_word import LENGTH, JournalHeadWord, head_word
from peoplesprocess.db.journal import INSTALLATION
from peoplesprocess.models import JournalEntry, JournalHead, Programme, Settlement

SETTLED = timedelta(minutes=1)
"""The age at which an act is surely committed, or never will be."""
_MINUTE = "%Y%m%d%H%M"
_FIRST_MINUTE = 10**11
"""Numbers from here on are minutes, of a word for all chains; no chain has as many entries."""

_head, _entry = cast(Table, JournalHead.__table__), cast(Table, JournalEntry.__table__)
_place, _programme = cast(Table, Settlement.__table__).c, cast(Table, Programme.__table__).c
_HEADS = (
    select(_head.c.id, _head.c.sequence, _head.c.digest, _place.code, _programme.code.label("programme_code"))
    .outerjoin(Settlement.__table__, _place.id == _head.c.id)
    .outerjoin(Programme.__table__, _programme.id == _head.c.id)
    .order_by(_head.c.id)
)
_HAS = select(_entry.c.chain_id).where(
    _entry.c.sequence == bindparam("number"), func.substr(_entry.c.digest, 1, LENGTH) == bindparam("digest")
)
_later = (
    select(_entry.c.chain_id, func.min(_entry.c.sequence).label("sequence"))
    .where(_entry.c.at >= bindparam("moment"))
    .group_by(_entry.c.chain_id)
    .subquery()
)
_last = (
    select(_entry.c.chain_id, func.max(_entry.c.sequence).label("sequence"))
    .outerjoin(_later, _later.c.chain_id == _entry.c.chain_id)
    .where(_later.c.sequence.is_(None) | (_entry.c.sequence < _later.c.sequence))
    # Late votes are backdated to the beginning of their day, so they would change words already printed.
    .where(_entry.c.act != "ballot.late")
    .group_by(_entry.c.chain_id)
    .subquery()
)
_LAST = (
    select(_entry.c.chain_id, _entry.c.sequence, _entry.c.digest)
    .join(_last, (_last.c.chain_id == _entry.c.chain_id) & (_last.c.sequence == _entry.c.sequence))
    .order_by(_entry.c.chain_id)
)


def heads(db: Session) -> dict[str, JournalHeadWord]:
    """Return the word for the newest entry of each chain, by the code of its settlement.

    A programme's chain is named "programme CODE", the installation's "installation", and that of a deleted
    place by its key.
    """
    found = {}
    for row in db.execute(_HEADS):
        name = "installation" if row.id == INSTALLATION else row.code or str(row.id)
        if row.programme_code:
            name = f"programme {row.programme_code}"
        found[name] = head_word(row.sequence, row.digest)
    return found


def head_of_all(db: Session, now: datetime) -> JournalHeadWord:
    """Return one word for all chains, as they were at the last full minute that is settled.

    Its number is that minute, in UTC, as YYYYMMDDHHMM.
    """
    return _word_of_all(db, (now - SETTLED).astimezone(UTC).replace(second=0, microsecond=0))


def holds(db: Session, word: JournalHeadWord) -> bool:
    """Return whether the journal has the entry of a word, or was in the state of a word for all chains."""
    if word.number < _FIRST_MINUTE:
        return db.execute(_HAS, {"number": word.number, "digest": word.digest}).first() is not None
    try:
        moment = datetime.strptime(str(word.number), _MINUTE).replace(tzinfo=UTC)
    except ValueError:
        return False
    return _word_of_all(db, moment) == word


def _word_of_all(db: Session, moment: datetime) -> JournalHeadWord:
    """Return the word for the last entries before a moment: in each chain, up to its first later entry.

    An act that a wrong clock dates too early comes after a later one, and so changes no earlier word.
    """
    lasts = db.execute(_LAST, {"moment": moment.isoformat(timespec="seconds")})
    listed = [[str(last.chain_id), last.sequence, last.digest] for last in lasts]
    digest = hashlib.sha256(json.dumps(listed).encode()).hexdigest()
    return head_word(int(moment.strftime(_MINUTE)), digest)
