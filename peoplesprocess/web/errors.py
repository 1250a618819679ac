"""What a visitor reads when something cannot be done: a page that says what to do, and tells nothing else."""

from __future__ import annotations

import logging

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from peoplesprocess.core.messages import N_
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.web.i18n import SOURCE, use_language
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.request_state import close

SENTENCES = {
    400: (N_("This could not be read"), N_("Go back and send it again.")),
    403: (N_("This came from another site"), N_("Open the page here and send it again.")),
    404: (N_("There is nothing here for you to see"), N_("Check the address, or go to the first page.")),
    405: (N_("This could not be read"), N_("Go back and send it again.")),
    413: (N_("This is too large to send"), N_("Go back and send smaller files, each under 5 MB.")),
    500: (
        N_("Something broke on our side"),
        N_("Nothing was half saved. Go back and try again in a minute."),
    ),
    503: (
        N_("Somebody else is saving right now"),
        N_("Nothing was saved. Go back and send it again in a minute."),
    ),
}


def init(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Forbidden, _forbidden)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(Exception, _broken)
    app.before_request(_refuse_unstorable)
    app.before_request(_refuse_other_sites)
    app.teardown_request(_close)


def error_page(status: int) -> ResponseReturnValue:
    """Return the page of an error."""
    title, advice = SENTENCES.get(status, SENTENCES[400])
    if "language" not in g:
        g.language = SOURCE
        use_language(SOURCE)
    g.setdefault("has_style", False)
    return render_page("error.html", status, title=title, advice=advice)


def _of_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    return error_page(error.code)


def _forbidden(error: Forbidden) -> ResponseReturnValue:
    return error_page(404)


def _busy(error: OperationalError) -> ResponseReturnValue:
    _log(error)
    return error_page(503)


def _broken(error: Exception) -> ResponseReturnValue:
    if current_app.testing:
        raise error
    _log(error)
    return error_page(500)


def _log(error: Exception) -> None:
    # The kind and the route only: messages of the database carry what people typed.
    logging.getLogger("peoplesprocess").error("%s at %s", type(error).__name__, request.endpoint)


def _refuse_unstorable() -> ResponseReturnValue | None:
    # PostgreSQL stores no zero byte, so no address of ours holds one.
    asked = [request.path, *(part for pair in request.args.items(multi=True) for part in pair)]
    return error_page(404) if any("\x00" in part for part in asked) else None


def _refuse_other_sites() -> ResponseReturnValue | None:
    if request.method != "POST":
        return None
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != request.host_url.rstrip("/")
    if foreign or request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return error_page(403)
    return None


def _close(error: BaseException | None) -> None:
    close()
    request.close()
