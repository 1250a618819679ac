"""Codes on papers and receipts: made from the installation's secret, kept as hashes only."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from uuid import UUID

from peoplesprocess.core.numerals import western
from peoplesprocess.core.prioritisation.group_tally import CODE_LETTERS, spelled
from peoplesprocess.core.secrets import hashed

LETTERS, RECEIPT_LETTERS = 12, 8


def code_of(secret: bytes, voting_code_id: UUID) -> str:
    """Return the code of a paper, which can so be printed again."""
    return spelled(hmac.digest(secret, f"slip {voting_code_id}".encode(), "sha256"), LETTERS)


def receipt_of(secret: bytes, voting_code_id: UUID) -> str:
    """Return the receipt of a paper's vote: the same for every vote, so it cannot show a second one."""
    return spelled(hmac.digest(secret, f"receipt {voting_code_id}".encode(), "sha256"), RECEIPT_LETTERS)


def key_of(secrets: Sequence[bytes], voting_code_id: UUID, code_hash: str) -> bytes:
    """Return the one of an installation's keys with which a paper was made: its receipt is of the same."""
    made = (each for each in secrets if hashed(code_of(each, voting_code_id)) == code_hash)
    return next(made, secrets[0])


def plain(code: str) -> str:
    """Return a code as it is kept, however it was typed."""
    return "".join(letter for letter in western(code).upper() if letter in CODE_LETTERS)
