"""The word for the head of a journal, short enough for paper: a number and the beginning of a digest."""

from __future__ import annotations

import re
from typing import NamedTuple

from peoplesprocess.core.numerals import western

LENGTH = 16
"""The hexadecimal digits of a digest in a word: 64 bits, as hard to match by trial as a good password."""
_GROUP = 4
_SEPARATORS = re.compile(r"[\W_]+")
_WORD = re.compile(rf"(\d+)([0-9a-f]{{{LENGTH}}})")


class UnreadableHeadWord(ValueError):
    """The text is not a head word."""


class JournalHeadWord(NamedTuple):
    """The content of a head word: the entry's number and the first digits of its digest."""

    number: int
    digest: str

    def __str__(self) -> str:
        groups = [self.digest[at : at + _GROUP] for at in range(0, LENGTH, _GROUP)]
        return "-".join([str(self.number), *groups])


def head_word(number: int, digest: str) -> JournalHeadWord:
    """Return the word for an entry's number and digest."""
    return JournalHeadWord(number, digest[:LENGTH])


def parse_word(typed: str) -> JournalHeadWord:
    """Return the content of a head word, in any case, script of digits, and with or without separators.

    Errors: UnreadableHeadWord.
    """
    found = _WORD.fullmatch(_SEPARATORS.sub("", western(typed)).lower())
    if found is None:
        raise UnreadableHeadWord(typed)
    return JournalHeadWord(int(found[1]), found[2])
