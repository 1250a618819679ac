"""Reading the rows of a portfolio's file as the driver returns them, since there are many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import cast as as_type
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Engine,
    String,
    bindparam,
    case,
    cast,
    func,
    null,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.types import NullType

from peoplesprocess.core.process.gate_checks import ASKED
from peoplesprocess.db.json_objects import JsonObject
from peoplesprocess.db.prepared_statements import PreparedStatement
from peoplesprocess.db.session import open_connection
from peoplesprocess.db.typed_query import SelectOfAny
from peoplesprocess.models import SettlementSummary
from peoplesprocess.programmes.programme_queries import ProgrammeSettings
from peoplesprocess.programmes.queries import COUNTED

BATCH_SIZE = 500
"""The number of rows read by one statement."""
Key = UUID | str
Moment = datetime | str
"""The driver's own types; on SQLite they are strings.

Converting each value would take longer than reading.
"""
StoredRow = tuple[
    *tuple[str, str, str, str, str, Key, str | None, Moment],
    *tuple[int, int, int, int, int, int, Moment | None],
    *tuple[str | None, str, str | None],
]
"""The columns of `PLACE`, `MONEY` and `GATE`; money is in minor units."""
PLACE = ("code", "name", "area", "time_zone", "currency", "process_id", "closed_steps", "since")
MONEY = ("granted", "released", "spent", "given_in_kind", "contracted", "done", "requested_at")
GATE = ("attendance", "required_groups", "figures")
"""`figures` are those that the gate of the present step uses, by name, as JSON; None if it has no gate."""
_FIGURES = frozenset({*COUNTED, "adopted", "submitted"})
AskedFigures = tuple[tuple[str, tuple[str, ...]], ...]
"""The figures that gates use, by the closed steps, separated by spaces."""
_summary = SettlementSummary.__table__.c


def rows_of_file(
    engine: Engine,
    programme: UUID,
    frames: Mapping[UUID, ProgrammeSettings],
    conditions: Sequence[ColumnElement[bool]],
    match: Callable[[str, str], bool] | None,
) -> Iterator[list[StoredRow]]:
    """Yield the matching settlements of a programme by name, in batches that are read when needed.

    `match` gets the name and the code of each. Rows are read by a separate connection, as the file is still
    being sent after its request is over. Each batch is a statement of its own, so that a slow reader holds
    neither a transaction nor a cursor.
    """
    asked = _asked(frames.values())
    statement = PreparedStatement(_rows(asked).where(*conditions)) if conditions else _all_rows(asked)
    name, code, read = "", "", BATCH_SIZE
    with open_connection(engine, writes=False) as connection:
        while read == BATCH_SIZE:
            values = {"programme": programme, "name": name, "code": code, "most": BATCH_SIZE}
            found = as_type("list[StoredRow]", statement.rows(connection, values))
            read = len(found)
            if found:
                code, name = found[-1][:2]
            yield found if match is None else [row for row in found if match(row[1], row[0])]


def _asked(frames: Iterable[ProgrammeSettings]) -> AskedFigures:
    """Return the figures that gates use if steps are closed in order, for all versions of the steps."""
    found: dict[str, set[str]] = {}
    for frame in frames:
        for number in range(len(frame.steps) + 1):
            closed = " ".join(sorted(step.key for step in frame.steps[:number]))
            checks = [check for step in frame.steps[number : number + 1] for check in step.gate]
            asked = found.setdefault(closed, set())
            asked.update(name for check in checks for name in ASKED[check] if name in _FIGURES)
    return tuple((closed, tuple(sorted(asked))) for closed, asked in sorted(found.items()))


@lru_cache
def _rows(asked: AskedFigures) -> SelectOfAny:
    """Return the statement for a batch; it reads only the figures that are needed, as each costs time."""
    figures = case(
        {closed: _as_text(names) for closed, names in asked},
        value=func.coalesce(_summary.closed_steps, ""),
        # For steps closed in another order, or joined by the database in another order.
        else_=_as_text(sorted(_FIGURES)),
    )
    return (
        select(
            *(type_coerce(_summary[name], NullType()) for name in (*PLACE, *MONEY)),
            type_coerce(_summary.attendance, NullType()),
            cast(_summary.required_groups, String),
            figures,
        )
        .where(
            _summary.programme_id == bindparam("programme"),
            tuple_(_summary.name, _summary.code) > tuple_(bindparam("name"), bindparam("code")),
        )
        .order_by(_summary.name, _summary.code)
        .limit(bindparam("most"))
    )


@lru_cache
def _all_rows(asked: AskedFigures) -> PreparedStatement:
    return PreparedStatement(_rows(asked))


def _as_text(names: Iterable[str]) -> ColumnElement[str | None]:
    figures = {name: _summary[name] for name in names}
    return cast(JsonObject(**figures) if figures else null(), String)
