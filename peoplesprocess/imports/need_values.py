"""What a cell says of a need, in the words that we keep: keys of choices, numbers, days."""

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
    """Return a text as it is kept: one spelling of each letter, and one sign for a line's end."""
    return unicodedata.normalize("NFC", cell.replace("\r\n", "\n")).strip()


def key_of(cell: str, labels: Labels) -> str:
    """Return the key of a choice, or what stands there if it is none."""
    words = cell.removesuffix(".0") if cell.endswith(".0") else cell
    return labels.get(plain(words), cell)


def keys_of(cell: str, labels: Labels) -> tuple[list[str], str]:
    """Return the keys of choices that stand side by side, and what of them is none.

    Labels have blanks within and blanks between them, so the longest that fits is taken each time.
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


def whole_or_said(cell: str) -> int | str:
    """Return the whole number that stands in a cell, or what stands there if it is none."""
    try:
        return numerals.whole(cell)
    except numerals.NotANumber:
        return cell


def day_of(cell: str, zone: tzinfo) -> date | None:
    """Return the day that a cell tells, of a moment the day that it was in `zone`; None if it is no day."""
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
    """Return the day of a server's moment, which is UTC where it does not say otherwise."""
    moment = _moment(cell, UTC)
    return day_of(cell, zone) if moment is None else moment.astimezone(zone).date()


def _moment(cell: str, usual: tzinfo | None = None) -> datetime | None:
    """A moment with its offset; None if the cell is none, or tells no offset and there is no usual one."""
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return None
    if moment.tzinfo is None and (usual is None or cell.isdigit()):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=usual)
