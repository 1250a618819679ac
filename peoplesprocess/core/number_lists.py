"""Lists of numbers as people write them, such as 1-40, 52: reading them, and writing them short."""

from __future__ import annotations

import re
from collections.abc import Iterable

from peoplesprocess.core.numerals import NotANumber, western

MOST = 10_000
"""The most numbers in a list."""
_PART = re.compile(r"(\d{1,9})(?:[-\u2010-\u2015](\d{1,9}))?")
_BETWEEN = re.compile(r"[\s,;.،؛]+")
_DASH = re.compile(r" ?([-\u2010-\u2015\u2212]) ?")


def read_numbers(text: str) -> list[int]:
    """Return the numbers of a list in order, each once; 3-5 stands for 3, 4 and 5. Errors: NotANumber."""
    found, named = dict[int, None](), 0
    for part in filter(None, _BETWEEN.split(_DASH.sub("-", " ".join(text.split())))):
        numbers = _PART.fullmatch(western(part))
        if numbers is None:
            raise NotANumber(text)
        first = int(numbers[1])
        last = int(numbers[2] or first)
        # Repeated numbers count too, because each repetition costs time to read.
        named += last - first + 1
        if last < first or named > MOST:
            raise NotANumber(text)
        found |= dict.fromkeys(range(first, last + 1))
    return list(found)


def written_numbers(numbers: Iterable[int]) -> str:
    """Return a list as text, with each run of three or more numbers as its first and last."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and rows[-1][-1] + 1 == number:
            rows[-1].append(number)
        else:
            rows.append([number])
    return ", ".join(f"{row[0]}-{row[-1]}" if len(row) > 2 else ", ".join(map(str, row)) for row in rows)
