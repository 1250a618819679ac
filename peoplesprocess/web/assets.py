"""The stylesheets: that of all pages, inline on the first visit, and that of pages made to be printed."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from peoplesprocess.web.minify import stylesheet_source

bp = Blueprint("assets", __name__)

SOURCES = Path(__file__).parent / "static"
SHEETS = ("style", "paper")
AFTER_FIRST_PAINT = "/* What stands above paints the first screen; what follows may arrive after it. */"


@bp.get("/static/<name>.css")
def style_sheet(name: str) -> ResponseReturnValue:
    """Serve a stylesheet; its address names its content, so a browser may keep it for ever."""
    if name not in SHEETS:
        abort(404)
    headers = {
        "Content-Type": "text/css; charset=utf-8",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    return stylesheet(name).whole, 200, headers


class Stylesheet:
    """The stylesheet in two parts around the page, so that a slow link's first packets paint something."""

    def __init__(self, css: str) -> None:
        first, _, rest = css.partition(AFTER_FIRST_PAINT)
        self.whole = first + rest
        self.first, self.rest = Markup(first), Markup(rest)  # noqa: S704 - our own file, no data in it
        self.name = hashlib.sha256(css.encode()).hexdigest()[:8]
        self.sources = " ".join(f"'sha256-{_digest(part)}'" for part in (first, rest))


@lru_cache(maxsize=len(SHEETS))
def stylesheet(name: str = "style") -> Stylesheet:
    """Return one of the stylesheets, read once."""
    return Stylesheet(stylesheet_source((SOURCES / f"{name}.css").read_text(), keep=AFTER_FIRST_PAINT))


def _digest(part: str) -> str:
    return base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
