"""PDF files where files are not what is looked at: a second of drawing for each would be most of a crawl."""

from __future__ import annotations

from typing import Any

from flask import g, request

from peoplesprocess.web import pdf_renderer


def undrawn(html: str, size: str) -> bytes:
    """Return the page that would be drawn: its words can be read, and in a file they are packed."""
    return html.encode()


class FirstOfEachKind:
    """Draws the first paper of a kind, language and size. Others are the page that would be drawn."""

    def __init__(self) -> None:
        self._draw = pdf_renderer.drawing
        self._drawn: set[Any] = set()

    def __call__(self, html: str, size: str) -> bytes:
        kind = request.endpoint, g.language, request.args.get("second"), size
        if kind in self._drawn:
            return undrawn(html, size)
        self._drawn.add(kind)
        return self._draw(html, size)
