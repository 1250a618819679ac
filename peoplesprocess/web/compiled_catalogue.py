"""The compiled catalogue of a language, which decodes each sentence on its first use.

Python's own `gettext` decodes everything at the start. For twenty languages that would take thirty megabytes,
most of it for sentences that nobody reads.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from gettext import NullTranslations, c2py
from pathlib import Path
from struct import Struct

_HEAD, _PLACE = Struct("<5I"), Struct("<2I")
_MAGIC = 0x950412DE
_ENDING, _UNBROKEN_ENDING = "/ة", "/\u2060ة"
"""Arabic separates the two genders of a word by a slash, as in "الميسّر/ة"; no line may break there."""


_BEFORE_A_UNIT = re.compile(r"(?:(?<=\d)|(?<=\)s)) (?=%(?!\()|[kM][Bo]\b|[كم]\.ب)")
"""A blank between a number, written or filled in, and its percent sign, currency or unit of files."""


def kept_together(text: str) -> str:
    """Return a sentence of which no line begins with a percent sign, a currency or a unit."""
    return _BEFORE_A_UNIT.sub("\u00a0", text) if " " in text else text


class SourceCatalogue(NullTranslations):
    """The sentences in the language in which they were written."""

    def gettext(self, text: str) -> str:
        """Return `text`."""
        return _kept_together_once(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form for `count`."""
        return _kept_together_once(one if count == 1 else many)


_kept_together_once = lru_cache(maxsize=8192)(kept_together)


class BadCatalogue(ValueError):
    """A file that is no compiled catalogue."""


class CompiledCatalogue:
    """The sentences of one compiled file, which is read into memory as `make` may rewrite it meanwhile.

    Errors: FileNotFoundError, BadCatalogue.
    """

    def __init__(self, file: Path) -> None:
        data = file.read_bytes()
        if len(data) < _HEAD.size or _HEAD.unpack_from(data)[0] != _MAGIC:
            raise BadCatalogue(file)
        _, _, self._count, ids_at, texts_at = _HEAD.unpack_from(data)
        table = 8 * self._count
        self._texts_from = _PLACE.unpack_from(data, texts_at)[1]
        # All languages translate the same msgids, so these are in memory only once.
        self._id_places = _one_for_all(data[ids_at : ids_at + table])
        self._ids = _one_for_all(data[texts_at + table : self._texts_from])
        self._text_places = data[texts_at : texts_at + table]
        self._texts = data[self._texts_from :]
        self._ids_from = _PLACE.unpack_from(self._id_places)[1]
        self._plural = c2py(self._forms(0)[0].partition("plural=")[2].partition(";")[0])
        self._sentences: dict[str, str] = {}
        self._plurals: dict[str, list[str]] = {}

    def gettext(self, text: str) -> str:
        """Return `text` in this language, or unchanged if it has no translation."""
        known = self._sentences.get(text)
        return self.ngettext(text, text, 1) if known is None else known

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the plural form for `count` in this language, or in English if there is no translation."""
        forms = self._plurals.get(one) or self._found(one)
        if not forms:
            return one if count == 1 else many
        return forms[self._plural(count) if len(forms) > 1 else 0]

    def _found(self, one: str) -> list[str]:
        """Return the forms of a sentence in the catalogue; an empty list if it is not there."""
        number = bisect_left(range(self._count), one.encode(), key=self._id)
        if number == self._count or self._id(number) != one.encode():
            return []
        forms = self._forms(number)
        if len(forms) == 1:
            self._sentences[one] = forms[0]
        else:
            self._plurals[one] = forms
        return forms

    def _id(self, number: int) -> bytes:
        length, place = _PLACE.unpack_from(self._id_places, 8 * number)
        start = place - self._ids_from
        # A msgid with a plural is found by its singular.
        return self._ids[start : start + length].partition(b"\0")[0]

    def _forms(self, number: int) -> list[str]:
        length, place = _PLACE.unpack_from(self._text_places, 8 * number)
        start = place - self._texts_from
        text = self._texts[start : start + length].decode()
        return kept_together(text.replace(_ENDING, _UNBROKEN_ENDING)).split("\0")


@lru_cache(maxsize=4)
def _one_for_all(part: bytes) -> bytes:
    return part
