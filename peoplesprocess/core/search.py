"""Finding names by the words that somebody typed: in every script, whatever the case and the accents."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, combining, decimal, normalize

LONGEST_SEARCH = 80
"""So many characters of what was typed are looked for."""
FOLDED = 20_000
"""So many names are remembered: one list after the other looks at the same ones."""
TATWEEL = "\u0640"
"""Stretches a word of Arabic script, and means nothing."""
_SAME = str.maketrans(
    {
        # Letters of Arabic script that are typed for one another: alefs, yehs, kafs, and heh for teh marbuta.
        **dict.fromkeys("ٱٲٳ", "ا"),
        **dict.fromkeys("ىیې", "ي"),
        "ک": "ك",
        **dict.fromkeys("ةۀەہھ", "ه"),
        # Latin letters that have no accent to lose.
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
    """Return a text without case, accents and vowel signs, with western digits, each run of blanks as one.

    In Python and not in a statement: databases know case and accents of different scripts.
    """
    # Most names of most lists, in a tenth of the time.
    return " ".join(text.lower().split()) if text.isascii() else _folded(text)


def like_escaped(text: str) -> str:
    """Return a text as a pattern of LIKE finds it as it is, with the backslash as its sign of escape."""
    return "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in text)


@lru_cache(maxsize=FOLDED)
def _folded(text: str) -> str:
    parts = normalize("NFKD", normalize("NFKD", text).casefold())
    kept = "".join(_plain(sign) for sign in parts if not combining(sign) and sign != TATWEEL)
    return " ".join(kept.translate(_SAME).split())


def _plain(sign: str) -> str:
    """A sign as it is compared: any script's digit as a western one, and nothing of what nobody sees."""
    if sign.isdecimal():
        return str(decimal(sign))
    return "" if category(sign) == "Cf" else sign


class SearchWords:
    """The words that somebody looks for; without any, everything matches."""

    def __init__(self, typed: str) -> None:
        self.typed = " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())
        self.typed = self.typed[:LONGEST_SEARCH].strip()
        self.folded = folded(self.typed).split()

    def __bool__(self) -> bool:
        return bool(self.folded)

    def match(self, *texts: str) -> bool:
        """Return whether each of the words is in one of the texts."""
        return all(any(word in folded(text) for text in texts) for word in self.folded)
