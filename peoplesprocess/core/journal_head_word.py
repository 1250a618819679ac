"""The word for the head of a journal, short enough for paper: a number and the beginning of a digest."""

from __future__ import annotations

import re
from typing import NamedTuple

from peoplesprocess.core.numerals import western

LENGTH = 16
"""So many hexadecimal digits of a digest stand in a word: as hard to meet by trying as a good password."""
_GROUP = 4
_SEPARATORS = re.compile(r"[\W_]+")
_WORD = re.compile(rf"(\d+)([0-9a-f]{{{LENGTH}}})")


class UnreadableHeadWord(ValueError):
    """The text is not the word of a head."""


class JournalHeadWord(NamedTuple):
    """What a word says: a number and the first digits of a digest."""

    number: int
    digest: str

    def __str__(self) -> str:
        groups = [self.digest[at : at + _GROUP] for at in range(0, LENGTH, _GROUP)]
        return "-".join([str(self.number), *groups])


def head_word(number: int, digest: str) -> JournalHeadWord:
    """Return the word for an entry's number and digest."""
    return JournalHeadWord(number, digest[:LENGTH])


def parse_word(typed: str) -> JournalHeadWord:
    """Return what a word says, however its letters, blanks, strokes and digits are written.

    Errors: UnreadableHeadWord.
    """
    found = _WORD.fullmatch(_SEPARATORS.sub("", western(typed)).lower())
    if found is None:
        raise UnreadableHeadWord(typed)
    return JournalHeadWord(int(found[1]), found[2])
