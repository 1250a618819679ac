"""How often something may be done in an hour, and what is said to who has to wait."""

from __future__ import annotations

from flask import current_app

from peoplesprocess.core.messages import Plural, Sentence
from peoplesprocess.db import tries
from peoplesprocess.web.guard import db, now


def too_many(minutes: int) -> Sentence:
    """Return what is said to somebody who has to wait."""
    return Plural(
        "Too many tries. Wait %(count)s minute, then try again.",
        "Too many tries. Wait %(count)s minutes, then try again.",
        minutes,
    )


def wait(what: str, of: str, most: int) -> int:
    """Count once more what is done with something, or return how long to wait. Units: minutes."""
    key = tries.key(current_app.config["SECRET"], what, of)
    minutes = tries.wait(db(), {key: most}, now())
    if not minutes:
        tries.count(db(), (key,), now())
    return minutes
