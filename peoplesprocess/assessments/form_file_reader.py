"""Reading the file of an XLSForm, XLSX or CSV, as sheets of rows under their headings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.xlsform.form import BadForm, FormFault, Sheets
from peoplesprocess.spreadsheets.reader import read_spreadsheet
from peoplesprocess.spreadsheets.received_sheets import (
    ReceivedSheet,
    SheetLimits,
    UnreadableSpreadsheet,
    column_letters,
)

SHEETS = ("survey", "choices", "settings", "scoring", "entities", "external_choices", "osm")
"""The sheets that are read; authors keep notes in others."""
LIMITS = SheetLimits(rows=6_000, columns=120, sheets=40, days_as_text=True, as_shown=True)
_LAST_ROW = 20_000

NumberedRows = Iterable[tuple[int, Sequence[str]]]


def read_sheets(data: bytes) -> Sheets:
    """Return the sheets of an XLSForm's file. Errors: BadForm."""
    if not data.strip():
        raise BadForm([FormFault("", 0, "", Message(N_("This file is empty. Choose the file of the form.")))])
    try:
        received = read_spreadsheet(data, LIMITS)
    except UnreadableSpreadsheet as unreadable:
        raise BadForm([FormFault("", 0, "", unreadable.sentence)]) from None
    if len(received) == 1 and not received[0].name:
        return _sheets_of_one_csv(received[0])
    return _sheets_of_workbook(received)


def _sheets_of_workbook(received: Sequence[ReceivedSheet]) -> Sheets:
    found: Sheets = {}
    for sheet in received:
        name = sheet.name.strip().lower()
        if name in found:
            raise BadForm([FormFault(sheet.name, 0, "", Message(N_("There are two sheets of this name.")))])
        if name in SHEETS:
            found |= _sheet(name, sheet.rows)
    if "survey" not in found:
        names = ", ".join(sheet.name for sheet in received[:8])
        raise BadForm([FormFault("", 0, "", Message(_NO_SURVEY, {"sheets": names}))])
    return found


def _sheets_of_one_csv(received: ReceivedSheet) -> Sheets:
    """Return the sheets of one CSV, where each one's name stands alone in the first column above its rows."""
    parts: dict[str, list[tuple[int, Sequence[str]]]] = {}
    current, above = "", 0
    for number, cells in received.rows:
        first = cells[0].strip().lower()
        if first in SHEETS and not any(cells[1:]):
            current, above = first, number
            parts.setdefault(current, [])
        elif not current:
            # A CSV without names of sheets is the survey.
            return _sheets_of_workbook([ReceivedSheet("survey", received.rows)])
        else:
            parts[current].append((number - above, cells[1:] if not cells[0] else cells))
    found: Sheets = {}
    for name, rows in parts.items():
        found |= _sheet(name, rows)
    if "survey" not in found:
        raise BadForm([FormFault("", 0, "", Message(_NO_SURVEY, {"sheets": ", ".join(parts) or "–"}))])
    return found


def _sheet(name: str, rows: NumberedRows) -> Sheets:
    """Return the rows of a sheet by their headings, including empty rows, so that each keeps its number."""
    numbered = list(rows)
    if not numbered:
        return {name: []}
    first, cells = numbered[0]
    headings = _headings(name, first, cells)
    found: list[dict[str, str]] = []
    for number, cells in numbered[1:]:
        if number > _LAST_ROW:
            sentence = Message(N_("This row is far below the others. Take out the empty rows above it."))
            raise BadForm([FormFault(name, number, "", sentence)])
        found += [{} for _ in range(number - 2 - len(found))]
        row = {headings[at]: text for at, text in enumerate(cells) if text and headings.get(at)}
        _refuse_nameless(name, number, headings, cells)
        found.append(row)
    if found and headings:
        # The first row has all headings as keys, in their order.
        found[0] = {**dict.fromkeys(headings.values(), ""), **found[0]}
    return {name: found}


def _headings(name: str, row: int, cells: Sequence[str]) -> dict[int, str]:
    headings: dict[int, str] = {}
    for at, text in enumerate(cells):
        heading = text.strip()
        if heading and heading in headings.values():
            sentence = Message(
                N_("The heading “%(heading)s” is in both columns %(first)s and %(second)s. Keep one."),
                {
                    "heading": heading,
                    "first": column_letters(next(i for i, each in headings.items() if each == heading)),
                    "second": column_letters(at),
                },
            )
            raise BadForm([FormFault(name, row, heading, sentence)])
        if heading:
            headings[at] = heading
    return headings


def _refuse_nameless(name: str, row: int, headings: dict[int, str], cells: Sequence[str]) -> None:
    """Refuse a sheet whose first row has no headings, for instance because a title stands above them."""
    if not headings or (len(headings) == 1 and sum(map(bool, cells)) > 2):
        sentence = Message(N_("The first row does not have the headings. Take out the rows above them."))
        raise BadForm([FormFault(name, row - 1, "", sentence)])


_NO_SURVEY = N_("This file has no sheet “survey”, which holds the questions. Its sheets are: %(sheets)s.")
