"""A random cookie that binds the forms of somebody who is not signed in to their browser.

Without it the token of the sign-in form would be the same for everybody, and another site could sign somebody
in to an account that is not theirs.
"""

from __future__ import annotations

import secrets

from flask import Flask, g, request
from flask.wrappers import Response

from peoplesprocess.core.secrets import hashed

COOKIE, SECURE_COOKIE = "pre", "__Host-pre"
NOBODY = "nobody"


def init(app: Flask) -> None:
    """Set the cookie on responses whose form needs it."""
    app.after_request(_set_cookie)


def mark() -> str:
    """Return the value to which the forms of this request are bound while nobody is signed in."""
    value = g.get("stranger") or _sent()
    return hashed(value) if value else NOBODY


def begin() -> None:
    """Bind the forms of this response to the browser, which gets a cookie unless it has one."""
    if not _sent() and "stranger" not in g:
        g.stranger = secrets.token_urlsafe(12)


def forget(response: Response) -> None:
    """Delete the cookie: a signed-in person has a session instead."""
    for name in (COOKIE, SECURE_COOKIE):
        if name in request.cookies:
            response.delete_cookie(name, path="/", httponly=True, samesite="Lax", secure=request.is_secure)


def _sent() -> str:
    return request.cookies.get(SECURE_COOKIE if request.is_secure else COOKIE, "")


def _set_cookie(response: Response) -> Response:
    if "stranger" in g:
        name = SECURE_COOKIE if request.is_secure else COOKIE
        response.set_cookie(
            name, g.stranger, httponly=True, samesite="Lax", secure=request.is_secure, path="/"
        )
    return response
