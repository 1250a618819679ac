"""Error pages, which say what the visitor can do and reveal nothing else."""

from __future__ import annotations

from flask import Flask, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.exc import DBAPIError, TimeoutError
from werkzeug.exceptions import HTTPException

from peoplesprocess.core.messages import N_
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db.failure_cause import StorageFailureCause, cause_of
from peoplesprocess.photos.store import PhotosUnreachable
from peoplesprocess.web import request_log, request_state
from peoplesprocess.web.address_repair import meant_address
from peoplesprocess.web.i18n import SOURCE, use_language
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.storage_failure_message import FAILURE_NOTICES, FailureNotice

SENTENCES = {
    400: (N_("This could not be read"), N_("Go back and send it again.")),
    403: (N_("This came from another site"), N_("Open the page here and send it again.")),
    404: (N_("There is nothing for you to see here"), N_("Check the address, or go to the home page.")),
    405: (N_("This could not be read"), N_("Go back and send it again.")),
    413: (N_("This is too large to send"), N_("Go back and send smaller files, each under 5 MB.")),
    500: (
        N_("Something went wrong on our side"),
        N_("Nothing was half saved. Go back and try again in a minute."),
    ),
}


def init(app: Flask) -> None:
    """Register a page for every error."""
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Forbidden, _forbidden)
    for kind in (DBAPIError, TimeoutError, OSError, PhotosUnreachable):
        app.register_error_handler(kind, _of_storage)
    app.register_error_handler(Exception, _broken)
    app.before_request(_refuse_unstorable)
    app.before_request(_refuse_other_sites)
    app.teardown_request(_close)


def error_page(status: int) -> ResponseReturnValue:
    """Return the error page for a status."""
    return say(*SENTENCES.get(status, SENTENCES[400]), status)


def say(title: str, advice: str, status: int, **values: object) -> Response:
    """Return a page with a title and advice."""
    if "language" not in g:
        g.language = SOURCE
        use_language(SOURCE)
    g.setdefault("has_style", False)
    request_id = g.get("request_id") if status >= 500 else None
    shown = {"kept": (), "again": "", "request_id": request_id, **values}
    return render_page("error.html", status, title=title, advice=advice, **shown)


def _of_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    if error.code == 404 and (meant := meant_address()):
        return redirect(meant, 302)
    return error_page(error.code)


def _forbidden(error: Forbidden) -> ResponseReturnValue:
    return error_page(404)


def _of_storage(error: DBAPIError | TimeoutError | OSError | PhotosUnreachable) -> ResponseReturnValue:
    """Answer with the true cause; a form is shown again with what was typed, which only needs reading."""
    cause = cause_of(error)
    if cause is None:
        return _broken(error)
    request_log.error(error, cause)
    notice = FAILURE_NOTICES[cause]
    if request.method != "POST" or "unsaved" in g or request.view_args is None:
        return _page_of(g.get("unsaved") or notice)
    request_state.close()
    g.unsaved = notice
    try:
        return current_app.dispatch_request()
    except Exception as again:
        return current_app.handle_user_exception(again)


def _page_of(notice: FailureNotice) -> Response:
    kept = notice.kept()
    response = say(
        notice.title, notice.advice, notice.status, kept=kept, again=request.full_path.removesuffix("?")
    )
    if kept:
        response.headers["Cache-Control"] = "no-store"
    if notice.cause is StorageFailureCause.BUSY:
        response.headers["Retry-After"] = "5"
    return response


def _broken(error: Exception) -> ResponseReturnValue:
    if current_app.testing:
        raise error
    request_log.error(error)
    return error_page(500)


def _refuse_unstorable() -> ResponseReturnValue | None:
    # PostgreSQL stores no NUL, so no address of ours contains one.
    asked = [request.path, *(part for pair in request.args.items(multi=True) for part in pair)]
    return error_page(404) if any("\x00" in part for part in asked) else None


def _refuse_other_sites() -> ResponseReturnValue | None:
    if request.method != "POST":
        return None
    origin = request.headers.get("Origin")
    # Compare encoded host names; `host_url` would decode internationalized ones.
    foreign = origin is not None and origin.lower() != f"{request.scheme}://{request.host}".lower()
    if foreign or request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return error_page(403)
    return None


def _close(error: BaseException | None) -> None:
    request_state.close()
    request.close()
