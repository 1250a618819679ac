"""The places that the rows of a gazetteer name, each once, and the faults of wrong rows."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from peoplesprocess.core.coordinates import checked_point
from peoplesprocess.core.import_outcome import RefusedRow
from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.core.numerals import western
from peoplesprocess.maps.pcode_columns import (
    CODE,
    DAY,
    LATITUDE,
    LONGITUDE,
    NAME,
    VERSION,
    GazetteerColumnMeaning,
)

Row = tuple[int, tuple[str, ...]]
_PCODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,23}")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class GazetteerRow:
    """A place with its code, its level, its parent, its names by language, and its centre."""

    code: str
    level: int
    parent: str
    names: Mapping[str, str]
    latitude: int | None = None
    longitude: int | None = None

    @property
    def line(self) -> str:
        """The place as a line for the digest."""
        told = [self.code, self.level, self.parent, sorted(self.names.items())]
        return json.dumps([*told, self.latitude, self.longitude], ensure_ascii=False)


@dataclass(slots=True)
class GazetteerContent:
    """The content of a gazetteer's rows."""

    places: dict[str, GazetteerRow] = field(default_factory=dict)
    refused: list[RefusedRow] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)

    @property
    def digest(self) -> str:
        """A digest of all places, independent of their order."""
        lines = sorted(place.line for place in self.places.values())
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read_rows(rows: Sequence[Row], uses: Sequence[GazetteerColumnMeaning], found: GazetteerContent) -> None:
    """Read the rows below a sheet's headings into `found`."""
    for number, cells in rows:
        filled = [cell for cell in cells if cell]
        if all(cell.startswith("#") for cell in filled):
            # A row of HXL tags.
            continue
        values: dict[GazetteerColumnMeaning, str] = {}
        for use, cell in zip(uses, cells, strict=False):
            if cell:
                values[use] = " ".join(cell.split())
        _read_row(number, values, found)


def _read_row(number: int, values: Mapping[GazetteerColumnMeaning, str], found: GazetteerContent) -> None:
    levels = sorted({use.level for use in values if use.kind in (CODE, NAME)})
    if not levels:
        return
    codes = {level: values.get(GazetteerColumnMeaning(CODE, level), "") for level in levels}
    try:
        for level in levels:
            _check_code(level, codes[level])
            if level == levels[-1]:
                place = GazetteerRow(
                    codes[level], level, _parent(codes, level), _names(values, level), *_centre(values)
                )
            else:
                place = GazetteerRow(codes[level], level, _parent(codes, level), _names(values, level))
            _add(place, found, is_own=level == levels[-1])
    except Refused as refusal:
        found.refused.append(_refusal(number, refusal.field, refusal.sentence))
        return
    told = values.get(GazetteerColumnMeaning(DAY), "")
    if (day := _DAY.match(western(told))) is not None:
        found.days.add(_date(day))
    if version := values.get(GazetteerColumnMeaning(VERSION), ""):
        found.versions.add(version[:40])


def _check_code(level: int, code: str) -> None:
    if not code:
        sentence = N_("A name of level %(level)s has no code. Fill in the code.")
        raise Refused(Message(sentence, {"level": level}), f"code{level}")
    if _PCODE.fullmatch(code) is None:
        sentence = N_("“%(code)s” is not a place code: those have only letters and digits. Correct it.")
        raise Refused(Message(sentence, {"code": code[:40]}), f"code{level}")


def _parent(codes: Mapping[int, str], level: int) -> str:
    above = [codes[other] for other in sorted(codes) if other < level]
    return above[-1] if above else ""


def _names(values: Mapping[GazetteerColumnMeaning, str], level: int) -> dict[str, str]:
    told = {use.language: text for use, text in values.items() if use.kind == NAME and use.level == level}
    if any(len(text) > LONGEST_NAME for text in told.values()):
        sentence = N_("This name is longer than %(most)s characters. Shorten it.")
        raise Refused(Message(sentence, {"most": LONGEST_NAME}), f"name{level}")
    return told


def _centre(values: Mapping[GazetteerColumnMeaning, str]) -> tuple[int | None, int | None]:
    told = values.get(GazetteerColumnMeaning(LATITUDE), ""), values.get(GazetteerColumnMeaning(LONGITUDE), "")
    if not all(told):
        return None, None
    try:
        latitude, longitude = (Decimal(western(number).replace(",", ".")) for number in told)
        point = checked_point(latitude, longitude)
    except (InvalidOperation, Refused):
        raise Refused(
            Message(N_("This is not a latitude and longitude. Correct them, or leave them empty.")), LATITUDE
        ) from None
    return point.latitude, point.longitude


def _add(place: GazetteerRow, found: GazetteerContent, *, is_own: bool) -> None:
    """Add a place that is not known yet. Errors: Refused if its code belongs to another place."""
    known = found.places.get(place.code)
    if known is None or (
        is_own and known.latitude is None and place.latitude is not None and _same(known, place)
    ):
        found.places[place.code] = place
    elif not _same(known, place):
        sentence = N_("Code %(code)s is given for two places: %(first)s and %(second)s. Correct one of them.")
        told = [next(iter(each.names.values()), each.parent or "–") for each in (known, place)]
        raise Refused(
            Message(sentence, {"code": place.code, "first": told[0], "second": told[1]}), f"code{place.level}"
        )


def _same(one: GazetteerRow, other: GazetteerRow) -> bool:
    shared = set(one.names) & set(other.names)
    return (
        one.level == other.level
        and (not one.parent or not other.parent or one.parent == other.parent)
        and all(one.names[language] == other.names[language] for language in shared)
    )


def _refusal(number: int, column: str, why: Sentence) -> RefusedRow:
    return RefusedRow(number, column, Message(N_("Row %(row)s: %(why)s"), {"row": number, "why": why}))


def _date(day: re.Match[str]) -> date:
    try:
        return date(*map(int, day.groups()))
    except ValueError:
        return date.min
