"""New session tokens after a proof by the second factor, so that a token stolen before is not proven."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from flask import Flask, g
from flask.wrappers import Response
from sqlalchemy.orm import Session

from peoplesprocess.core.secrets import hashed
from peoplesprocess.models import SignInSession
from peoplesprocess.web import sessions

LASTS_ON = timedelta(minutes=1)
"""How long the old token stays valid, without proof, so that a form sent twice still gets its answer."""


def init(app: Flask) -> None:
    """Set the cookie of a new token on the response."""
    app.after_request(_set_cookie)


def prove_anew(db: Session, session: str, now: datetime) -> str:
    """Continue a session under a new, proven token; return the value of its cookie.

    It keeps the start of the session, so that forms that are already open stay valid.
    """
    before = db.get_one(SignInSession, session, with_for_update=True, populate_existing=True)
    value = secrets.token_urlsafe(32)
    db.add(
        SignInSession(
            token_hash=hashed(value),
            account_id=before.account_id,
            made_at=before.made_at,
            seen_at=now,
            expires_at=before.made_at + sessions.LONGEST,
            proven_at=now,
            device=before.device,
        )
    )
    before.proven_at, before.expires_at = None, min(before.expires_at, now + LASTS_ON)
    return value


def hand_out(value: str) -> None:
    """Use a new, saved token for the rest of the request, and send it to the browser."""
    g.renewed_session = value


def _set_cookie(response: Response) -> Response:
    if "renewed_session" in g:
        sessions.set_cookie(response, g.renewed_session)
    return response
