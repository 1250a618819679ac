"""Clearing a browser's data when somebody signs out: the session cookie and cached pages."""

from __future__ import annotations

from flask import request
from flask.wrappers import Response

from peoplesprocess.web import sessions

TRUSTWORTHY = ("127.0.0.1", "localhost", "::1")


def forget_person(response: Response) -> None:
    """Delete the session cookie, and cached pages if the browser supports that here."""
    sessions.forget_cookie(response)
    if (
        request.is_secure
        or request.host.rpartition(":")[0].strip("[]") in TRUSTWORTHY
        or request.host in TRUSTWORTHY
    ):
        # Cookies stay: that this browser is known keeps strangers from slowing its people down.
        response.headers["Clear-Site-Data"] = '"cache"'
