"""What the file of a programme's settlements is made of: few columns, as there are many rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Table, bindparam, select, tuple_

from peoplesprocess.core.search import SearchWords
from peoplesprocess.db.session import open_connection
from peoplesprocess.models import ProcessVersion, Settlement, SettlementSummary
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
    currency: str
    required_groups: list[str]
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
    time_zone: str
    counts: tuple[int, ...]


_summary = SettlementSummary.__table__.c
_settlement = Settlement.__table__.c
VERSION = cast(Table, ProcessVersion.__table__).c.version
"""The version of a settlement's steps."""
_OWN = len(SettlementExportRow._fields) - 1
_COLUMNS: tuple[ColumnElement[object], ...] = (
    *(_summary[name] for name in SettlementExportRow._fields[: _OWN - 2]),
    VERSION,
    _settlement.time_zone,
    *(_summary[name] for name in COUNTED),
)
_ROWS = (
    select(*_COLUMNS)
    .join(ProcessVersion.__table__, ProcessVersion.id == _summary.process_id)
    .join(Settlement.__table__, _settlement.id == _summary.settlement_id)
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
