"""PDF files are drawn where they are what is looked at: a second for each would be most of a crawl."""

from __future__ import annotations

from pathlib import Path

from flask import g, request

from peoplesprocess.web import pdf_renderer
from tests.first_of_kind import FirstOfKind

DRAWING = pdf_renderer.drawing
"""What draws a file in real life."""


def undrawn(html: str, size: str) -> bytes:
    """Return the page that would be drawn: its words can be read, and in a file they are packed."""
    return html.encode()


class DrawnOnce:
    """Draws a run's first paper of a kind, in each direction and in one language or two.

    Others are the page that would be drawn: French is drawn like English, and a Letter like an A4.
    """

    def __init__(self, folder: Path) -> None:
        self._papers = FirstOfKind(folder)

    def __call__(self, html: str, size: str) -> bytes:
        kind = request.endpoint, g.language == "ar", bool(request.args.get("second"))
        return DRAWING(html, size) if self._papers.is_first(kind) else undrawn(html, size)
