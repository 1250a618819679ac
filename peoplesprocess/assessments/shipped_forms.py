"""The forms that come with this software: ours, each written after a tool of the field, not its wording."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from peoplesprocess.assessments.form_file_reader import read_sheets
from peoplesprocess.core.xlsform.form import Sheets, XlsForm
from peoplesprocess.core.xlsform.reader import read_form

FOLDER = Path(__file__).parent / "shipped"
PREFIX = "shipped:"
"""How a command names one of them instead of a file."""


class ShippedForm(NamedTuple):
    """A form that any programme can take into use: by its code, with its sheets and as it is read."""

    code: str
    sheets: Sheets
    form: XlsForm


@lru_cache(maxsize=1)
def shipped_forms() -> tuple[ShippedForm, ...]:
    """Return every form that comes with this software, by code."""
    found = []
    for path in sorted(FOLDER.glob("*.csv")):
        sheets = read_sheets(path.read_bytes())
        found.append(ShippedForm(path.stem, sheets, read_form(sheets)))
    return tuple(found)


def shipped_file(named: str) -> Path | None:
    """Return the file of the form that is named like shipped:climate_risk, None if there is none."""
    known = {path.stem: path for path in FOLDER.glob("*.csv")}
    return known.get(named.removeprefix(PREFIX)) if named.startswith(PREFIX) else None
