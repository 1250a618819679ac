"""What a stored form is called, without reading all of it."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.core.xlsform.form import chosen_words, restored
from peoplesprocess.core.xlsform.sheet_rows import SheetFindings, rows_of


def stored_title(kept: Mapping[str, object], language: str, otherwise: str) -> str:
    """Return the title of a form in a language, in its own if it has none in that; `kept` are its sheets."""
    if "settings" not in kept:
        return otherwise
    sheets = restored({"settings": kept["settings"]})
    row = next(rows_of(sheets, "settings", SheetFindings()), None)
    if row is None:
        return otherwise
    return chosen_words(row.words("form_title"), language, row.text("default_language")) or otherwise
