"""The needs in an export: one record for each row, the same for every format of the file."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cached_property

from peoplesprocess.core.import_outcome import RefusedRow
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.facts.local_days import zone_of
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.imports import need_columns as headings
from peoplesprocess.imports.need_columns import need_columns
from peoplesprocess.imports.need_fields import (
    DAY,
    FIELDS,
    NEEDED,
    SESSION,
    SEVERAL,
    WHOLE_NUMBERS,
    Labels,
    choice_labels,
)
from peoplesprocess.imports.need_tables import NeedTable, cell, chain_of, is_hxl
from peoplesprocess.imports.need_values import (
    day_of,
    is_ticked,
    key_of,
    keys_of,
    said,
    sent_day,
    whole_or_text,
)
from peoplesprocess.spreadsheets.received_sheets import ReceivedSheet, column_letters

Value = str | int | list[str]


@dataclass(frozen=True)
class NeedInFile:
    """A need in a row: `said` holds keys of choices, numbers and days, and the text of anything else.

    `wrong` holds, by field, text that is none of the field's choices. `headings` are those of the columns.
    """

    row: int
    sheet: str
    id: str
    root_id: str
    said: Mapping[str, Value]
    wrong: Mapping[str, str]
    headings: Mapping[str, str]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of what the row says."""
        return _sha256(self.said)

    @property
    def instance_id(self) -> str:
        """The id that the row came with, else one that follows from its content."""
        return self.id or f"sha256:{self.digest}"


@dataclass(slots=True)
class NeedsFileContent:
    """The content of a file: its needs, its unknown headings, and the faults of the file itself."""

    needs: list[NeedInFile] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    faults: list[RefusedRow] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The SHA-256 of the records in the order of their ids."""
        ordered = sorted(self.needs, key=lambda need: (need.instance_id, need.row))
        return _sha256([[need.instance_id, need.said] for need in ordered])


def read_needs(
    sheets: Sequence[ReceivedSheet], place: SettlementWithRules, mapped: Mapping[str, str] | None = None
) -> NeedsFileContent:
    """Return the needs in the sheets of an export, in any language and format."""
    read, choices = NeedsFileContent(), choice_labels(place)
    tables = [
        NeedTable(sheet, need_columns(sheet.rows[0][1], choices, mapped or {}))
        for sheet in sheets
        if sheet.rows
    ]
    if not tables:
        read.faults.append(
            RefusedRow(1, "", Message(N_("This file is empty. Export it again, and send the new file.")))
        )
        return read
    main = next((table for table in tables if table.columns.has_needs), tables[0])
    parents = {table.sheet.name: table for table in tables if table is not main}
    chain = chain_of(main, parents)
    read.unknown = list(dict.fromkeys(heading for table in chain for heading in table.unknown))
    for table in chain:
        read.faults += _faults_of(table)
    _missing(read, main, chain)
    if not read.faults:
        reader = _NeedRowReader(chain, choices, zone_of(place))
        read.needs = [reader.need(number, cells) for number, cells in main.rows()]
        if not read.needs:
            sentence = N_("No needs are listed below the headings. Export the file again with its answers.")
            read.faults.append(RefusedRow(main.heading_row, "", Message(sentence)))
    return read


def _faults_of(table: NeedTable) -> Iterator[RefusedRow]:
    if is_hxl(table.headings):
        yield RefusedRow(
            table.heading_row,
            table.headings[0],
            Message(
                N_("This row contains only HXL tags. Put the names or the labels of the questions above it.")
            ),
        )
        return
    for first, second in table.columns.twice:
        if not table.disagree(first, second):
            continue
        yield RefusedRow(
            table.heading_row,
            table.headings[second],
            Message(
                N_(
                    "Columns %(first)s and %(second)s have headings for the same thing. Keep only one of "
                    "them."
                ),
                {"first": column_letters(first), "second": column_letters(second)},
            ),
        )


def _missing(read: NeedsFileContent, main: NeedTable, chain: Sequence[NeedTable]) -> None:
    if read.faults:
        return
    for name in NEEDED:
        if not any(table.columns.has(name) for table in chain):
            sentence = N_(
                "No column contains this. If a column with another name contains it, choose that column. If "
                "not, add the column and fill it in."
            )
            read.faults.append(RefusedRow(main.heading_row, name, Message(sentence)))


class _NeedRowReader:
    """Turns rows into records."""

    def __init__(self, chain: Sequence[NeedTable], choices: Mapping[str, Labels], zone: tzinfo) -> None:
        self._chain, self._choices, self._zone = chain, choices, zone
        self._sheet = chain[0].sheet.name
        self._repeats: Counter[str] = Counter()
        self._headings = {
            name: table.headings[place]
            for table in reversed(chain)
            for name, place in self._first_places(table)
        }

    @staticmethod
    def _first_places(table: NeedTable) -> Iterator[tuple[str, int]]:
        for name, places in table.columns.choices.items():
            yield name, min(places.values())
        yield from table.columns.fields.items()
        yield from table.columns.meta.items()
        for name in (headings.SENT_AT, headings.TODAY):
            if name in table.columns.meta and DAY not in table.columns.fields:
                yield DAY, table.columns.meta[name]

    def need(self, number: int, cells: Sequence[str]) -> NeedInFile:
        """Return the record of a row."""
        rows = list(self._rows(cells))
        said_here: dict[str, Value] = {}
        wrong: dict[str, str] = {}
        for name in (*FIELDS, SESSION):
            if name in SEVERAL:
                said_here[name], none = self._several(name, rows)
                if none:
                    wrong[name] = none
                continue
            words = said(self._first(name, rows))
            if name == DAY:
                said_here[name] = self._day(words, rows)
            elif name in WHOLE_NUMBERS:
                said_here[name] = whole_or_text(words) if words else ""
            elif name in self._choices and words:
                said_here[name] = key = key_of(words, self._choices[name])
                if key not in self._choices[name].values():
                    wrong[name] = words
            else:
                said_here[name] = words
        own, root = self._ids(rows)
        return NeedInFile(number, self._sheet, own, root, said_here, wrong, self._headings)

    def _ids(self, rows: Sequence[tuple[NeedTable, Sequence[str]]]) -> tuple[str, str]:
        """Return the id that a row came with, and that of the first version of its form.

        Repeats have the ids of their form, followed by their place among its repeats.
        """
        own, root = (_added(rows, name) for name in (headings.UUID, headings.ROOT))
        if not own or len(rows) == 1:
            return own, root
        self._repeats[own] += 1
        place = self._repeats[own]
        return f"{own}/{place}", f"{root}/{place}" if root else ""

    def _rows(self, cells: Sequence[str]) -> Iterator[tuple[NeedTable, Sequence[str]]]:
        """Yield the row, then the row that it repeats in, and so on outwards."""
        for table, parent in zip(self._chain, [*self._chain[1:], None], strict=True):
            yield table, cells
            if parent is not None:
                cells = parent.by_index.get(cell(cells, table.columns.meta.get(headings.PARENT_INDEX)), ())

    @staticmethod
    def _first(name: str, rows: Iterable[tuple[NeedTable, Sequence[str]]]) -> str:
        found = (table.told(cells, name) for table, cells in rows)
        return next((words for words in found if words), "")

    def _several(self, name: str, rows: Sequence[tuple[NeedTable, Sequence[str]]]) -> tuple[list[str], str]:
        """Return the chosen keys, and the text that is none: of columns for choices, else of one cell."""
        words = self._first(name, rows)
        found, none = keys_of(words, self._choices[name]) if words else ([], "")
        for table, cells in rows:
            places = table.columns.choices.get(name, {})
            if any(cell(cells, place) for place in places.values()):
                return sorted(key for key, place in places.items() if is_ticked(cell(cells, place))), none
        return found, none

    def _day(self, words: str, rows: Sequence[tuple[NeedTable, Sequence[str]]]) -> str:
        """Return the day of the session or, if no question asks for it, the day of the form."""
        if not words and not any(table.columns.has(DAY) for table in self._chain):
            words = said(_added(rows, headings.TODAY))
            if not words and (sent := _added(rows, headings.SENT_AT)):
                day = sent_day(sent, self._zone)
                return sent if day is None else day.isoformat()
        day = day_of(words, self._zone) if words else None
        return words if day is None else day.isoformat()


def _added(rows: Iterable[tuple[NeedTable, Sequence[str]]], name: str) -> str:
    """Return what the program added to a form, such as its id or its day."""
    found = (cell(cells, table.columns.meta.get(name)) for table, cells in rows)
    return next((words.strip().removeprefix("uuid:") for words in found if words), "")


def _sha256(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
