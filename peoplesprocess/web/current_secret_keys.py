"""The secret keys of a running process, which can be changed without stopping it.

Each request checks whether the key file has changed. Whatever a former key closed is opened with keys that
are read anew: on a shared folder, a change by another machine may only be visible by reading.
"""

from __future__ import annotations

import logging

from flask import Flask, current_app

from peoplesprocess.config import Config
from peoplesprocess.secret_keys import SecretKeys, SecretKeySource, UnusableKey

_LOG = logging.getLogger(__name__)


def init(app: Flask, config: Config) -> None:
    """Let the application sign and seal with the newest key, which may change between two requests."""
    place = config.key_source or SecretKeySource(config.instance / "no key", given=(config.secret,))
    app.extensions["key_source"], app.extensions["key_state"] = place, place.state()
    app.extensions["build"] = app.config["BUILD"]
    _use(app, place.read())
    app.before_request(_notice_change)


def keys() -> SecretKeys:
    """Return all keys, read anew; the ones in memory if they can no longer be read."""
    known: SecretKeys = current_app.extensions["secret_keys"]
    return _read() or known


def every_secret() -> tuple[bytes, ...]:
    """Return all keys, read anew, newest first, to open what any of them may have closed."""
    return keys().every


def _notice_change() -> None:
    place: SecretKeySource = current_app.extensions["key_source"]
    try:
        state = place.state()
    except OSError:
        return
    if state != current_app.extensions["key_state"] and (found := _read()):
        _use(current_app, found)
        current_app.extensions["key_state"] = state


def _read() -> SecretKeys | None:
    """Return the keys in the file; None if they cannot be read, as the known keys then stay in use."""
    place: SecretKeySource = current_app.extensions["key_source"]
    try:
        return place.read()
    except (OSError, UnusableKey) as error:
        _LOG.error("The secret key cannot be read any more: %s", error)
        return None


def _use(app: Flask, found: SecretKeys) -> None:
    app.extensions["secret_keys"] = found
    app.config["SECRET"] = app.config["SECRET_KEY"] = found.newest
    # Pages in browser caches contain tokens of the former key, so a new key changes the version of every
    # page.
    app.config["BUILD"] = f"{app.extensions['build']}{found.mark}"
