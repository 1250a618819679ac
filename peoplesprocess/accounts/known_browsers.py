"""Browsers that have signed in to an account before, which failed attempts elsewhere do not slow down.

They have a long-lived cookie, sent only to the sign-in page: a random word, and a keyed digest of the word
and the user name for each account that signed in there.
"""

from __future__ import annotations

import base64
import hmac
import secrets

from flask import request, url_for
from flask.wrappers import Response

from peoplesprocess.web.current_installation import current_secret

COOKIE = "known"
SECONDS = 400 * 24 * 3600
"""The longest lifetime that browsers allow for a cookie."""
MOST = 6
"""The most accounts per browser, since people share telephones."""


def word_for(username: str) -> str:
    """Return this browser's random word if the account has signed in with it before, otherwise ""."""
    word, marks = _sent()
    own = _mark(word, username)
    known = [mark for mark in marks if hmac.compare_digest(mark.encode(), own.encode())]
    return word if word and known else ""


def remember(response: Response, username: str) -> None:
    """Add the account to the cookie of this browser."""
    word, marks = _sent()
    word = word or secrets.token_urlsafe(12)
    own = _mark(word, username)
    marks = [own, *(mark for mark in marks if mark != own)][:MOST]
    response.set_cookie(
        COOKIE,
        ".".join((word, *marks)),
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
        path=url_for("accounts.sign_in"),
    )


def _sent() -> tuple[str, list[str]]:
    word, *marks = request.cookies.get(COOKIE, "").split(".")
    return word, marks[:MOST]


def _mark(word: str, username: str) -> str:
    digest = hmac.digest(current_secret(), f"browser\n{word}\n{username}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:12]).decode()
