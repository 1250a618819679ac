"""Importing a file of needs by command: judged as a whole, then written in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from peoplesprocess.act import Act
from peoplesprocess.core.import_outcome import ImportOutcome, RefusedRow
from peoplesprocess.imports.actions import import_needs
from peoplesprocess.imports.importable_need import ImportableNeed
from peoplesprocess.imports.need_judgement import judge
from peoplesprocess.imports.need_records import read_needs
from peoplesprocess.spreadsheets.reader import read_spreadsheet
from peoplesprocess.spreadsheets.received_sheets import BY_COMMAND

BATCH_SIZE = 250
"""The number of rows in a transaction; if it fails, earlier rows stay and the file can be imported again."""
Progress = Callable[[int, int], None]
"""Called with the number of finished rows and the number of all rows."""
NewAct = Callable[[], AbstractContextManager[Act]]
"""Opens an act in its own transaction, which is committed when the context exits without an error."""


@dataclass(frozen=True, slots=True)
class NeedsFileOptions:
    """Options of an import: the meaning of headings, whether to write, and whether good rows go alone."""

    mapped: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    good_rows: bool = False


def import_needs_file(
    act: Act,
    new_act: NewAct,
    data: bytes,
    source: str,
    order: NeedsFileOptions,
    progress: Progress,
) -> ImportOutcome:
    """Import the needs of a file, and return what became of its rows; `act` only reads.

    If a row is refused, nothing is written unless `order` lets the good rows go alone.
    Errors: Forbidden; UnreadableSpreadsheet.
    """
    read = read_needs(read_spreadsheet(data, BY_COMMAND), act.settlement, order.mapped)
    judged = judge(read, act, source)
    new, known, refused = len(judged.good), judged.known, list(judged.refused)
    if not order.dry_run:
        rows = judged.good if order.good_rows or not refused else []
        new, repeated, late = _write(new_act, rows, progress)
        known, refused = known + repeated, refused + late
    return ImportOutcome(len(read.needs), new, known, refused, read.digest)


def _write(
    new_act: NewAct, rows: Sequence[ImportableNeed], progress: Progress
) -> tuple[int, int, list[RefusedRow]]:
    new, known, done = 0, 0, 0
    refused: list[RefusedRow] = []
    for some in _parts(rows):
        with new_act() as act:
            taken = import_needs(act, some)
        new, known, done = new + taken.new, known + taken.known, done + len(some)
        refused += taken.refused
        progress(done, len(rows))
    return new, known, refused


def _parts(rows: Sequence[ImportableNeed]) -> Iterator[Sequence[ImportableNeed]]:
    for start in range(0, len(rows), BATCH_SIZE):
        yield rows[start : start + BATCH_SIZE]
