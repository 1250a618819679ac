"""Browsers that have signed in to an account before: somebody who guesses elsewhere does not hold them up.

A long-lived cookie that only the sign-in page is sent: a random word, and for each account that signed in
with this browser a digest of both, which nobody else can make.
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
"""As long as browsers keep any cookie."""
MOST = 6
"""So many people share a telephone."""


def word_for(username: str) -> str:
    """Return this browser's random word if the account has signed in with it before, "" otherwise."""
    word, marks = _sent()
    own = _mark(word, username)
    known = [mark for mark in marks if hmac.compare_digest(mark.encode(), own.encode())]
    return word if word and known else ""


def remember(response: Response, username: str) -> None:
    """Let this browser be known as one of the account's."""
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
