"""Proving who one is: throttled, as slow for unknown names as for known ones."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import current_app, request

from peoplesprocess.accounts import actions, passwords, queries
from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.roles import Actor
from peoplesprocess.db import throttle
from peoplesprocess.web.request_state import db, now


@dataclass(frozen=True, slots=True)
class Authentication:
    """Who it is, or None with the sentence that says why not; `wait` is in minutes."""

    account_id: UUID | None = None
    sentence: Sentence | None = None
    wait: int = 0


def authenticate(username: str, password: str) -> Authentication:
    """Return whose user name and password these are. Nothing may be written in the request before."""
    session, config = db(), current_app.config
    username = actions.username_of(username)
    session.rollback()
    attempt = throttle.begin_sign_in(session, config["SECRET"], username, request.remote_addr or "", now())
    session.commit()
    if attempt.wait:
        return Authentication(sentence=throttle.too_many(attempt.wait), wait=attempt.wait)
    account = queries.CREDENTIALS.first(session, username=username)
    # A hash takes long; others may save meanwhile.
    session.rollback()
    fast = config["FAST_HASH"]
    if not passwords.matches(password, account.password_hash if account else None, fast) or account is None:
        return Authentication(sentence=Message(N_("User name or password is not right. Try again.")))
    throttle.sign_in_succeeded(session, attempt)
    if passwords.is_outdated(account.password_hash, fast):
        own = Act(session, Actor(account.id), now())
        actions.change_password(own, passwords.hash(password, fast), renewed=True)
    return Authentication(account.id)
