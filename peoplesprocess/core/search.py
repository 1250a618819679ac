"""Search of names by words: in every script, ignoring case and accents."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, combining, decimal, normalize

LONGEST_SEARCH = 80
"""Longer search texts are cut to this number of characters."""
FOLDED = 20_000
"""The size of the cache: the same names are searched in one list after another."""
TATWEEL = "\u0640"
"""Stretches a word in Arabic script; has no meaning."""
_SAME = str.maketrans(
    {
        # Letters of Arabic script that are typed for one another: alefs, yehs, kafs, and heh for teh marbuta.
        **dict.fromkeys("ٱٲٳ", "ا"),
        **dict.fromkeys("ىیې", "ي"),
        "ک": "ك",
        **dict.fromkeys("ةۀەہھ", "ه"),
        # Latin letters without a decomposition.
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "ı": "i",
        "đ": "d",
        "’": "'",
    }
)


def folded(text: str) -> str:
    """Return a text without case, accents and vowel signs, with western digits and single blanks.

    Done in Python and not in a statement, because databases differ in the scripts whose case and accents they
    fold.
    """
    # The fast path for ASCII, ten times as fast, serves most names in most lists.
    return " ".join(text.lower().split()) if text.isascii() else _folded(text)


def like_escaped(text: str) -> str:
    """Return a text escaped for a LIKE pattern with the backslash as escape character."""
    return "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in text)


@lru_cache(maxsize=FOLDED)
def _folded(text: str) -> str:
    parts = normalize("NFKD", normalize("NFKD", text).casefold())
    kept = "".join(_plain(sign) for sign in parts if not combining(sign) and sign != TATWEEL)
    return " ".join(kept.translate(_SAME).split())


def _plain(sign: str) -> str:
    """Return a character as compared: digits of any script as western ones, "" for invisible characters."""
    if sign.isdecimal():
        return str(decimal(sign))
    return "" if category(sign) == "Cf" else sign


class SearchWords:
    """The words of a search; without any, everything matches."""

    def __init__(self, typed: str) -> None:
        self.typed = " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())
        self.typed = self.typed[:LONGEST_SEARCH].strip()
        self.folded = folded(self.typed).split()

    def __bool__(self) -> bool:
        return bool(self.folded)

    def match(self, *texts: str) -> bool:
        """Return whether each word is in at least one of the texts."""
        return all(any(word in folded(text) for text in texts) for word in self.folded)
