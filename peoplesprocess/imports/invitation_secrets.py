"""The secrets of links on slips: each follows from who is invited to what, and nobody else can make it."""

from __future__ import annotations

import base64
import hmac

from peoplesprocess.web.current_secret_keys import every_secret


def tokens_of(text: str) -> list[str]:
    """Return the secret of a link by each key, newest first, the same ones each time.

    A row so finds its invitation again, also after the key was changed.
    """
    told = f"spreadsheet invitation {text}".encode()
    made = (hmac.digest(secret, told, "sha256") for secret in every_secret())
    return [base64.urlsafe_b64encode(each[:24]).decode() for each in made]
