"""Statements that are compiled once for SQLite and then run on the driver, bypassing SQLAlchemy.

Most of a statement's cost in SQLAlchemy is working out its text, its parameters and the types of its rows
again. For a statement at module level, all of that stays the same after the first time.

Lists of parameters are padded with their last value to a few lengths: that does not change which values are
in the list, and few wordings have to be kept.
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
PADDED_LENGTHS = (0, 1, 2, 4, 8, 16, 32)
"""The lengths to which lists are padded; each makes a wording of its own."""
LONGEST_PADDED_LIST = PADDED_LENGTHS[-1]
"""A statement with a longer list is left to SQLAlchemy."""
MOST_PLANS = 64
"""How many wordings of a statement are kept; with several lists there could be very many."""
_keeping = threading.Lock()
Shape = tuple[frozenset[str] | None, tuple[int, ...]]
"""What distinguishes wordings of a statement: the columns it writes, and the padded lengths of its lists."""


class _Place(NamedTuple):
    """One parameter of the statement's text: a named value, a member of a named list, or a constant."""

    name: str
    place: int | None
    processor: Processor | None
    is_needed: bool
    constant: object


class _Plan(NamedTuple):
    """One wording of a statement, ready for the driver."""

    text: str
    places: tuple[_Place, ...]
    readers: tuple[Processor | None, ...]
    reads_plainly: bool

    def parameters(self, values: Values) -> list[object]:
        """Return the parameters of one execution, in the order of the text."""
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
        """Return a row with its values converted to their column types."""
        if self.reads_plainly:
            return row
        return [value if read is None else read(value) for read, value in zip(self.readers, row, strict=True)]


class PreparedStatement:
    """A statement with its wordings for SQLite; PostgreSQL's driver prepares statements by itself."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._lists: tuple[str, ...] | None = None
        self._plans: dict[Shape, _Plan | None] = {}

    def rows(self, connection: Connection, values: Values, *, most: int = 0) -> list[Sequence[object]]:
        """Return the rows that the statement reads; `most` limits their number, 0 is no limit."""
        plan = self._plan(connection, None, values)
        if plan is None:
            with connection.execute(self._statement, values) as result:
                return list(result.fetchmany(most) if most else result)
        cursor = _run(connection, plan, values)
        try:
            # SQLite reads rows only when they are fetched, so a disk error can come at any row.
            rows = cursor.fetchmany(most) if most else cursor.fetchall()
        except sqlite3.Error as error:
            raise as_library_error(plan.text, error) from error
        finally:
            cursor.close()
        return [plan.row(row) for row in rows]

    def write(self, connection: Connection, *rows: Values) -> int:
        """Execute the statement for each of `rows`, which have the same names; return how many matched."""
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
            # Event listeners, such as those of tests that count, must see every statement.
            return None
        compiled = None
        if self._lists is None:
            compiled = _compiled(self._statement, connection.dialect, names)
            self._lists = tuple(bind.key for bind in compiled.post_compile_params if bind.required)
        lists = [values[name] for name in self._lists]
        lengths = tuple(len(each) for each in lists if isinstance(each, list | tuple))
        if len(lengths) < len(lists) or max(lengths, default=0) > LONGEST_PADDED_LIST:
            return None
        lengths = tuple(PADDED_LENGTHS[bisect_left(PADDED_LENGTHS, length)] for length in lengths)
        shape = names, lengths
        if shape in (plans := self._plans):
            return plans[shape]
        compiled = compiled or _compiled(self._statement, connection.dialect, names)
        filled = dict(zip(self._lists, map(_filled, lists, lengths), strict=True))
        return self._keep(shape, _planned(compiled, {**values, **filled}))

    def _keep(self, shape: Shape, plan: _Plan | None) -> _Plan | None:
        """Keep a wording, and drop the oldest if there are too many."""
        with _keeping:
            # Other threads may be reading the dictionary, so it is replaced and never changed.
            kept = [*self._plans.items()][-(MOST_PLANS - 1) :]
            self._plans = {**dict(kept), shape: plan}
        return plan


def _filled(values: object, length: int) -> list[object]:
    """Return a list padded with its last value to a length."""
    each = list(cast("Sequence[object]", values))
    return each + each[-1:] * (length - len(each))


def _compiled(statement: Executable, dialect: Dialect, names: frozenset[str] | None) -> SQLCompiler:
    keys = None if names is None else sorted(names)
    compiled = cast("ClauseElement", statement).compile(dialect=dialect, column_keys=keys)
    return cast("SQLCompiler", compiled)


def _planned(compiled: SQLCompiler, values: Values) -> _Plan | None:
    """Return the plan of a wording, None if the statement has to be left to SQLAlchemy."""
    lists = {compiled.bind_names[bind]: bind.key for bind in compiled.post_compile_params if bind.required}
    found_anew = (
        *(compiled.insert_prefetch, compiled.update_prefetch, compiled.effective_returning),
        compiled.escaped_bind_names,
        # Literals that are rendered into the text and never change, such as a separator, stay there.
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
