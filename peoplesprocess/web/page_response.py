"""Rendering a page: its language, its template, its headers and its ETag."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g, render_template, request
from flask.wrappers import Response
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import dump_cookie, parse_accept_header

from peoplesprocess.web import page_cache
from peoplesprocess.web.i18n import SHIPPED, choose_language, use_language
from peoplesprocess.web.request_state import now
from peoplesprocess.web.stylesheets import stylesheet

PACKAGE = Path(__file__).parents[1]
LANGUAGE_COOKIE, STYLE_COOKIE = "l", "c"
MONTH = 30 * 24 * 3600


def init(app: Flask) -> None:
    """Choose language and style for each request, and set the headers of each response."""
    app.extensions["page_cache"] = page_cache.PageCache()
    app.before_request(_choose)
    app.after_request(_dress)


def render_page(template: str, status: int = 200, **values: Any) -> Response:
    """Return the page that `template` renders in the reader's language."""
    body = render_template(
        template,
        context=g.get("context"),
        path=request.path,
        saved="saved" in request.args,
        now=now(),
        **values,
    )
    response = Response(body, status, mimetype="text/html")
    if status == 200 and request.method == "GET" and "form" not in values and "holds_form" not in g:
        _tag(response, body)
    return response


def _choose() -> None:
    # Every page runs this, and each access to a proxy costs a lookup.
    asked_for, state = request._get_current_object(), g._get_current_object()  # type: ignore[attr-defined]
    cookies, asked = asked_for.cookies, None
    if asked_for.method == "POST" or asked_for.query_string:
        asked = (asked_for.values if asked_for.method == "POST" else asked_for.args).get("language")
    state.language = choose_language(
        asked, cookies.get(LANGUAGE_COOKIE), lambda: _best(asked_for.headers.get("Accept-Language", ""))
    )
    use_language(state.language)
    state.asked_language = asked if asked in SHIPPED else None
    state.has_style = cookies.get(STYLE_COOKIE) == stylesheet().name


@lru_cache(maxsize=200)
def _best(accepted: str) -> str | None:
    # Cached, as the browsers of one place send only a handful of different values.
    return parse_accept_header(accepted, LanguageAccept).best_match(SHIPPED)


def _tag(response: Response, body: str) -> None:
    if "version" in g:
        g.valid_until_next_act = True
        page_cache.tagged(response, g.version)
        return
    version = hashlib.blake2b(body.encode(), digest_size=8).hexdigest()
    page_cache.tagged(response, version)
    if version in request.headers.get("If-None-Match", ""):
        response.status_code = 304
        response.set_data(b"")
    elif page_cache.VALID_UNTIL in request.environ:
        g.version, g.valid_until_next_act = version, True


def _dress(response: Response) -> Response:
    headers, is_page, status = response.headers, response.mimetype == "text/html", response.status_code
    asked_for, state = request._get_current_object(), g._get_current_object()  # type: ignore[attr-defined]
    if is_page:
        # A shared cache must not send a compressed page to a client that cannot decompress it.
        may_be_shared = "public" in headers.get("Cache-Control", "")
        headers["Vary"] = f"{'Accept-Encoding, ' if may_be_shared else ''}Accept-Language, Cookie"
    if status != 304:
        # A 304 leaves the headers of the cached page as they are.
        headers["X-Content-Type-Options"] = "nosniff"
        if is_page:
            for name, value in _security_headers(bool(state.get("has_style"))).items():
                # A page may set a stricter value, and browsers use only one header of each name.
                headers.setdefault(name, value)
        else:
            headers.setdefault("Content-Security-Policy", "frame-ancestors 'none'")
    if state.get("asked_language"):
        _set_cookie(response, LANGUAGE_COOKIE, state.asked_language)
    if not state.get("has_style") and is_page and not 300 <= status < 400:
        _set_cookie(response, STYLE_COOKIE, stylesheet().name)
    page_cache.remember(response)
    if "Cache-Control" not in headers:
        # Over plain HTTP a browser ignores Clear-Site-Data at sign-out, so it must not store pages at all.
        may_store = asked_for.is_secure or asked_for.host.partition(":")[0] in ("127.0.0.1", "localhost")
        headers["Cache-Control"] = "private, no-cache" if may_store else "no-store"
    if asked_for.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


@lru_cache(maxsize=2)
def _security_headers(has_style: bool) -> dict[str, str]:
    """Return the headers that allow no scripts, no foreign content and no frames."""
    # Only a first visit has styles inside the page, and their digests are listed here.
    styles = "'self'" if has_style else f"'self' {stylesheet().sources}"
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src {styles}; img-src 'self' data:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "same-origin",
        # For old telephones, which do not know frame-ancestors.
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(),geolocation=(),microphone=()",
    }


def _set_cookie(response: Response, name: str, value: str) -> None:
    # Every browser knows Max-Age, so Expires is left out.
    cookie = dump_cookie(
        name, value, max_age=12 * MONTH, samesite="Lax", secure=request.is_secure, sync_expires=False
    )
    response.headers.add("Set-Cookie", cookie)


def build() -> str:
    """Return a short digest of the code, templates, catalogues and styles, on which cached pages depend."""
    digest = hashlib.blake2b(digest_size=6)
    for pattern in ("*/templates/**/*.html", "web/static/*", "**/*.py"):
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    for path in sorted((PACKAGE.parent / "translations").glob("*/LC_MESSAGES/*.po")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
