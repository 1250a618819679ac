"""The searchable texts of needs, kept up to date at the end of every act, whichever way it came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from typing import cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    true,
)

from peoplesprocess.core.search import SearchWords, folded, like_escaped
from peoplesprocess.db.prepared_statements import PreparedStatement
from peoplesprocess.db.row_changes import ChangedTables
from peoplesprocess.models import Need, NeedSearchText

SEARCHED = ("title", "statement", "landmark", "cause", "coping")
"""The columns of a need in which words are searched."""
BATCH_SIZE = 500
MOST_WORDS = 8
"""How many words are searched at most; any further ones are ignored."""

_need, _text = Need.__table__, cast(Table, NeedSearchText.__table__)
_stale = (
    select(
        *(_need.c.id, _need.c.settlement_id, _need.c.version, _text.c.version.label("old")),
        *(_need.c[name] for name in SEARCHED),
    )
    .select_from(_need.outerjoin(_text, _text.c.need_id == _need.c.id))
    .where(or_(_text.c.version.is_(None), _text.c.version != _need.c.version))
)
_STALE_HERE = _stale.where(_need.c.settlement_id == bindparam("settlement"))
_STALE_OF = PreparedStatement(_stale.where(_need.c.id.in_(bindparam("needs", expanding=True))))
# Paged by key, so that no page reads the needs of earlier ones again.
_STALE = _stale.where(_need.c.id > bindparam("after")).order_by(_need.c.id).limit(BATCH_SIZE)
_FORGET = delete(_text).where(_text.c.need_id.in_(bindparam("needs", expanding=True)))
_ADD = PreparedStatement(insert(_text))


def update_after_act(connection: Connection, chains: Set[UUID], changed: ChangedTables) -> None:
    """Update the texts of the needs that an act recorded or changed."""
    keys = [key for (key,) in changed.get(Need.__tablename__, ())]
    for start in range(0, len(keys), BATCH_SIZE):
        needs = keys[start : start + BATCH_SIZE]
        _make(connection, _STALE_OF.rows(connection, {"needs": needs}))


def add(connection: Connection, settlements: Iterable[UUID]) -> None:
    """Make the texts of all needs of settlements, for callers that write many rows outside of acts."""
    for settlement in settlements:
        _make(connection, connection.execute(_STALE_HERE, {"settlement": settlement}).all())


def fill(connection: Connection) -> int:
    """Make the text of every need whose text is missing or out of date; return how many there were."""
    made, after = 0, UUID(int=0)
    while stale := connection.execute(_STALE, {"after": after}).all():
        _make(connection, stale)
        made, after = made + len(stale), stale[-1][0]
    return made


def rebuild(connection: Connection) -> int:
    """Make the texts of all needs anew; return how many there are."""
    connection.execute(delete(_text))
    return fill(connection)


def _make(connection: Connection, needs: Sequence[Sequence[object]]) -> None:
    if old := [need[0] for need in needs if need[3] is not None]:
        connection.execute(_FORGET, {"needs": old})
    rows: list[dict[str, object]] = []
    for key, settlement, version, _, *texts in needs:
        title, *others = (folded(str(text)) for text in texts)
        words = " ".join(filter(None, (title, *others)))
        rows.append(
            {"need_id": key, "settlement_id": settlement, "version": version, "title": title, "words": words}
        )
    if rows:
        _ADD.write(connection, *rows)


@lru_cache(maxsize=MOST_WORDS + 1)
def text_contains(words: int) -> ColumnElement[bool]:
    """Return the condition that a need's text has `words` words; the statement joins `NeedSearchText`."""
    return and_(
        true(), *(_text.c.words.like(bindparam(f"word{place}"), escape="\\") for place in range(words))
    )


def search_parameters(words: SearchWords) -> dict[str, object]:
    """Return the parameters of `says`."""
    return {f"word{place}": f"%{like_escaped(word)}%" for place, word in enumerate(words.folded[:MOST_WORDS])}
