"""The secret keys as this process knows them: whoever changes them need not stop it.

Each request looks whether the file of the key is another one. What a former key closed is opened with all
keys, read anew: on a shared folder another machine's change may be seen by reading only.
"""

from __future__ import annotations

import logging

from flask import Flask, current_app

from peoplesprocess.config import Config
from peoplesprocess.secret_keys import KeyPlace, SecretKeys, UnusableKey

_LOG = logging.getLogger(__name__)


def init(app: Flask, config: Config) -> None:
    """Let the application sign and seal with the newest key, from one request to the next."""
    place = config.key_place or KeyPlace(config.instance / "no key", given=(config.secret,))
    app.extensions["key_place"], app.extensions["key_state"] = place, place.state()
    app.extensions["build"] = app.config["BUILD"]
    _use(app, place.read())
    app.before_request(_notice_change)


def keys() -> SecretKeys:
    """Return all keys, read anew; those known to this process where they cannot be read any more."""
    known: SecretKeys = current_app.extensions["secret_keys"]
    return _read() or known


def every_secret() -> tuple[bytes, ...]:
    """Return all keys, read anew, the newest first: for what any of them may have closed."""
    return keys().every


def _notice_change() -> None:
    place: KeyPlace = current_app.extensions["key_place"]
    try:
        state = place.state()
    except OSError:
        return
    if state != current_app.extensions["key_state"] and (found := _read()):
        _use(current_app, found)
        current_app.extensions["key_state"] = state


def _read() -> SecretKeys | None:
    """The keys as they lie there now; None if they cannot be read: people go on with those that are known."""
    place: KeyPlace = current_app.extensions["key_place"]
    try:
        return place.read()
    except (OSError, UnusableKey) as error:
        _LOG.error("The secret key cannot be read any more: %s", error)
        return None


def _use(app: Flask, found: SecretKeys) -> None:
    app.extensions["secret_keys"] = found
    app.config["SECRET"] = app.config["SECRET_KEY"] = found.newest
    # Pages that browsers keep hold what the key of then signed: with another key they are other pages.
    app.config["BUILD"] = f"{app.extensions['build']}{found.mark}"
