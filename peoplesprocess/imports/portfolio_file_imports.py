"""Importing a spreadsheet of settlements and people by command: all of it or nothing."""

from __future__ import annotations

import hashlib
import json

from peoplesprocess.act import Act
from peoplesprocess.core.import_outcome import ImportOutcome, RefusedRow
from peoplesprocess.core.messages import Message, Refused
from peoplesprocess.imports.actions import import_spreadsheet
from peoplesprocess.imports.invitation_secrets import tokens_of
from peoplesprocess.imports.sheet_rows import KnownRecords
from peoplesprocess.imports.spreadsheet_row_checks import check
from peoplesprocess.spreadsheets.reader import read_spreadsheet


def import_portfolio_file(act: Act, data: bytes, *, dry_run: bool) -> ImportOutcome:
    """Add the settlements and invite the people of a file.

    Errors: Forbidden; SecondFactorNeeded; UnreadableSpreadsheet.
    """
    sheets = read_spreadsheet(data)
    wanted, faults = check(sheets, KnownRecords(act.db, act.programme))
    rows = [row for sheet in sheets for row in sheet.rows[1:]]
    digest = hashlib.sha256(json.dumps([cells for _, cells in rows], ensure_ascii=False).encode()).hexdigest()
    refused = [_refused(sentence) for sentence in faults.sentences]
    new, known = len(wanted.settlements) + len(wanted.people), len(wanted.there)
    if refused and not dry_run:
        new = 0
    elif not dry_run:
        try:
            made = import_spreadsheet(act, wanted, digest, tokens_of)
        except Refused as refusal:
            return ImportOutcome(len(rows), 0, 0, [RefusedRow("", "", refusal.sentence)], digest)
        new = made.settlements + made.people
        known += len(wanted.people) - made.people
    return ImportOutcome(len(rows), new, known, refused, digest)


def _refused(sentence: object) -> RefusedRow:
    """Return a fault, whose sentence names row and column, with these also as values."""
    values = sentence.values if isinstance(sentence, Message) else {}
    why = sentence if isinstance(sentence, Message) else Message(str(sentence))
    row = values.get("row", "")
    return RefusedRow(row if isinstance(row, int) else str(row), str(values.get("column", "")), why)
