"""What the file of a programme's settlements is made of: few columns, as there are many rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, SQLColumnExpression, String, bindparam, cast, select, tuple_

from peoplesprocess.core.search import SearchWords
from peoplesprocess.db.session import open_connection
from peoplesprocess.models import ProcessVersion, SettlementSummary
from peoplesprocess.programmes.queries import COUNTED

AT_ONCE = 500
"""So many rows are read at once."""


class SettlementExportRow(NamedTuple):
    """A settlement as the file tells it, without keys: making those of text takes long.

    `version` is that of its steps, `counts` are those of `SettlementCounts`. Money in minor units.
    """

    code: str
    name: str
    area: str
    time_zone: str
    currency: str
    stored_groups: str
    closed_steps: str | None
    since: datetime
    granted: int
    released: int
    spent: int
    given_in_kind: int
    contracted: int
    done: int
    requested_at: datetime | None
    adopted: bool
    submitted: bool
    attendance: str | None
    version: int
    counts: tuple[int, ...]

    @property
    def required_groups(self) -> list[str]:
        """The codes of groups that gates wait for: few rows are asked."""
        return _read(self.stored_groups)


@lru_cache(maxsize=256)
def _read(stored: str) -> list[str]:
    codes: list[str] = json.loads(stored)
    return codes


_summary = SettlementSummary.__table__.c
VERSION = ProcessVersion.version.expression
"""The version of a settlement's steps."""
_OWN = len(SettlementExportRow._fields) - 1
_COLUMNS: tuple[SQLColumnExpression[object], ...] = (
    *(
        cast(_summary.required_groups, String) if name == "stored_groups" else _summary[name]
        for name in SettlementExportRow._fields[: _OWN - 1]
    ),
    VERSION,
    *(_summary[name] for name in COUNTED),
)
_ROWS = (
    select(*_COLUMNS)
    .join(ProcessVersion.__table__, ProcessVersion.id == _summary.process_id)
    .where(
        _summary.programme_id == bindparam("programme"),
        tuple_(_summary.name, _summary.code) > tuple_(bindparam("name"), bindparam("code")),
    )
    .order_by(_summary.name, _summary.code)
    .limit(AT_ONCE)
)


def rows_of_file(
    engine: Engine, programme: UUID, conditions: Sequence[ColumnElement[bool]], words: SearchWords
) -> Iterator[SettlementExportRow]:
    """Return the settlements of a programme that were asked for, by name, read as they are needed.

    By a connection of its own, as the file is still being sent when its request is over. A statement for each
    so many rows: whoever reads slowly holds no transaction and no cursor.
    """
    name, code, read = "", "", AT_ONCE
    statement = _ROWS.where(*conditions)
    with open_connection(engine, writes=False) as connection:
        while read == AT_ONCE:
            found = connection.execute(statement, {"programme": programme, "name": name, "code": code}).all()
            read = len(found)
            for row in found:
                if not words or words.match(row.name, row.code):
                    yield SettlementExportRow._make((*row[:_OWN], row[_OWN:]))
            if found:
                name, code = found[-1].name, found[-1].code
