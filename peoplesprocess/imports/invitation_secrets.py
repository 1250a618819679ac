"""The secrets of links on slips, derived from who is invited to what with the installation's keys."""

from __future__ import annotations

import base64
import hmac

from peoplesprocess.web.current_secret_keys import every_secret


def tokens_of(text: str) -> list[str]:
    """Return the secret of a link by each key, newest first, always the same ones.

    So a row finds its invitation again, even after a new key.
    """
    told = f"spreadsheet invitation {text}".encode()
    made = (hmac.digest(secret, told, "sha256") for secret in every_secret())
    return [base64.urlsafe_b64encode(each[:24]).decode() for each in made]
