"""Second factors: secrets, time-based codes, and recovery codes for a lost telephone."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from peoplesprocess.core.numerals import western
from peoplesprocess.core.prioritisation.group_tally import CODE_LETTERS, letter_code

SECONDS, STEPS_APART = 30, 1
"""How long a code is shown, in seconds, and by how many codes a telephone's clock may be off."""
DIGITS = 6
CODES = 10
CODE_LENGTH = 10
ISSUER = "Peoples Process"


def new_secret(key: bytes, account_id: UUID, form_id: UUID) -> str:
    """Return the secret that a form offers, in base 32; it is the same each time the form is shown."""
    digest = _digest(key, b"second factor", account_id.bytes, form_id.bytes)
    return base64.b32encode(digest[:20]).decode()


def address(secret: str, username: str) -> str:
    """Return the otpauth address in the QR code, which an authenticator app reads."""
    # Imported here, as few pages need the library.
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """Return the number of the 30-second step whose code was typed; None if it is no present code."""
    import pyotp

    code, present, codes = western(typed), int(now.timestamp()) // SECONDS, pyotp.TOTP(secret)
    if not (len(code) == DIGITS and code.isascii()):
        return None
    steps = range(present - STEPS_APART, present + STEPS_APART + 1)
    return next((step for step in steps if hmac.compare_digest(codes.at(step * SECONDS), code)), None)


def code_at(secret: str, moment: datetime) -> str:
    """Return the code that a telephone shows at a moment."""
    import pyotp

    return pyotp.TOTP(secret).at(moment)


def is_later(step: int, last_step: int, now: datetime) -> bool:
    """Return whether a code comes after the last used one, or that one is in the future by a wrong clock."""
    return step > last_step or last_step > int(now.timestamp()) // SECONDS + STEPS_APART


def sealed(key: bytes, account_id: UUID, secret: str) -> str:
    """Return the encrypted secret, which only this installation can decrypt, and for this account only."""
    from nacl.secret import SecretBox

    return base64.b64encode(SecretBox(_box_key(key, account_id)).encrypt(secret.encode())).decode()


def opened(key: bytes, account_id: UUID, stored: str) -> str:
    """Return the decrypted secret, or "" if the key is wrong."""
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox

    try:
        return SecretBox(_box_key(key, account_id)).decrypt(base64.b64decode(stored)).decode()
    except CryptoError:
        return ""


def opened_with_any(keys: Iterable[bytes], account_id: UUID, stored: str) -> str:
    """Return the decrypted secret, or "" if none of the keys is right."""
    return next(filter(None, (opened(key, account_id, stored) for key in keys)), "")


def recovery_codes(key: bytes, account_id: UUID, form_id: UUID) -> list[str]:
    """Return the recovery codes that a form makes; they are the same if the form is sent again."""
    drawn = [
        _digest(key, b"codes", account_id.bytes, form_id.bytes + bytes((number,))) for number in range(CODES)
    ]
    return [letter_code(digest, CODE_LENGTH) for digest in drawn]


def recovery_hash(key: bytes, account_id: UUID, typed: str) -> str:
    """Return the hash of a recovery code, however it is typed."""
    return _digest(key, b"recovery", account_id.bytes, _plain(typed).encode()).hex()


def is_recovery_code(typed: str) -> bool:
    """Return whether the typed text has the length of a recovery code."""
    return len(_plain(typed)) == CODE_LENGTH


def _plain(typed: str) -> str:
    return "".join(letter for letter in western(typed).upper() if letter in CODE_LETTERS)


def _box_key(key: bytes, account_id: UUID) -> bytes:
    return _digest(key, b"seal", account_id.bytes, b"")


def _digest(key: bytes, purpose: bytes, account: bytes, rest: bytes) -> bytes:
    return hmac.new(key, b"accounts:" + purpose + b":" + account + rest, hashlib.sha256).digest()
