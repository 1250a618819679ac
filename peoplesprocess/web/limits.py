"""How often something may be tried from one place in an hour, and what is said to who has to wait."""

from __future__ import annotations

from flask import current_app, request
from sqlalchemy import Engine

from peoplesprocess.core.words import Plural, Sentence
from peoplesprocess.db import tries
from peoplesprocess.db.session import writing
from peoplesprocess.web.guard import db, now


def too_many(minutes: int) -> Sentence:
    """Return what is said to somebody who has to wait."""
    return Plural(
        "Too many tries. Wait %(count)s minute, then try again.",
        "Too many tries. Wait %(count)s minutes, then try again.",
        minutes,
    )


def key_here(what: str) -> str:
    """Return the key under which something tried from the visitor's address is counted."""
    return key_of(what, request.remote_addr or "")


def key_of(what: str, of: str) -> str:
    """Return the key under which something tried on one thing is counted."""
    return tries.key(current_app.config["SECRET"], what, of)


def wait(key: str, most: int) -> int:
    """Return for how many minutes nothing more may be tried under a key."""
    return tries.wait(db(), {key: most}, now())


def failed(key: str) -> None:
    """Count a failure at once, also of a page that only reads. Nothing may have been written before."""
    session = db()
    session.rollback()
    if request.method == "POST":
        tries.count(session, (key,), now())
        session.commit()
        return
    engine: Engine = current_app.extensions["engine"]
    with writing(engine) as own:
        tries.count(own, (key,), now())
        own.commit()
