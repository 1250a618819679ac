"""The secrets of links on slips: each follows from who is invited to what, and nobody else can make it."""

from __future__ import annotations

import base64
import hmac

from flask import current_app


def token_of(text: str) -> str:
    """Return the secret of a link, the same one for a text each time: a row finds its invitation again."""
    secret: bytes = current_app.config["SECRET"]
    made = hmac.digest(secret, f"spreadsheet invitation {text}".encode(), "sha256")
    return base64.urlsafe_b64encode(made[:24]).decode()
