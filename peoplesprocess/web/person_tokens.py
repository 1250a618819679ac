"""The values to which forms are bound: the name of a session, and the token for signing out."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from peoplesprocess.web.current_installation import current_secret


def session_name(account_id: UUID, begun_at: datetime) -> str:
    """Return the name of a session, which does not change with its tokens. It is not secret."""
    return f"{account_id.hex}:{begun_at.timestamp()}"


def leave_token(account_id: UUID) -> str:
    """Return the token of the sign-out button's form."""
    digest = hmac.new(current_secret(), b"leave" + account_id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:9]).decode()
