"""Matching the columns of an export to fields: by name or label, behind groups, one column per choice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from peoplesprocess.imports.need_fields import SEVERAL, Labels, heading_labels, plain

UUID, ROOT, TODAY, SENT_AT, INDEX, PARENT_INDEX, PARENT_TABLE = (
    *("uuid", "root", "today", "sent_at"),
    *("index", "parent_index", "parent_table"),
)
_META = {
    "_uuid": UUID,
    "meta/instanceid": UUID,
    "meta/rootuuid": ROOT,
    "today": TODAY,
    "_submission_time": SENT_AT,
    "_index": INDEX,
    "_parent_index": PARENT_INDEX,
    "_parent_table_name": PARENT_TABLE,
    "_submission__uuid": UUID,
}
"""Columns that programs add to each row and that are read."""
_LEFT = frozenset(
    (
        *("start", "end", "deviceid", "device_id", "phonenumber", "phone_number", "username", "audit"),
        *("simserial", "sim_serial", "subscriberid", "subscriber_id", "formhub/uuid", "meta/instancename"),
        *("meta/deprecatedid", "instanceid", "instancename", "key", "background-audio"),
    )
)
"""Columns that programs add and that are ignored."""
_PART_OF_POINT = re.compile(r"(?:.*/)?_(.+)_(?:latitude|longitude|altitude|precision)", re.DOTALL)
_BETWEEN = re.compile(r"\s*(?:::|->|[/.:|>\\–—])\s*|\s+-\s+")
"""What separates a group from its question, and a question from its choice."""
_PERHAPS_BETWEEN = re.compile(r"--|-|__|_")
"""Possible separators that also occur within names."""
LONGEST_HEADING = 500
"""Longer headings are no known question and are not split."""
LEAVE_OUT = "-"
"""The choice for a heading whose column is ignored."""


@dataclass(slots=True)
class NeedColumns:
    """The meaning of a sheet's columns, by column number."""

    fields: dict[str, int] = field(default_factory=dict)
    choices: dict[str, dict[str, int]] = field(default_factory=dict)
    meta: dict[str, int] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    twice: list[tuple[int, int]] = field(default_factory=list)

    @property
    def has_needs(self) -> bool:
        """Whether rows under these headings are needs."""
        return "title" in self.fields

    def has(self, name: str) -> bool:
        """Return whether a field has a column, or a column for each of its choices."""
        return name in self.fields or name in self.choices


def need_columns(
    headings: Sequence[str], choices: Mapping[str, Labels], mapped: Mapping[str, str]
) -> NeedColumns:
    """Return the meaning of each of a sheet's columns.

    `mapped` holds people's choices for unknown headings: a field, or that the column is ignored.
    """
    short = [heading for heading in headings if len(heading) <= LONGEST_HEADING]
    columns, points, groups = NeedColumns(), _points(short), _groups(short)
    chosen = {plain(heading): name for heading, name in mapped.items()}
    for number, heading in enumerate(headings):
        words = heading.strip()
        name = chosen.get(plain(words))
        if not words or name == LEAVE_OUT:
            continue
        if name is not None:
            _put_once(columns, columns.fields, name, number)
        elif len(heading) > LONGEST_HEADING:
            columns.unknown.append(number)
        elif (meta := _META.get(words.casefold())) is not None:
            # Of two columns with the same meaning, the one that the program itself adds comes first.
            if meta not in columns.meta or words.casefold().startswith("_"):
                columns.meta[meta] = number
        elif not _is_left(words, points):
            _place(columns, words, number, choices, groups)
    return columns


def _place(
    columns: NeedColumns, words: str, number: int, choices: Mapping[str, Labels], groups: frozenset[str]
) -> None:
    if (name := _field_of(words, groups)) is not None:
        _put_once(columns, columns.fields, name, number)
        return
    for question, answer in (*_splits(words, _BETWEEN), *_splits(words, _PERHAPS_BETWEEN)):
        name = _field_of(question, groups)
        if name in SEVERAL and (key := choices[name].get(plain(answer))) is not None:
            _put_once(columns, columns.choices.setdefault(name, {}), key, number)
            return
    columns.unknown.append(number)


def _put_once(columns: NeedColumns, places: dict[str, int], name: str, number: int) -> None:
    if name in places:
        columns.twice.append((places[name], number))
    else:
        places[name] = number


def _field_of(words: str, groups: frozenset[str]) -> str | None:
    """Return the field that a heading names, alone or behind its groups, None if it names none."""
    known = heading_labels()
    if (name := known.get(plain(words))) is not None:
        return name
    tails = [known.get(plain(tail)) for _, tail in _splits(words, _BETWEEN)]
    tails += [
        known.get(plain(tail)) for head, tail in _splits(words, _PERHAPS_BETWEEN) if plain(head) in groups
    ]
    return next((name for name in tails if name is not None), None)


def _groups(headings: Sequence[str]) -> frozenset[str]:
    """Return what precedes two or more questions with a separator that also occurs within names."""
    known = heading_labels()
    heads = Counter(
        plain(head)
        for heading in headings
        for head, tail in _splits(heading.strip(), _PERHAPS_BETWEEN)
        if plain(tail) in known
    )
    return frozenset(head for head, times in heads.items() if times > 1)


def _splits(words: str, between: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield a heading split in two at each separator, the longest second part first."""
    for sign in between.finditer(words):
        head, tail = words[: sign.start()], words[sign.end() :]
        if head and tail:
            yield head, tail


def _points(headings: Sequence[str]) -> frozenset[str]:
    """Return the questions whose answers are points, which have a column for each of their numbers."""
    found = (_PART_OF_POINT.fullmatch(heading.strip()) for heading in headings)
    return frozenset(plain(match[1]) for match in found if match)


def _is_left(words: str, points: frozenset[str]) -> bool:
    small = words.casefold()
    if small in _LEFT or _PART_OF_POINT.fullmatch(words) or plain(words.rpartition("/")[2]) in points:
        return True
    return small.startswith(("_", "meta/")) and plain(words) not in heading_labels()
