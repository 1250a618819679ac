"""Who is not signed in yet: a random cookie that binds a form to the browser it was shown in.

Without it the token of the sign-in form would be the same for everybody, and a form on another site could
sign somebody in to an account that is not theirs.
"""

from __future__ import annotations

import secrets

from flask import Flask, g, request
from flask.wrappers import Response

from peoplesprocess.core.secrets import hashed

COOKIE, SECURE_COOKIE = "pre", "__Host-pre"
NOBODY = "nobody"


def init(app: Flask) -> None:
    """Hand the cookie out with the page whose form needs it."""
    app.after_request(_set_cookie)


def mark() -> str:
    """Return what the forms of this request are bound to while nobody is signed in."""
    value = g.get("stranger") or _sent()
    return hashed(value) if value else NOBODY


def begin() -> None:
    """Bind the forms of this answer to the browser: it gets a cookie unless it has one."""
    if not _sent() and "stranger" not in g:
        g.stranger = secrets.token_urlsafe(12)


def forget(response: Response) -> None:
    """Take the cookie back: whoever is signed in has a session."""
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
