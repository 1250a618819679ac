"""A sheet of a settlement's data in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.spreadsheets.cells import Sheet

CONTRACT_NUMBER = N_("Contract no.")


@dataclass(frozen=True, slots=True)
class ExportSheet:
    """A sheet that can be exported: its name, its headings and its rows."""

    name: Msgid
    headings: Callable[[Connection, ExportFormatter], list[str]]
    rows: Callable[[Connection, ExportFormatter], Iterator[Row]]

    def sheet(self, connection: Connection, reader: ExportFormatter) -> Sheet:
        """Return the sheet, whose rows are read while they are written."""
        return Sheet(reader.say(self.name), self.headings(connection, reader), self.rows(connection, reader))


def fixed(*headings: Msgid) -> Callable[[Connection, ExportFormatter], list[str]]:
    """Return the headings of a sheet that has the same ones in every settlement."""
    return lambda connection, reader: [reader.say(heading) for heading in headings]
