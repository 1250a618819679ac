"""Codes and receipts: derived from the installation's secret key, and stored only as hashes."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from uuid import UUID

from peoplesprocess.core.numerals import western
from peoplesprocess.core.prioritisation.group_tally import CODE_LETTERS, letter_code
from peoplesprocess.core.secrets import hashed

LETTERS, RECEIPT_LETTERS = 12, 8


def code_of(secret: bytes, voting_code_id: UUID) -> str:
    """Return the code of a paper; it is derived, so that the paper can be printed again."""
    return letter_code(hmac.digest(secret, f"slip {voting_code_id}".encode(), "sha256"), LETTERS)


def receipt_of(secret: bytes, voting_code_id: UUID) -> str:
    """Return the receipt of a paper's votes: always the same, so that it cannot reveal a second vote."""
    return letter_code(hmac.digest(secret, f"receipt {voting_code_id}".encode(), "sha256"), RECEIPT_LETTERS)


def key_of(secrets: Sequence[bytes], voting_code_id: UUID, code_hash: str) -> bytes:
    """Return the secret key that made a paper; its receipt is derived from the same key."""
    made = (each for each in secrets if hashed(code_of(each, voting_code_id)) == code_hash)
    return next(made, secrets[0])


def plain(code: str) -> str:
    """Return a code in its normal form: upper case, without spaces, dashes and other signs."""
    return "".join(letter for letter in western(code).upper() if letter in CODE_LETTERS)
