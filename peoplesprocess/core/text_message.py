"""Text messages of a telephone: how many parts a text takes, and how one sentence is cut to fit.

A message in the telephone's own alphabet takes 160 signs, one in any other 70; of several parts each has a
little less room. One part is wanted and two are the most. What was said of the title is cut first, down to
words that still name it; after that the end of the reason; what became of it, in our words, never is.
Source: 3GPP TS 23.038, the default alphabet and its extension.
"""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

MOST_PARTS = 2
LEAST_TITLE = 16
"""So many signs of a title still name it."""
LEAST_REASON = 12
_OWN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€")
"""Signs of the extension take the room of two."""
_SPELT = {
    0x00A0: " ",
    0x202F: " ",
    0x2009: " ",
    **dict.fromkeys((0x2018, 0x2019, 0x02BC), "'"),
    **dict.fromkeys((0x201C, 0x201D, 0x00AB, 0x00BB), '"'),
    **dict.fromkeys((0x2010, 0x2011, 0x2013, 0x2014), "-"),
    0x2026: "...",
    0x00B7: "-",
    0x0153: "oe",
    **dict.fromkeys((0x200B, 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), ""),
}


def parts(text: str) -> int:
    """Return how many parts a text takes."""
    if all(sign in _OWN or sign in _TWICE for sign in text):
        return _parts(len(text) + sum(sign in _TWICE for sign in text), 160, 153)
    return _parts(len(text.encode("utf-16-le")) // 2, 70, 67)


def spelt(text: str) -> str:
    """Return a text as a telephone writes it: plain signs, and no accent that costs half of the room.

    A text in another script stays as it is, but for signs that nobody sees.
    """
    plain = " ".join(text.translate(_SPELT).split())
    own = "".join(_own(sign) for sign in plain)
    return own if all(sign in _OWN or sign in _TWICE for sign in own) else plain


def fitted(compose: Callable[[str, str], str], title: str, reason: str = "") -> str:
    """Return the sentence that `compose` makes of a title and a reason, cut as little as it must be."""
    titles = [title, *(_cut(title, length) for length in range(len(title) - 1, LEAST_TITLE - 1, -1))]
    for most in range(1, MOST_PARTS + 1):
        for each in titles:
            text = spelt(compose(each, reason))
            if parts(text) <= most:
                return text
    for length in range(len(reason) - 1, LEAST_REASON - 1, -1):
        text = spelt(compose(titles[-1], _cut(reason, length)))
        if parts(text) <= MOST_PARTS:
            return text
    return spelt(compose(titles[-1], _cut(reason, LEAST_REASON)))


def _parts(length: int, alone: int, each: int) -> int:
    return 1 if length <= alone else -(-length // each)


def _own(sign: str) -> str:
    if sign in _OWN or sign in _TWICE:
        return sign
    return normalize("NFKD", sign)[:1]


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length].rstrip()}…"
