"""Entries of the journal as pages and files tell them: when by the place's clock, who, and what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from peoplesprocess.core.journal_sentences import UNNAMED, NamesOfPlace, sentence_of
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.time_zones import zone_at
from peoplesprocess.journal.queries import (
    NEWEST,
    AccountName,
    EntryFilter,
    EntryRow,
    account_names,
    entries,
    moment_of,
)

AT_ONCE = 500
"""So many entries are read at once for a file."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One act: its day and minute by the clock of the place, who did it, what was done and where."""

    day: date
    time: str
    who: str | Message
    what: Message
    settlement: str
    settlement_code: str


def lines(
    db: Session | Connection, rows: Sequence[EntryRow], groups: Mapping[str, str], steps: Mapping[str, str]
) -> list[JournalLine]:
    """Return entries as lines, in their order."""
    known = account_names(db, rows)
    return [_line(row, NamesOfPlace(groups, steps, _names_at(known, moment_of(row)))) for row in rows]


def all_lines(
    connection: Connection, wanted: EntryFilter, groups: Mapping[str, str], steps: Mapping[str, str]
) -> Iterator[JournalLine]:
    """Return every line that is looked for, the newest first, read as they are asked for."""
    before = NEWEST
    while rows := entries(connection, wanted, before, AT_ONCE):
        yield from lines(connection, rows, groups, steps)
        before = rows[-1].key


def _names_at(known: Sequence[AccountName], moment: datetime) -> dict[str, str | Message]:
    """What accounts were called at a moment, with what they are called now."""
    names: dict[str, str | Message] = {}
    for row in reversed(known):
        names.setdefault(str(row.id), row.name)
        if row.before and row.changed_at and row.changed_at >= moment and row.before != row.name:
            names[str(row.id)] = Message(
                N_("%(before)s, now %(now)s"), {"before": row.before, "now": row.name}
            )
    return names


def _line(row: EntryRow, names: NamesOfPlace) -> JournalLine:
    is_named = row.act not in UNNAMED
    moment = moment_of(row).astimezone(zone_at(row.time_zone or "", row.area or "") if is_named else UTC)
    system = N_("The installation") if is_named else N_("Nobody is named")
    return JournalLine(
        moment.date(),
        moment.strftime("%H:%M") if is_named else "",
        names.accounts.get(row.actor, system),
        sentence_of(row.act, row.subject, row.detail, names),
        row.settlement or "",
        row.settlement_code or "",
    )
