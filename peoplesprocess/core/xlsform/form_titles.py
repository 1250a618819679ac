"""The title of a stored form, without reading all of it."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.core.xlsform.form import chosen_words, restored
from peoplesprocess.core.xlsform.sheet_rows import SheetFindings, rows_of


def stored_title(kept: Mapping[str, object], language: str, default: str) -> str:
    """Return a form's title in a language, else in its default one; `kept` are the stored sheets.

    `default` is returned if it has none.
    """
    if "settings" not in kept:
        return default
    sheets = restored({"settings": kept["settings"]})
    row = next(rows_of(sheets, "settings", SheetFindings()), None)
    if row is None:
        return default
    return chosen_words(row.words("form_title"), language, row.text("default_language")) or default
