"""Tags of the Humanitarian Exchange Language, by which programs recognise a column whatever its heading."""

from __future__ import annotations

from collections.abc import Mapping

NEED_TAGS: Mapping[str, str] = {
    "title": "#need",
    "statement": "#description",
    "group_code": "#group+name",
    "also": "#group+others",
    "sector": "#sector",
    "landmark": "#loc+landmark",
    "households": "#affected+hh",
    "affected": "#affected+groups",
    "severity": "#severity+num",
    "season": "#frequency+season",
    "since": "#date+start",
    "cause": "#cause",
    "coping": "#capacity+coping",
    "response_type": "#modality",
    "day": "#date+reported",
}
"""The tag of each field of a need."""
_OTHER_TAGS: Mapping[str, str] = {
    "#need+title": "title",
    "#description+need": "statement",
    "#group+code": "group_code",
    "#group+also": "also",
    "#sector+code": "sector",
    "#sector+name": "sector",
    "#inneed+hh": "households",
    "#affected+group": "affected",
    "#severity": "severity",
    "#severity+code": "severity",
    "#date+season": "season",
    "#date+since": "since",
    "#item+response": "response_type",
    "#date+session": "day",
}


def named_by(tag: str) -> str | None:
    """Return the field of a need that a tag names, in any order of its attributes; None for other tags."""
    return _NAMES.get(_ordered(tag))


def _ordered(tag: str) -> str:
    name, *attributes = "".join(tag.casefold().split()).split("+")
    return "+".join([name, *sorted(attributes)])


_NAMES = {_ordered(tag): name for tag, name in _OTHER_TAGS.items()} | {
    _ordered(tag): name for name, tag in NEED_TAGS.items()
}
