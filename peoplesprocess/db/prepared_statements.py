"""Statements that SQLite is asked as they were compiled once, past what SQLAlchemy finds out at each run.

Most of what a statement costs is finding out again how it reads, what its values become and what its rows are
read as. For a statement that stands at module level all of that stays as it was the first time.

Lists are filled up to few lengths with their last value: what is in one stays in it, few wordings are kept.
"""

from __future__ import annotations

import sqlite3
import threading
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, cast

from sqlalchemy import BindParameter, Connection, Dialect, Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from peoplesprocess.db.driver_errors import as_library_error

Values = Mapping[str, object]
Processor = Callable[[object], object]
LENGTHS = (0, 1, 2, 4, 8, 16, 32)
"""How long lists are made: each length is a wording of its own."""
LONGEST_LIST = LENGTHS[-1]
"""A statement with a longer list is found out anew."""
MOST_PLANS = 64
"""So many wordings of one statement are kept: one with many lists could have any number of them."""
_keeping = threading.Lock()
Shape = tuple[frozenset[str] | None, tuple[int, ...]]
"""What tells one wording of a statement from another: the columns it writes, how long its lists are made."""


class _Place(NamedTuple):
    """What stands in one place of a statement: a named value, one of a named list, or always the same."""

    name: str
    place: int | None
    processor: Processor | None
    is_needed: bool
    constant: object


class _Plan(NamedTuple):
    """A wording as the driver takes it."""

    text: str
    places: tuple[_Place, ...]
    readers: tuple[Processor | None, ...]
    reads_plainly: bool

    def parameters(self, values: Values) -> list[object]:
        """Return the values of a run in the order of their places."""
        found = []
        for name, place, processor, is_needed, constant in self.places:
            if is_needed or name in values:
                value = values[name]
                if place is not None:
                    each = cast("Sequence[object]", value)
                    value = each[min(place, len(each) - 1)]
                found.append(value if processor is None else processor(value))
            else:
                found.append(constant)
        return found

    def row(self, row: Sequence[object]) -> Sequence[object]:
        """Return a row with its values in their types."""
        if self.reads_plainly:
            return row
        return [value if read is None else read(value) for read, value in zip(self.readers, row, strict=True)]


class PreparedStatement:
    """A statement and how SQLite is asked it; PostgreSQL's driver prepares by itself."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._lists: tuple[str, ...] | None = None
        self._plans: dict[Shape, _Plan | None] = {}

    def rows(self, connection: Connection, values: Values, *, most: int = 0) -> list[Sequence[object]]:
        """Return the rows that a statement reads, at `most` so many of them if there is a limit."""
        plan = self._plan(connection, None, values)
        if plan is None:
            with connection.execute(self._statement, values) as result:
                return list(result.fetchmany(most) if most else result)
        cursor = _run(connection, plan, values)
        try:
            # SQLite reads each row when it is asked for, and a disk may fail at any of them.
            rows = cursor.fetchmany(most) if most else cursor.fetchall()
        except sqlite3.Error as error:
            raise as_library_error(plan.text, error) from error
        finally:
            cursor.close()
        return [plan.row(row) for row in rows]

    def write(self, connection: Connection, *rows: Values) -> int:
        """Write each of `rows`, which have the same names; return how many rows were found."""
        plan = self._plan(connection, frozenset(rows[0]), rows[0])
        if plan is None:
            return connection.execute(self._statement, rows if len(rows) > 1 else rows[0]).rowcount
        found = 0
        for row in rows:
            cursor = _run(connection, plan, row)
            found += cursor.rowcount
            cursor.close()
        return found

    def _plan(self, connection: Connection, names: frozenset[str] | None, values: Values) -> _Plan | None:
        if connection.dialect.name != "sqlite" or connection.engine.dispatch.before_cursor_execute:
            # Whoever listens, as tests do that count, is told of every statement.
            return None
        compiled = None
        if self._lists is None:
            compiled = _compiled(self._statement, connection.dialect, names)
            self._lists = tuple(bind.key for bind in compiled.post_compile_params if bind.required)
        lists = [values[name] for name in self._lists]
        lengths = tuple(len(each) for each in lists if isinstance(each, list | tuple))
        if len(lengths) < len(lists) or max(lengths, default=0) > LONGEST_LIST:
            return None
        lengths = tuple(LENGTHS[bisect_left(LENGTHS, length)] for length in lengths)
        shape = names, lengths
        if shape in (plans := self._plans):
            return plans[shape]
        compiled = compiled or _compiled(self._statement, connection.dialect, names)
        filled = dict(zip(self._lists, map(_filled, lists, lengths), strict=True))
        return self._keep(shape, _planned(compiled, {**values, **filled}))

    def _keep(self, shape: Shape, plan: _Plan | None) -> _Plan | None:
        """Keep a wording, in the place of the oldest ones where there are many."""
        with _keeping:
            # Other threads read what they found: it is replaced, never changed.
            kept = [*self._plans.items()][-(MOST_PLANS - 1) :]
            self._plans = {**dict(kept), shape: plan}
        return plan


def _filled(values: object, length: int) -> list[object]:
    """A list made so long with its last value."""
    each = list(cast("Sequence[object]", values))
    return each + each[-1:] * (length - len(each))


def _compiled(statement: Executable, dialect: Dialect, names: frozenset[str] | None) -> SQLCompiler:
    keys = None if names is None else sorted(names)
    compiled = cast("ClauseElement", statement).compile(dialect=dialect, column_keys=keys)
    return cast("SQLCompiler", compiled)


def _planned(compiled: SQLCompiler, values: Values) -> _Plan | None:
    """How a wording is run, None if that is to be found out at each run."""
    lists = {compiled.bind_names[bind]: bind.key for bind in compiled.post_compile_params if bind.required}
    found_anew = (
        *(compiled.insert_prefetch, compiled.update_prefetch, compiled.effective_returning),
        compiled.escaped_bind_names,
        # What is written into the wording and always the same, as the sign between joined texts, stays there.
        *(bind.required for bind in compiled.literal_execute_params),
    )
    if any(found_anew) or any(bind.callable for bind in compiled.binds.values()):
        return None
    constants = compiled.construct_params({name: values[name] for name in lists.values()}, _check=False)
    written = compiled._process_parameters_for_postcompile(constants)
    members = {
        member: (lists[name], place)
        for name, each in written.parameter_expansion.items()
        if name in lists
        for place, member in enumerate(each)
    }
    processors = cast("dict[str, Processor]", {**compiled._bind_processors, **written.processors})
    places = tuple(
        _Place(*members[name], processors.get(name), is_needed=True, constant=None)
        if name in members
        else _place(name, compiled.binds.get(name), processors.get(name), constants.get(name))
        for name in written.positiontup or ()
    )
    readers = tuple(
        column.type._cached_result_processor(compiled.dialect, None) for column in compiled._result_columns
    )
    return _Plan(written.statement, places, readers, not any(readers))


def _place(
    name: str, bind: BindParameter[object] | None, processor: Processor | None, constant: object
) -> _Place:
    if bind is not None and bind.required:
        return _Place(bind.key, None, processor, is_needed=True, constant=None)
    if processor is not None and constant is not None:
        constant = processor(constant)
    return _Place(name if bind is None else bind.key, None, processor, is_needed=False, constant=constant)


def _run(connection: Connection, plan: _Plan, values: Values) -> sqlite3.Cursor:
    if not connection.in_transaction():
        connection.begin()
    cursor = cast("sqlite3.Connection", connection.connection.dbapi_connection).cursor()
    try:
        cursor.execute(plan.text, cast("list[str]", plan.parameters(values)))
    except sqlite3.Error as error:
        cursor.close()
        raise as_library_error(plan.text, error) from error
    return cursor
