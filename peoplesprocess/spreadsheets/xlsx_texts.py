"""The texts of cells, collected from pieces of XML."""

from __future__ import annotations

_MOST_PARTS = 1_000
"""In so many pieces, lines mostly, comes the longest text of a cell."""


class CellTexts:
    """Collects the text of `t` elements, but not how it is spoken."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._in_text = self._in_phonetics = False

    def begun(self, tag: str) -> None:
        """Notice that an element begins."""
        self._in_text = tag == "t" or self._in_text
        self._in_phonetics = tag == "rPh" or self._in_phonetics

    def ended(self, tag: str) -> None:
        """Notice that an element ends."""
        self._in_text = tag != "t" and self._in_text
        self._in_phonetics = tag != "rPh" and self._in_phonetics

    def characters(self, text: str) -> None:
        """Take a piece of text, if it belongs to a cell."""
        if self._in_text and not self._in_phonetics and len(self._parts) < _MOST_PARTS:
            self._parts.append(text)

    def taken(self) -> str:
        """Return what was collected, and begin anew."""
        text = "".join(self._parts)
        self._parts.clear()
        return text
