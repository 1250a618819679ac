"""Labels of fields in forms with several lines, which name the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peoplesprocess.core.messages import N_, Message, Refused


def in_line(words: str | Message, line: int) -> Message:
    """Return the label `words` with the number of its line."""
    return Message(N_("Line %(line)s: %(field)s"), {"field": words, "line": line})


def at_line_of_page(refusal: Refused, lines: Mapping[str, Sequence[int]]) -> Refused:
    """Return a refusal at the page's own field: rules number lines without counting empty ones.

    `lines` are the numbers of the filled lines on the page, by field name: `rate2` of a rule is `rate3` of
    the page if lines 1 and 3 are filled in.
    """

    def field_of(name: str) -> str:
        part = name.rstrip("0123456789")
        place, numbers = name.removeprefix(part), lines.get(part, ())
        return f"{part}{numbers[int(place) - 1]}" if place and int(place) <= len(numbers) else name

    return refusal.moved(field_of)
