"""Text messages: how many parts a text takes, and how a sentence is shortened to fit.

A message in the GSM alphabet holds 160 characters, any other 70; each part of a longer message holds a little
less. One part is preferred and two are the limit. The title is cut first, down to a length that still names
it, then the end of the reason; our own words about the outcome are never cut. Source: 3GPP TS 23.038, the
default alphabet and its extension.
"""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

MOST_PARTS = 2
LEAST_TITLE = 16
"""A title of this many characters is still recognisable."""
LEAST_REASON = 12
_OWN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€")
"""Characters of the extension, which take the room of two."""
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
    """Return the number of parts that a text takes."""
    if all(sign in _OWN or sign in _TWICE for sign in text):
        return _parts(len(text) + sum(sign in _TWICE for sign in text), 160, 153)
    return _parts(len(text.encode("utf-16-le")) // 2, 70, 67)


def spelt(text: str) -> str:
    """Return a text with plain punctuation, and without accents that would halve the room of a message.

    A text in another script keeps its letters.
    """
    plain = " ".join(text.translate(_SPELT).split())
    own = "".join(_own(sign) for sign in plain)
    return own if all(sign in _OWN or sign in _TWICE for sign in own) else plain


def fitted(compose: Callable[[str, str], str], title: str, reason: str = "") -> str:
    """Return the sentence that `compose` makes of a title and a reason, shortened as little as possible."""
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
