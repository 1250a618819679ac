"""What a browser forgets of somebody who leaves it: the session and the pages that it keeps."""

from __future__ import annotations

from flask import request
from flask.wrappers import Response

from peoplesprocess.web import sessions

TRUSTWORTHY = ("127.0.0.1", "localhost", "::1")


def forget_person(response: Response) -> None:
    """Take the session from the browser, and the pages where it obeys that."""
    sessions.forget_cookie(response)
    if (
        request.is_secure
        or request.host.rpartition(":")[0].strip("[]") in TRUSTWORTHY
        or request.host in TRUSTWORTHY
    ):
        # Not the cookies: that this browser is known keeps others from holding its people up.
        response.headers["Clear-Site-Data"] = '"cache"'
