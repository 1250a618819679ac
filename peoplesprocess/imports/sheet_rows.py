"""Rows of a received spreadsheet with their place, and what the programme has already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message, Msgid, Sentence
from peoplesprocess.facts.places import ProgrammeWithRules
from peoplesprocess.imports import queries
from peoplesprocess.imports.checked_rows import ImportFaults
from peoplesprocess.imports.template_columns import AREAS, HEADINGS, SheetColumns, columns_of
from peoplesprocess.spreadsheets.received_sheets import ReceivedSheet

_BETWEEN = re.compile(r"[,;\n،؛]")
FILL_IN = N_("Fill this in.")


@dataclass(frozen=True)
class ImportedRow:
    """A row with its place, so that a fault can name it."""

    sheet: str
    number: int
    kind: str
    cells: Mapping[str, str]
    faults: ImportFaults

    def get(self, key: str) -> str:
        """Return the value of a column, "" if there is none."""
        return self.cells.get(key, "")

    def several(self, key: str) -> list[str]:
        """Return the parts of a column's value."""
        return [part.strip() for part in _BETWEEN.split(self.get(key)) if part.strip()]

    def wrong(self, key: str, fault: Sentence | Msgid) -> None:
        """Add a fault of a cell."""
        sentence = Message(fault) if isinstance(fault, Msgid) else fault
        self.faults.add(self.sheet, self.number, HEADINGS[self.kind][key], sentence)


@dataclass(frozen=True)
class KnownRecords:
    """The records that exist already: the programme's areas, and settlements with given codes."""

    db: Session
    programme: ProgrammeWithRules

    @cached_property
    def areas(self) -> dict[str, queries.KnownArea]:
        """The programme's areas by path."""
        return {area.path: area for area in queries.AREAS.all(self.db, programme=self.programme.id)}

    def settlements(self, codes: set[str]) -> dict[str, queries.KnownSettlement]:
        """Return the settlements, of any programme, that have these codes."""
        found = queries.SETTLEMENTS.all(self.db, codes=sorted(codes)) if codes else []
        return {settlement.code: settlement for settlement in found}


def rows_of(sheet: ReceivedSheet, known: KnownRecords, faults: ImportFaults) -> Iterator[ImportedRow]:
    """Yield the rows of a sheet of settlements or people; faults of its headings are added to `faults`."""
    if not sheet.rows:
        return
    columns = columns_of(sheet.rows[0][1])
    if columns is None:
        faults.sentences.append(
            Message(
                N_(
                    "The first row of sheet %(sheet)s is not the same as in the template. Download the "
                    "template and copy your cells into it."
                ),
                {"sheet": sheet.name or "CSV"},
            )
        )
        return
    faults.sentences += _wrong_columns(sheet, columns)
    for number, cells in sheet.rows[1:]:
        row = ImportedRow(
            sheet.name,
            number,
            columns.sheet,
            {key: cells[place] for key, place in columns.places.items() if place < len(cells)},
            faults,
        )
        if _is_heading(cells):
            faults.sentences.append(
                Message(
                    N_("Row %(row)s has headings again. Keep only the first row of headings."),
                    {"row": number},
                )
            )
        elif columns.sheet == AREAS:
            if row.get("programme") not in ("", known.programme.code):
                row.wrong(
                    "programme",
                    N_("This file was made for another programme. Download the template of this programme."),
                )
        elif any(row.cells.values()):
            yield row


def _wrong_columns(sheet: ReceivedSheet, columns: SheetColumns) -> list[Sentence]:
    where: dict[str, object] = {"sheet": sheet.name or "CSV"}
    missing = N_("Sheet %(sheet)s does not have the column “%(column)s”. Download the newest template.")
    unknown = N_("Sheet %(sheet)s has a column “%(column)s” that is not in the template. Leave it out.")
    told: list[Sentence] = [Message(missing, {**where, "column": heading}) for heading in columns.missing]
    return told + [Message(unknown, {**where, "column": heading}) for heading in columns.unknown]


def _is_heading(cells: tuple[str, ...]) -> bool:
    filled = [cell for cell in cells if cell]
    return all(cell.startswith("#") for cell in filled) or columns_of(cells) is not None
