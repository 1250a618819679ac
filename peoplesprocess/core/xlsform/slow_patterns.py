"""Detection of regular expressions that could take exponential time, by counting ways to match a text."""

from __future__ import annotations

import re

LONGEST_MATCHED = 500
"""The most characters that are matched against a pattern, and the most of a pattern itself."""
_MOST_WAYS = LONGEST_MATCHED**3
_UNIT = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]")
_REPEAT = re.compile(r"(?P<endless>[*+]|\{\d*,\})|\?|\{(?P<least>\d{0,3})(?P<up>,?)(?P<most>\d{0,3})\}")


def is_slow_pattern(pattern: str) -> bool:
    """Return whether a pattern can match a text in more ways than can be tried quickly.

    Each repeat, choice and option multiplies the ways; a repeated group multiplies those of all its rounds.
    """
    if len(pattern) > LONGEST_MATCHED:
        return True
    plain = _UNIT.sub(lambda found: "c" * len(found[0]), pattern)
    # For the whole and for each open group: its number of alternatives, and the ways of what is in it.
    choices, ways, at = [1], [1], 0
    while at < len(plain) and ways[-1] <= _MOST_WAYS:
        sign, inside, at = plain[at], 1, at + 1
        if sign == "(":
            choices.append(1)
            ways.append(1)
            at += len("?:") if plain.startswith("?", at) else 0
            continue
        if sign == "|":
            choices[-1] += 1
        elif sign == ")" and len(ways) > 1:
            inside = choices.pop() * ways.pop()
        repeat = _REPEAT.match(plain, at)
        if repeat is not None:
            at = repeat.end()
            inside = _repeated(inside, repeat)
        ways[-1] *= inside
    return choices[0] * max(ways) > _MOST_WAYS


def _repeated(ways: int, repeat: re.Match[str]) -> int:
    """Return the ways of something that is repeated."""
    if repeat["endless"]:
        return LONGEST_MATCHED if ways == 1 else _MOST_WAYS + 1
    least, most = (0, 1) if repeat[0] == "?" else _times(repeat)
    rounds: int = min(ways, _MOST_WAYS + 1) ** min(most, _MOST_WAYS.bit_length())
    return (most - least + 1) * rounds


def _times(repeat: re.Match[str]) -> tuple[int, int]:
    least = int(repeat["least"] or 0)
    most = int(repeat["most"] or 0) if repeat["up"] else least
    return least, max(least, most)
