"""Addresses to which a sign-in may redirect: only existing pages of our own."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

_NOT_AFTER_SIGN_IN = frozenset({"accounts.sign_in", "accounts.leave", "accounts.own.prove"})


def local_path(typed: str, method: str = "GET") -> str:
    """Return `typed` if it is the path of one of our pages that answers `method`; otherwise ""."""
    if not typed.startswith("/") or typed.startswith("//") or "\\" in typed or not typed.isprintable():
        return ""
    try:
        parts = urlsplit(typed)
    except ValueError:
        return ""
    if parts.scheme or parts.netloc:
        return ""
    try:
        endpoint, _ = current_app.create_url_adapter(request).match(parts.path, method=method)  # type: ignore[union-attr]
    except (HTTPException, RequestRedirect):
        return ""
    return "" if endpoint in _NOT_AFTER_SIGN_IN else typed
