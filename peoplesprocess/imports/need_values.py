"""Values of a need in a cell, as they are stored: keys of choices, numbers, days."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, tzinfo

from peoplesprocess.core import numerals
from peoplesprocess.imports.need_fields import Labels, plain

_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_YES = frozenset(("1", "true", "yes", "oui", "نعم", "vrai", "x", "✓"))


def said(cell: str) -> str:
    """Return a text normalized for storage, in Unicode NFC and with plain line feeds."""
    return unicodedata.normalize("NFC", cell.replace("\r\n", "\n")).strip()


def key_of(cell: str, labels: Labels) -> str:
    """Return the key of a choice, or the text if it is no choice."""
    words = cell.removesuffix(".0") if cell.endswith(".0") else cell
    return labels.get(plain(words), cell)


def keys_of(cell: str, labels: Labels) -> tuple[list[str], str]:
    """Return the keys of the choices listed in a cell, and the text if not all of it consists of choices.

    Labels contain blanks and are separated by blanks, so the longest one that fits is taken each time.
    """
    rest = plain(re.sub(r"[,;|،؛\n]", " ", cell))
    found: list[str] = []
    by_length = sorted(labels, key=len, reverse=True)
    while rest:
        label = next((each for each in by_length if rest == each or rest.startswith(f"{each} ")), None)
        if label is None:
            return sorted(set(found)), cell
        found.append(labels[label])
        rest = rest[len(label) :].strip()
    return sorted(set(found)), ""


def is_ticked(cell: str) -> bool:
    """Return whether the column of one choice says that it was chosen."""
    return plain(cell).removesuffix(".0") in _YES


def whole_or_text(cell: str) -> int | str:
    """Return the integer in a cell, or the text if it is none."""
    try:
        return numerals.whole(cell)
    except numerals.NotANumber:
        return cell


def day_of(cell: str, zone: tzinfo) -> date | None:
    """Return the day in a cell, for a moment its day in `zone`; None if it is no day."""
    if (moment := _moment(cell)) is not None:
        return moment.astimezone(zone).date()
    western = numerals.western(cell)
    if match := _DAY.match(western):
        parts = match.groups()
    elif match := _DAY_FIRST.match(western):
        parts = match.groups()[::-1]
    else:
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def sent_day(cell: str, zone: tzinfo) -> date | None:
    """Return the day of a server's moment, which is in UTC unless it has an offset."""
    moment = _moment(cell, UTC)
    return day_of(cell, zone) if moment is None else moment.astimezone(zone).date()


def _moment(cell: str, usual: tzinfo | None = None) -> datetime | None:
    """Return a moment with its offset, else with the `usual` one; None without either, or if it is none."""
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return None
    if moment.tzinfo is None and (usual is None or cell.isdigit()):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=usual)
