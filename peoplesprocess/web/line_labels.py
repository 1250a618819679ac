"""What a field of a form of several lines is called: what is asked, and of which line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peoplesprocess.core.messages import N_, Message, Refused


def in_line(words: str | Message, line: int) -> Message:
    """Return what the field that asks for `words` is called in one of several lines."""
    return Message(N_("Line %(line)s: %(field)s"), {"field": words, "line": line})


def at_line_of_page(refusal: Refused, lines: Mapping[str, Sequence[int]]) -> Refused:
    """Return a refusal at the field of the page that it is about: rules do not count lines left empty.

    `lines` are the numbers of the other lines on the page, by the names of their fields: `rate2` of a rule is
    `rate3` of the page where the lines 1 and 3 are filled in.
    """

    def field_of(name: str) -> str:
        part = name.rstrip("0123456789")
        place, numbers = name.removeprefix(part), lines.get(part, ())
        return f"{part}{numbers[int(place) - 1]}" if place and int(place) <= len(numbers) else name

    return refusal.moved(field_of)
