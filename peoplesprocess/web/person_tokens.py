"""What forms are bound to: a session under each of its tokens, and the person who may sign out."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from peoplesprocess.web.current_installation import current_secret


def session_name(account_id: UUID, begun_at: datetime) -> str:
    """Return what names a session from its sign-in on. It is no secret: tokens of forms are made with one."""
    return f"{account_id.hex}:{begun_at.timestamp()}"


def leave_token(account_id: UUID) -> str:
    """Return what the form of the button to sign out carries."""
    digest = hmac.new(current_secret(), b"leave" + account_id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:9]).decode()
