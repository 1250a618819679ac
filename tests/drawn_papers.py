"""PDF files are drawn where they are what is looked at: a second for each would be most of a crawl."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import g, request

from peoplesprocess.web import pdf_renderer

DRAWING = pdf_renderer.drawing
"""What draws a file in real life."""


def undrawn(html: str, size: str) -> bytes:
    """Return the page that would be drawn: its words can be read, and in a file they are packed."""
    return html.encode()


class FirstOfEachKind:
    """Draws a run's first paper of a kind, in each direction and in one language or two.

    Others are the page that would be drawn: French is drawn like English, and a Letter like an A4. `folder`
    belongs to all processes of the run: each kind that one of them draws leaves a mark there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, html: str, size: str) -> bytes:
        kind = request.endpoint, g.language == "ar", bool(request.args.get("second"))
        mark = self._folder / hashlib.sha256(repr(kind).encode()).hexdigest()
        try:
            mark.touch(exist_ok=False)
        except FileExistsError:
            return undrawn(html, size)
        return DRAWING(html, size)
