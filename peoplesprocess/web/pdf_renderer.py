"""Papers as PDF files, rendered by WeasyPrint if it is installed.

It takes forty megabytes and libraries of the system, so it is an extra, and imported only for the first
paper. One paper is rendered at a time, without holding a database connection, and nothing is fetched for it.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from html import unescape
from threading import BoundedSemaphore, Lock
from types import ModuleType

from flask import Response, g, request

from peoplesprocess.core.messages import N_
from peoplesprocess.web import request_state
from peoplesprocess.web.downloads import PDF, response
from peoplesprocess.web.error_pages import say
from peoplesprocess.web.stylesheets import stylesheet

SIZES = {"a4": "A4", "letter": "Letter"}
PEN = Lock()
"""Held while a paper is rendered, since each takes a core for a second."""
PLACES = BoundedSemaphore(3)
"""One paper is rendered and two wait; further requests are refused at once, as each would hold a thread."""
WAIT_SECONDS = 10
_SHEET = """
@page { size: %s }
body { font-family: "Noto Sans", "Noto Sans Arabic", "Noto Naskh Arabic", "DejaVu Sans", sans-serif }
.wall { font-size: 11.8pt }
"""
_ANY_WAY = re.compile(r'<bdi>|dir="auto"[^>]*>|dir=auto[^>]*>')
_log = logging.getLogger(__name__)


def is_made() -> bool:
    """Return whether this installation can make PDF files."""
    return _library() is not None


def pdf_file(page: Callable[[], Response], name: str) -> Response:
    """Return the response of `page` as a PDF file called `name`, in the paper size that the address asks for.

    If no PDF files can be made, or too many others are waiting, a page says what to do.
    """
    # Styles are passed to WeasyPrint separately.
    g.has_style = True
    made = page()
    if made.status_code != 200:
        return made
    if not is_made():
        advice = N_("Open the paper itself. Choose “Print” in the browser, then “Save as PDF”.")
        return say(N_("No PDF files are made here"), advice, 404)
    # Release the database connection, as rendering may have to wait.
    request_state.close()
    drawn = _in_turn(made.get_data(as_text=True), SIZES.get(request.args.get("size", ""), "A4"))
    if drawn is None:
        busy = say(
            N_("Other people are making papers right now"),
            N_("Try again in a minute, or print the paper from the browser."),
            503,
        )
        busy.headers["Retry-After"] = "30"
        return busy
    return response([drawn], PDF, name)


@lru_cache(maxsize=1)
def _library() -> ModuleType | None:
    """Return WeasyPrint, or None if it or a library of the system is missing."""
    try:
        import weasyprint
    except ImportError:
        return None
    except OSError:
        _log.warning("No PDF files are made: WeasyPrint is installed, and Pango is not (docs/operations.md)")
        return None
    # It warns about CSS that only browsers know.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    library: ModuleType = weasyprint
    return library


def _in_turn(html: str, size: str) -> bytes | None:
    """Return the PDF of a page, or None if it would have to wait too long."""
    if not PLACES.acquire(blocking=False):
        return None
    try:
        if not PEN.acquire(timeout=WAIT_SECONDS):
            return None
        try:
            return drawing(html, size)
        finally:
            PEN.release()
    finally:
        PLACES.release()


def drawing(html: str, size: str) -> bytes:
    """Return a page as the bytes of a PDF file; nothing is fetched for it."""
    import weasyprint
    from weasyprint.urls import URLFetcher

    nothing = URLFetcher(allowed_protocols=())
    texts = (stylesheet().whole, stylesheet("paper").whole, _SHEET % size)
    sheets = [weasyprint.CSS(string=text, url_fetcher=nothing) for text in texts]
    page = weasyprint.HTML(string=directed(html), url_fetcher=nothing)
    return bytes(page.write_pdf(stylesheets=sheets))


def directed(html: str) -> str:
    """Return a page with the direction of people's words, as WeasyPrint does not know dir="auto"."""

    def said(found: re.Match[str]) -> str:
        words = unescape(html[found.end() : found.end() + 200].partition("<")[0])
        way = f'dir="{_direction(words)}"'
        return f"<bdi {way}>" if found[0] == "<bdi>" else re.sub('dir="?auto"?', way, found[0])

    return _ANY_WAY.sub(said, html)


def _direction(words: str) -> str:
    """Return the direction of the first character that has a strong one."""
    kinds = map(unicodedata.bidirectional, words)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"
