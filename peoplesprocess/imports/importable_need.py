"""A row of a file that can become a need, and the refusal of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peoplesprocess.core.import_outcome import RefusedRow
from peoplesprocess.core.messages import Refused
from peoplesprocess.field_submission_register import FieldSubmissionInput
from peoplesprocess.needs.actions import RaisedNeedInput


@dataclass(frozen=True, slots=True)
class ImportableNeed:
    """A row that can be recorded: its number, its submission and its content.

    `headings` are those of the file, by field name.
    """

    row: int
    headings: Mapping[str, str]
    sent: FieldSubmissionInput
    report: RaisedNeedInput


def refused_row(row: int, headings: Mapping[str, str], refusal: Refused) -> RefusedRow:
    """Return a refusal with its row, and its column by the heading of the file."""
    return RefusedRow(row, headings.get(refusal.field, refusal.field), refusal.sentence)
