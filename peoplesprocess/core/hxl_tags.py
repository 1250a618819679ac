"""Tags of the Humanitarian Exchange Language, by which programs know a column whatever its heading says."""

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
"""The tags of what is asked of a need, by its names."""
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
    """Return what of a need a tag names, whatever the order of its attributes; None if it is another tag."""
    return _NAMES.get(_ordered(tag))


def _ordered(tag: str) -> str:
    name, *attributes = "".join(tag.casefold().split()).split("+")
    return "+".join([name, *sorted(attributes)])


_NAMES = {_ordered(tag): name for tag, name in _OTHER_TAGS.items()} | {
    _ordered(tag): name for name, tag in NEED_TAGS.items()
}
