"""The sheets of terms of an authority's answers: conditions, promises, objections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from peoplesprocess.core import conditions_and_promises
from peoplesprocess.core.messages import N_
from peoplesprocess.db.paged_query import PagedQuery
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.exports.export_sheet import ExportSheet, fixed
from peoplesprocess.facts.conditions_and_promises import CONDITION_ROWS, OBJECTION_ROWS, PROMISE_ROWS

_LINE = N_("Line of the plan")


class ExportedConditionOrPromise(NamedTuple):
    """A condition, a promise or an objection, with columns as in the fact `ConditionOrPromiseRow`."""

    number: int
    line: int
    due: str
    words: str
    amount: int
    day: date | None
    office: str
    made_at: datetime
    state: str
    said: str
    changed_at: datetime


_CONDITIONS, _PROMISES, _OBJECTIONS = (
    PagedQuery(
        ExportedConditionOrPromise,
        rows.with_only_columns(*(rows.selected_columns[name] for name in ExportedConditionOrPromise._fields)),
        keys=1,
    )
    for rows in (CONDITION_ROWS, PROMISE_ROWS, OBJECTION_ROWS)
)


def _conditions(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for row in _CONDITIONS.rows(connection, settlement=reader.settlement.id):
        yield (
            *(row.number, row.line, row.words, reader.word(conditions_and_promises.DUE, row.due), row.day),
            *(reader.say(row.office), reader.day(row.made_at)),
            *(reader.word(conditions_and_promises.CONDITION_STATES, row.state), *_said(row, reader)),
        )


def _promises(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for row in _PROMISES.rows(connection, settlement=reader.settlement.id):
        yield (
            *(row.number, row.line, reader.word(conditions_and_promises.PROMISES, row.due)),
            *(reader.money(row.amount) if row.amount else None, row.words),
            *(reader.say(row.office), reader.day(row.made_at)),
            *(reader.word(conditions_and_promises.PROMISE_STATES, row.state), row.day, row.said),
        )


def _objections(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for row in _OBJECTIONS.rows(connection, settlement=reader.settlement.id):
        yield (
            *(row.number, row.line, reader.day(row.made_at), reader.groups([row.due] if row.due else [])),
            *(
                row.words,
                reader.word(conditions_and_promises.OBJECTION_STATES, row.state),
                *_said(row, reader),
            ),
        )


def _said(row: ExportedConditionOrPromise, reader: ExportFormatter) -> tuple[date | None, str]:
    """Return when its state was last recorded and with which words, (None, "") if never."""
    return (reader.day(row.changed_at), row.said) if row.state else (None, "")


CONDITIONS = ExportSheet(
    N_("Conditions"),
    fixed(
        *(N_("Number"), _LINE, N_("Condition"), N_("To be met before"), N_("Due by")),
        *(N_("Office that answers"), N_("Asked for on"), N_("Status"), N_("Said on"), N_("What was said")),
    ),
    _conditions,
)
"""The standing conditions of authorities, with their state."""
PROMISES = ExportSheet(
    N_("Promises"),
    fixed(
        *(N_("Number"), _LINE, N_("Promise"), N_("Sum"), N_("What")),
        *(N_("Office that answers"), N_("Promised on"), N_("Status"), N_("Seen on"), N_("What was said")),
    ),
    _promises,
)
"""The standing promises of authorities, and whether they were kept."""
OBJECTIONS = ExportSheet(
    N_("Objections"),
    fixed(
        *(N_("Number"), _LINE, N_("Day"), N_("Group"), N_("Objection")),
        *(N_("Status"), N_("Answered on"), N_("Answer")),
    ),
    _objections,
)
"""The objections to works, by a group or by nobody named, and their answers."""
