"""The forms that ship with the software, each modelled on a tool of the field in our own words."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from peoplesprocess.assessments.form_file_reader import read_sheets
from peoplesprocess.core.xlsform.form import Sheets, XlsForm
from peoplesprocess.core.xlsform.reader import read_form

FOLDER = Path(__file__).parent / "shipped"
PREFIX = "shipped:"
"""The prefix by which a command names one of these instead of a file."""


class ShippedForm(NamedTuple):
    """A form that any programme can take into use: its code, its sheets, and the parsed form."""

    code: str
    sheets: Sheets
    form: XlsForm


@lru_cache(maxsize=1)
def shipped_forms() -> tuple[ShippedForm, ...]:
    """Return every form shipped with the software, by code."""
    found = []
    for path in sorted(FOLDER.glob("*.csv")):
        sheets = read_sheets(path.read_bytes())
        found.append(ShippedForm(path.stem, sheets, read_form(sheets)))
    return tuple(found)


def shipped_file(named: str) -> Path | None:
    """Return the file of a form named like shipped:climate_risk, None if there is none."""
    known = {path.stem: path for path in FOLDER.glob("*.csv")}
    return known.get(named.removeprefix(PREFIX)) if named.startswith(PREFIX) else None
