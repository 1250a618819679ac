"""A form pushed by KoboToolbox, converted to the sheets of its exports: one row, and a sheet per repeat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.received_json import received_json
from peoplesprocess.spreadsheets.received_sheets import ReceivedSheet

MOST_BYTES = 1_000_000
MOST_DEEP = 12
MOST_ROWS = 500
MOST_COLUMNS = 500
_INDEX, _PARENT, _PARENT_TABLE = "_index", "_parent_index", "_parent_table_name"
_FORM = "form"
_NO_JSON = N_("This form is not in JSON. Choose JSON as the type of the service in KoboToolbox.")


class KoboPayload(NamedTuple):
    """A pushed form: its sheets, and the values of its own row."""

    sheets: Sequence[ReceivedSheet]
    own: Mapping[str, str]


def read_kobo_payload(data: bytes) -> KoboPayload:
    """Return the form that KoboToolbox has sent as JSON. Errors: Refused."""
    if len(data) > MOST_BYTES:
        raise Refused(Message(N_("This form is larger than 1 MB without its photos. Shorten its answers.")))
    try:
        told = received_json(data)
    except (ValueError, RecursionError):
        raise Refused(Message(_NO_JSON)) from None
    if not isinstance(told, dict):
        raise Refused(Message(_NO_JSON))
    tables = _KoboTables()
    tables.take(_FORM, told, {})
    sheets = [tables.sheet(name) for name in tables.rows]
    return KoboPayload(sheets, tables.rows[_FORM][0])


class _KoboTables:
    """The rows of the form and of its repeats, by the names of their sheets."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, str]]] = {}

    def take(self, name: str, told: Mapping[str, object], parent: Mapping[str, str], depth: int = 0) -> None:
        """Add a form, or one row of a repeat, with the repeats in it."""
        rows = self.rows.setdefault(name, [])
        if depth > MOST_DEEP or len(rows) >= MOST_ROWS or len(told) > MOST_COLUMNS:
            raise Refused(Message(N_("Telephones do not send a form like this. Fill in a new form.")))
        row = {**dict(_answers(told)), **parent, _INDEX: str(len(rows) + 1)}
        rows.append(row)
        for key, value in told.items():
            if isinstance(value, list) and not key.startswith("_"):
                inner = {_PARENT: row[_INDEX], _PARENT_TABLE: name}
                for each in value:
                    if isinstance(each, dict):
                        self.take(key, each, inner, depth + 1)

    def sheet(self, name: str) -> ReceivedSheet:
        """Return the rows of one table under all their headings."""
        rows = self.rows[name]
        headings = tuple(dict.fromkeys(heading for row in rows for heading in row))
        cells = [tuple(row.get(heading, "") for heading in headings) for row in rows]
        return ReceivedSheet(name, tuple(enumerate([headings, *cells], start=1)))


def _answers(told: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in told.items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield key, str(value)
        elif isinstance(value, bool):
            yield key, "true" if value else "false"
