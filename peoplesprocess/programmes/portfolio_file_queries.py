"""What the file of a programme's settlements is made of, as the driver reads it: there are many rows."""

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

AT_ONCE = 500
"""So many rows are read at once."""
Key = UUID | str
Moment = datetime | str
"""What the driver makes of them, on SQLite texts: to make more of each takes longer than to read it."""
StoredRow = tuple[
    *tuple[str, str, str, str, str, Key, str | None, Moment],
    *tuple[int, int, int, int, int, int, Moment | None],
    *tuple[str | None, str, str | None],
]
"""The columns of `PLACE`, of `MONEY` and of `GATE`, money in minor units."""
PLACE = ("code", "name", "area", "time_zone", "currency", "process_id", "closed_steps", "since")
MONEY = ("granted", "released", "spent", "given_in_kind", "contracted", "done", "requested_at")
GATE = ("attendance", "required_groups", "figures")
"""`figures` are those that the gate of the step asks about, by name, as JSON; None where there is no gate."""
_FIGURES = frozenset({*COUNTED, "adopted", "submitted"})
AskedFigures = tuple[tuple[str, tuple[str, ...]], ...]
"""By the steps that are closed the figures that gates ask about then."""
_summary = SettlementSummary.__table__.c


def rows_of_file(
    engine: Engine,
    programme: UUID,
    frames: Mapping[UUID, ProgrammeSettings],
    conditions: Sequence[ColumnElement[bool]],
    match: Callable[[str, str], bool] | None,
) -> Iterator[list[StoredRow]]:
    """Return the settlements of a programme that were asked for, by name, some at a time as they are needed.

    `match` is asked with the name and the code of each. They are read by a connection of their own, as the
    file is still being sent when its request is over. A statement for each so many rows: whoever reads slowly
    holds no transaction and no cursor.
    """
    asked = _asked(frames.values())
    statement = PreparedStatement(_rows(asked).where(*conditions)) if conditions else _all_rows(asked)
    name, code, read = "", "", AT_ONCE
    with open_connection(engine, writes=False) as connection:
        while read == AT_ONCE:
            values = {"programme": programme, "name": name, "code": code, "most": AT_ONCE}
            found = as_type("list[StoredRow]", statement.rows(connection, values))
            read = len(found)
            if found:
                code, name = found[-1][:2]
            yield found if match is None else [row for row in found if match(row[1], row[0])]


def _asked(frames: Iterable[ProgrammeSettings]) -> AskedFigures:
    """What gates ask about where steps are closed one after the other, in any version of a programme's."""
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
    """The statement for so many rows, which reads few figures, as each of them takes its time."""
    figures = case(
        {closed: _as_text(names) for closed, names in asked},
        value=func.coalesce(_summary.closed_steps, ""),
        # Steps can be closed in another order, and a database may put them together in any.
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
