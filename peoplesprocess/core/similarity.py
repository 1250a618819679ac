"""The similarity of two short texts, by the trigrams that their words share, in every script.

Words are folded first (`core.search`), so that case, accents, vowel signs and forms of letters do not count.
The trigrams of a text are the bits of one integer, so that hundreds of texts can be compared pairwise
quickly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nlargest
from typing import NamedTuple

from peoplesprocess.core.search import folded

ALIKE = 50
"""Two needs with at least this similarity, in hundredths, may be the same."""


class AlikePair(NamedTuple):
    """Two texts by their numbers, the smaller first, and their similarity in hundredths."""

    first: int
    second: int
    hundredths: int


def folded_words(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return "".join(sign if sign.isalnum() else " " for sign in folded(text)).split()


def trigrams(text: str, without: Collection[str] = ()) -> frozenset[str]:
    """Return the trigrams in the words of a text; each word is padded with a blank on both sides.

    Folded words in `without` do not count, unless the text has no others.
    """
    words = folded_words(text)
    words = [word for word in words if word not in without] or words
    return frozenset(
        padded[at : at + 3] for word in words for padded in [f" {word} "] for at in range(len(padded) - 2)
    )


def alike_pairs(texts: Mapping[int, str], most: int, without: Collection[str] = ()) -> list[AlikePair]:
    """Return the pairs of similar texts, the most similar first, at most `most`.

    `without` is used as in `trigrams`.
    """
    known = sorted(_as_bits(texts, without), key=lambda one: one[2])
    found: list[tuple[int, int, int]] = []
    for at, (one, bits, size) in enumerate(known):
        # The sizes of the texts limit their similarity: beyond this one it is always below `ALIKE`.
        longest = (200 - ALIKE) * size // ALIKE
        for other, other_bits, other_size in known[at + 1 :]:
            if other_size > longest:
                break
            hundredths = 200 * (bits & other_bits).bit_count() // (size + other_size)
            if hundredths >= ALIKE:
                found.append((hundredths, -max(one, other), -min(one, other)))
    return [AlikePair(-first, -second, hundredths) for hundredths, second, first in nlargest(most, found)]


def alike(text: str, others: Mapping[int, str], most: int, without: Collection[str] = ()) -> list[int]:
    """Return the numbers of the texts that are similar to one, the most similar first, at most `most`.

    `without` is used as in `trigrams`.
    """
    own = trigrams(text, without)
    found = {number: _share(own, trigrams(other, without)) for number, other in others.items()}
    return nlargest(
        most,
        (number for number, hundredths in found.items() if hundredths >= ALIKE),
        key=lambda number: (found[number], -number),
    )


def _share(own: frozenset[str], other: frozenset[str]) -> int:
    both = len(own) + len(other)
    return 200 * len(own & other) // both if both else 0


def _as_bits(texts: Mapping[int, str], without: Collection[str]) -> Sequence[tuple[int, int, int]]:
    """Return each text's number, trigrams as bits, and count of trigrams; skip texts without words."""
    places: dict[str, int] = {}
    found = []
    for number, text in texts.items():
        own = trigrams(text, without)
        if own:
            found.append((number, _bits(own, places), len(own)))
    return found


def _bits(own: Iterable[str], places: dict[str, int]) -> int:
    bits = 0
    for triple in own:
        bits |= 1 << places.setdefault(triple, len(places))
    return bits
