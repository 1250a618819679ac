"""Making a page: its language, its template, its headers, and the word that tells when it is unchanged."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request
from flask.wrappers import Response
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from peoplesprocess.core import lists
from peoplesprocess.core.decisions import VERDICT_DONE, VERDICT_NAMES
from peoplesprocess.core.money import Money
from peoplesprocess.core.permissions import ROLE_NAMES
from peoplesprocess.web.guard import now, tagged
from peoplesprocess.web.i18n import SHIPPED, choose, digits_of, words
from peoplesprocess.web.minify import MinifyingLoader, stylesheet_source
from peoplesprocess.web.page_cache import PageCache
from peoplesprocess.web.pictograms import pictogram

PACKAGE = Path(__file__).parents[1]
STYLE = Path(__file__).parent / "static" / "style.css"
LANGUAGE_COOKIE, STYLE_COOKIE = "l", "c"
MONTH = 30 * 24 * 3600
AFTER_FIRST_PAINT = "/* What stands above paints the first screen; what follows may arrive after it. */"


def init(app: Flask) -> None:
    """Choose language and style for each request, and dress each response."""
    app.extensions["kept"] = PageCache()
    app.before_request(_choose)
    app.after_request(_dress)


def render_page(template: str, status: int = 200, **values: Any) -> Response:
    """Return the page that `template` makes in the reader's language."""
    values |= {"context": g.get("context"), "saved": "saved" in request.args}
    body = environment(g.language).get_template(template).render(g=g, path=request.path, now=now(), **values)
    response = Response(body, status, mimetype="text/html")
    if status == 200 and request.method == "GET" and "form" not in values:
        _tag(response, body)
    return response


@lru_cache
def environment(language: str) -> Environment:
    """Return the templates of one language: its words are their globals, so that macros have them too."""
    spoken = words(language)
    made = Environment(
        loader=MinifyingLoader([str(folder) for folder in sorted(PACKAGE.glob("*/templates"))]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.do"],
    )
    made.globals.update(
        _=spoken._,
        plural=spoken.plural,
        say=spoken.say,
        number=spoken.number,
        decimal=spoken.decimal,
        percent=spoken.percent,
        share=spoken.share,
        money=lambda amount, currency: spoken.money(Money(amount, currency, digits_of(currency))),
        amount=lambda amount, currency: Money(amount, currency, digits_of(currency)),
        pictogram=pictogram,
        sum=lambda amount, currency: spoken.sum(Money(amount, currency, digits_of(currency))),
        day=spoken.date,
        spoken=spoken,
        languages=[words(code) for code in SHIPPED],
        lists=lists,
        role_names={role.value: name for role, name in ROLE_NAMES.items()},
        verdict_names={verdict.value: name for verdict, name in VERDICT_NAMES.items()},
        verdict_done={verdict.value: name for verdict, name in VERDICT_DONE.items()},
        style=style(),
    )
    return made


class Style:
    """The stylesheet: inline on the first visit, by its own address once the browser has it.

    Inline it comes in two parts around the page, so that the first packets of a slow link paint something.
    """

    def __init__(self, css: str) -> None:
        first, _, rest = css.partition(AFTER_FIRST_PAINT)
        self.whole = css
        self.first, self.rest = Markup(first), Markup(rest)  # noqa: S704 - our own file, no data in it
        self.name = hashlib.sha256(css.encode()).hexdigest()[:8]
        self.address = f"/static/style.css?{self.name}"
        self.sources = " ".join(f"'sha256-{_digest(part)}'" for part in (first, rest))


def _digest(part: str) -> str:
    return base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()


@lru_cache
def style() -> Style:
    """Return the stylesheet, read once."""
    return Style(stylesheet_source(STYLE.read_text(), keep=AFTER_FIRST_PAINT))


def _choose() -> None:
    # Each use of a proxy looks up its request; every page comes by here.
    came, kept = request._get_current_object(), g._get_current_object()  # type: ignore[attr-defined]
    cookies, asked = came.cookies, None
    if came.method == "POST" or came.query_string:
        asked = (came.values if came.method == "POST" else came.args).get("language")
    kept.language = choose(
        asked, cookies.get(LANGUAGE_COOKIE), lambda: _best(came.headers.get("Accept-Language", ""))
    )
    kept.asked_language = asked if asked in SHIPPED else None
    kept.has_style = cookies.get(STYLE_COOKIE) == style().name


@lru_cache(maxsize=200)
def _best(accepted: str) -> str | None:
    # Browsers of one place send a handful of these, again and again.
    return parse_accept_header(accepted, LanguageAccept).best_match(SHIPPED)


def _tag(response: Response, body: str) -> None:
    if "version" in g:
        g.is_true_until_next_act = True
        tagged(response, g.version)
        return
    version = hashlib.blake2b(body.encode(), digest_size=8).hexdigest()
    tagged(response, version)
    if version in request.headers.get("If-None-Match", ""):
        response.status_code = 304
        response.set_data(b"")


def _dress(response: Response) -> Response:
    headers, is_page, status = response.headers, response.mimetype == "text/html", response.status_code
    came, kept = request._get_current_object(), g._get_current_object()  # type: ignore[attr-defined]
    if is_page:
        headers["Vary"] = "Accept-Language, Cookie"
    if status != 304:
        # An unchanged page keeps the headers that it came with.
        headers["X-Content-Type-Options"] = "nosniff"
        if is_page:
            headers.extend(_guards())
    if kept.get("asked_language"):
        _remember(response, LANGUAGE_COOKIE, kept.asked_language)
    if not kept.get("has_style") and is_page and not 300 <= status < 400:
        _remember(response, STYLE_COOKIE, style().name)
    if kept.get("is_true_until_next_act") and (encoding := headers.get("Content-Encoding")):
        current_app.extensions["kept"].put(kept.version, came.full_path, encoding, response.get_data())
    if "Cache-Control" not in headers:
        # Over plain HTTP a browser ignores the order to forget that leaving sends, so it may keep nothing.
        may_keep = came.is_secure or came.host.partition(":")[0] in ("127.0.0.1", "localhost")
        headers["Cache-Control"] = "private, no-cache" if may_keep else "no-store"
    if came.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


@lru_cache
def _guards() -> dict[str, str]:
    """What tells the browser to run nothing, load nothing from elsewhere and stand in no frame."""
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'self' {style().sources}; img-src 'self' data:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "same-origin",
    }


def _remember(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=12 * MONTH, samesite="Lax", secure=request.is_secure)


def build() -> str:
    """Return a short word for this version of templates, catalogues and style; pages depend on it."""
    digest = hashlib.blake2b(digest_size=6)
    for pattern in ("*/templates/**/*.html", "web/static/*", "**/*.py"):
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    for path in sorted((PACKAGE.parent / "translations").glob("*/LC_MESSAGES/*.po")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
