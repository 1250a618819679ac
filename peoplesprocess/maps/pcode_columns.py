"""The meaning of a gazetteer's headings: codes and names by level and language, in any spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from peoplesprocess.core.messages import N_

LEVELS = range(6)
CODE, NAME, DAY, VERSION, LATITUDE, LONGITUDE, NOTHING = "code", "name", "day", "version", "lat", "lon", ""
_CODE = re.compile(r"(?:adm|admin|adminlevel|level|#adm)(\d)(?:\+)?(?:pcode|code)")
_NAME = re.compile(
    r"(?:adm|admin|adminlevel|level|#adm)(\d)(?:\+)?(?:name)?(?:\+)?(en|fr|ar|es|pt|[a-z]{2})?"
)
_OTHERS = {
    **dict.fromkeys(("validon", "date", "releasedate", "released"), DAY),
    **dict.fromkeys(("version", "codversion"), VERSION),
    **dict.fromkeys(("centerlat", "centrelat", "centroidlat", "latitude", "lat", "#geo+lat"), LATITUDE),
    **dict.fromkeys(
        ("centerlon", "centrelon", "centroidlon", "longitude", "lon", "long", "#geo+lon"), LONGITUDE
    ),
}
WORDS = {
    CODE: N_("Code, level %(level)s"),
    NAME: N_("Name, level %(level)s (%(language)s)"),
    DAY: N_("Day of the release"),
    VERSION: N_("Name of the release"),
    LATITUDE: N_("Latitude"),
    LONGITUDE: N_("Longitude"),
    NOTHING: N_("Not used"),
}


@dataclass(frozen=True, slots=True)
class GazetteerColumnMeaning:
    """The meaning of a column: its kind and, for codes and names, the administrative level and language."""

    kind: str
    level: int = 0
    language: str = ""

    @property
    def word(self) -> str:
        """The meaning as one word, for forms and for mappings of columns."""
        return f"{self.kind}{self.level}{self.language}" if self.kind in (CODE, NAME) else self.kind


def meaning_of(heading: str) -> GazetteerColumnMeaning:
    """Return the meaning of a heading such as ADM2_PCODE, admin2Pcode, ADM2_EN, adm2_name1 or validOn."""
    plain = re.sub(r"[\s_.\-]", "", heading).casefold()
    if plain in _OTHERS:
        return GazetteerColumnMeaning(_OTHERS[plain])
    if (code := _CODE.fullmatch(plain)) is not None:
        return GazetteerColumnMeaning(CODE, int(code[1]))
    if (name := _NAME.fullmatch(plain)) is not None:
        return GazetteerColumnMeaning(NAME, int(name[1]), name[2] or "")
    return GazetteerColumnMeaning(NOTHING)


def meaning_from_word(word: str) -> GazetteerColumnMeaning:
    """Return the meaning that a word from `GazetteerColumnMeaning.word` stands for; others are not used."""
    found = re.fullmatch(r"(code|name)(\d)([a-z]{0,3})", word)
    if found is not None:
        return GazetteerColumnMeaning(found[1], int(found[2]), found[3])
    return GazetteerColumnMeaning(word if word in (DAY, VERSION, LATITUDE, LONGITUDE) else NOTHING)


def meanings_of(
    headings: Sequence[str], mapped: Mapping[str, str] | None = None
) -> list[GazetteerColumnMeaning]:
    """Return the meaning of each heading; `mapped` gives it as a word for headings that people mapped."""
    chosen = mapped or {}
    found: list[GazetteerColumnMeaning] = []
    for heading in headings:
        use = meaning_from_word(chosen[heading]) if heading in chosen else meaning_of(heading)
        found.append(use if use.kind == NOTHING or use not in found else GazetteerColumnMeaning(NOTHING))
    return found


def choices(uses: Sequence[GazetteerColumnMeaning]) -> Iterator[GazetteerColumnMeaning]:
    """Yield the meanings that can be chosen for a column, including those of this file."""
    yield GazetteerColumnMeaning(NOTHING)
    languages = sorted({use.language for use in uses if use.kind == NAME} | {"", "en", "fr", "ar"})
    for level in LEVELS:
        yield GazetteerColumnMeaning(CODE, level)
        yield from (GazetteerColumnMeaning(NAME, level, language) for language in languages)
    yield from map(GazetteerColumnMeaning, (DAY, VERSION, LATITUDE, LONGITUDE))
