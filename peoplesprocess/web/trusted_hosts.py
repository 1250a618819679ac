"""The host names that requests may use, as links on pages must not contain a foreign name."""

from __future__ import annotations

import re
from functools import lru_cache

from flask import Flask, request
from flask.globals import request_ctx
from flask.wrappers import Response
from werkzeug.exceptions import SecurityError
from werkzeug.sansio.utils import host_is_trusted

from peoplesprocess.core.messages import N_
from peoplesprocess.web.error_pages import say

ALWAYS = ("localhost", "127.0.0.1", "[::1]")
_MACHINE = re.compile(r"[A-Za-z0-9_.-]+(?::[0-9]{1,5})?")
ANY_HOST = ("health", "metrics")
"""Blueprints whose responses contain no address, so that monitoring may use any name."""


def init(app: Flask, trusted: tuple[str, ...], listens_on: str) -> None:
    """Refuse requests for names other than `trusted`, our own addresses, and that of the connection."""
    names = (*ALWAYS, _bracketed(listens_on), *trusted)

    @app.before_request
    def refuse_other_hosts() -> Response | None:
        _take_underscores()
        if request.blueprint in ANY_HOST or _is_ours(names):
            return None
        return say(
            N_("This site does not know this address"),
            N_(
                "Open it by its own address. The people who run it can add this one to the setting "
                "TRUSTED_HOSTS."
            ),
            400,
        )


def _take_underscores() -> None:
    """Accept a machine name with underscores, which Werkzeug refuses as it is no valid host name."""
    sent = request.headers.get("Host", "")
    if not request.host and _MACHINE.fullmatch(sent):
        request.host = sent
        if request_ctx.url_adapter is not None:
            request_ctx.url_adapter.server_name = sent


def _is_ours(names: tuple[str, ...]) -> bool:
    try:
        host = request.host
    except SecurityError:
        return False
    # Our server puts the local address of the connection here; telephones reach a laptop by it.
    return _is_among(host, names, request.environ.get("SERVER_NAME", ""))


@lru_cache(maxsize=256)
def _is_among(host: str, names: tuple[str, ...], dialled: str) -> bool:
    known = [*names, _bracketed(dialled)] if dialled else names
    if "_" in host:
        return host.partition(":")[0].lower() in {name.lower() for name in known}
    # Werkzeug compares names, and would read a bracketed address as a name with a port.
    address, bracket, _ = host.partition("]")
    return host_is_trusted(host, known) or (
        bool(bracket) and host_is_trusted(host) and address + bracket in known
    )


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address and not address.startswith("[") else address
