"""Plus Codes: places as codes of ten or more characters. Short codes depend on a town and are refused."""

from __future__ import annotations

import re
from decimal import Decimal

from peoplesprocess.core.coordinate_texts import Pair, UnreadablePoint
from peoplesprocess.core.messages import N_

ALPHABET = "23456789CFGHJMPQRVWX"
_FULL = re.compile(rf"[{ALPHABET[:9]}][{ALPHABET[:18]}][{ALPHABET}]{{6}}\+[{ALPHABET}]{{2,7}}", re.I)
_ANY = re.compile(rf"(?<![\w+])([{ALPHABET}0]{{2,8}}\+[{ALPHABET}]{{0,7}})(?![\w+])", re.I)
_ROWS, _COLUMNS = 5, 4
"""Each character after the tenth divides a place into this many rows and columns."""


def plus_code_pair(text: str) -> list[Pair] | None:
    """Return the centre of the place that a full Plus Code names, None if `text` has no Plus Code.

    Errors: UnreadablePoint if the code is a short one, or one of a whole region.
    """
    found = _ANY.search(text.replace("%2B", "+").replace("%2b", "+"))
    if found is None:
        return None
    code = found[1].upper()
    if "0" in code or (code.index("+") == 8 and len(code) < 11):
        raise UnreadablePoint(
            N_("This Plus Code names a whole region. Write the longer one, like 8FVC9G8F+6X.")
        )
    if _FULL.fullmatch(code) is None:
        raise UnreadablePoint(
            N_(
                "This is a short Plus Code, which needs a town beside it. Write the whole code: it has "
                "eight signs before the plus."
            )
        )
    return [_middle(code.replace("+", ""))]


def _middle(code: str) -> Pair:
    """Return the centre of the place that a code without its plus names."""
    latitude, longitude = Decimal(-90), Decimal(-180)
    high = wide = Decimal(400)
    for place in range(0, 10, 2):
        high, wide = high / 20, wide / 20
        latitude += high * ALPHABET.index(code[place])
        longitude += wide * ALPHABET.index(code[place + 1])
    for sign in code[10:]:
        high, wide = high / _ROWS, wide / _COLUMNS
        row, column = divmod(ALPHABET.index(sign), _COLUMNS)
        latitude, longitude = latitude + high * row, longitude + wide * column
    return latitude + high / 2, longitude + wide / 2
