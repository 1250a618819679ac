"""Repairing addresses from messages: with a full stop, a bracket or an invisible mark, or in capitals."""

from __future__ import annotations

from urllib.parse import quote

from flask import request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

from peoplesprocess.core.invisible_characters import without_marks

AROUND = " \t/.,;:!?)]}>\"'*…。،؛؟»”’"
"""Characters that may follow an address in a sentence and do not belong to it."""
OF_THE_PUBLIC = ("board",)
"""First parts of addresses that people read out to each other; such addresses are in lower case."""


def meant_address() -> str:
    """Return the existing address that this request's unknown path most likely means, or ""."""
    if request.method not in ("GET", "HEAD"):
        return ""
    meant = without_marks(request.path).rstrip(AROUND)
    first, _, rest = meant.lstrip("/").partition("/")
    if first.lower() in OF_THE_PUBLIC:
        meant = f"/{first}/{rest}".lower()
    if meant == request.path or not meant or not _is_there(meant):
        return ""
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    return quote(f"{request.script_root}{meant}", safe="/:@") + query


def _is_there(path: str) -> bool:
    adapter = request_ctx.url_adapter
    try:
        return adapter is not None and bool(adapter.match(path, method="GET"))
    except HTTPException:
        return False
