"""Texts of cells, collected from pieces of XML."""

from __future__ import annotations

_MOST_PARTS = 1_000
"""The number of pieces, mostly lines, that a cell's longest text may consist of."""


class CellTexts:
    """A collector of the text of `t` elements, without phonetic readings."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._in_text = self._in_phonetics = False

    def begun(self, tag: str) -> None:
        """Handle the start of an element."""
        self._in_text = tag == "t" or self._in_text
        self._in_phonetics = tag == "rPh" or self._in_phonetics

    def ended(self, tag: str) -> None:
        """Handle the end of an element."""
        self._in_text = tag != "t" and self._in_text
        self._in_phonetics = tag != "rPh" and self._in_phonetics

    def characters(self, text: str) -> None:
        """Add a piece of text, if it belongs to a cell."""
        if self._in_text and not self._in_phonetics and len(self._parts) < _MOST_PARTS:
            self._parts.append(text)

    def taken(self) -> str:
        """Return the collected text and start again."""
        text = "".join(self._parts)
        self._parts.clear()
        return text
