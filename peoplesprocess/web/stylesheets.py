"""The stylesheets: that of all pages, inline on the first visit, and that of pages for printing."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from peoplesprocess.web.minify import stylesheet_source

bp = Blueprint("stylesheets", __name__)

SOURCES = Path(__file__).parent / "static"
SHEETS = ("style", "paper")
AFTER_FIRST_PAINT = "/* What stands above paints the first screen; what follows may arrive after it. */"
FORMS = "/* What stands below is for forms and for who is signed in, and stands inside only their pages. */"
PRINTERS = "/* What stands below is for printers: no page brings it along, the file does. */"


@bp.get("/static/<name>.css")
def show(name: str) -> ResponseReturnValue:
    """Serve a stylesheet; its address contains its digest, so it never expires."""
    if name not in SHEETS:
        abort(404)
    headers = {
        "Content-Type": "text/css; charset=utf-8",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    return stylesheet(name).whole, 200, headers


class Stylesheet:
    """The stylesheet in the parts in which a page includes it, so that the first packets can be painted."""

    def __init__(self, source: str) -> None:
        above, _, below = source.partition(AFTER_FIRST_PAINT)
        rest, _, below = below.partition(FORMS)
        forms, _, printers = below.partition(PRINTERS)
        parts = [stylesheet_source(part) for part in (above, rest, forms)]
        self.whole = "".join(parts) + stylesheet_source(printers)
        self.first, self.rest, self.forms = map(Markup, parts)
        self.name = hashlib.sha256(self.whole.encode()).hexdigest()[:8]
        self.sources = " ".join(f"'sha256-{_digest(part)}'" for part in parts)


@lru_cache(maxsize=len(SHEETS))
def stylesheet(name: str = "style") -> Stylesheet:
    """Return a stylesheet, which is cached."""
    return Stylesheet((SOURCES / f"{name}.css").read_text())


def _digest(part: str) -> str:
    return base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
