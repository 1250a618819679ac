"""What a field of a form of several lines is called: what is asked, and of which line."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Message


def in_line(words: str | Message, line: int) -> Message:
    """Return what the field that asks for `words` is called in one of several lines."""
    return Message(N_("%(field)s, line %(line)s"), {"field": words, "line": line})
