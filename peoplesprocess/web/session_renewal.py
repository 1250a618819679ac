"""A code of the second factor begins a new token: one that was stolen before it is proven by nobody."""

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
"""So long the token of before goes on, unproven: a form that a finger sent twice still finds its answer."""


def init(app: Flask) -> None:
    """Hand a new token out with the answer."""
    app.after_request(_set_cookie)


def prove_anew(db: Session, session: str, now: datetime) -> str:
    """Go on with a session under a new token, proven now; return the value of its cookie.

    It begins when the one before began, so that every form that is open in it stays good.
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
    """Let the rest of the request, and the browser from then on, go by a new token that was saved."""
    g.renewed_session = value


def _set_cookie(response: Response) -> Response:
    if "renewed_session" in g:
        sessions.set_cookie(response, g.renewed_session)
    return response
