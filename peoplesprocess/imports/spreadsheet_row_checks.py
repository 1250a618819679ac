"""Checks of a spreadsheet row by row, against itself and against existing records."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.imports.checked_rows import ImportFaults, RecordsToAdd
from peoplesprocess.imports.people_row_checks import check_people
from peoplesprocess.imports.settlement_checks import check_settlements
from peoplesprocess.imports.sheet_rows import KnownRecords, rows_of
from peoplesprocess.imports.template_columns import PEOPLE, SETTLEMENTS
from peoplesprocess.spreadsheets.received_sheets import ReceivedSheet

MOST_FAULTS = 20
"""The most faults that are shown at once."""


def check(sheets: list[ReceivedSheet], known: KnownRecords) -> tuple[RecordsToAdd, ImportFaults]:
    """Return what the sheets ask for, and their faults."""
    faults = ImportFaults()
    rows = [row for sheet in sheets for row in rows_of(sheet, known, faults)]
    if faults.sentences:
        return RecordsToAdd(), faults
    by_kind = {kind: [row for row in rows if row.kind == kind] for kind in (SETTLEMENTS, PEOPLE)}
    if not any(by_kind.values()):
        faults.sentences.append(
            Message(
                N_(
                    "There are no rows in this file. Fill in the template, with one row for each settlement "
                    "and each person."
                )
            )
        )
        return RecordsToAdd(), faults
    places = known.settlements(
        {row.get("code").lower() for row in by_kind[SETTLEMENTS]}
        | {row.get("settlement").lower() for row in by_kind[PEOPLE]}
    )
    wanted = check_settlements(by_kind[SETTLEMENTS], known, places)
    check_people(by_kind[PEOPLE], known, places, wanted)
    return wanted, faults
