"""Codes on papers and receipts: made from the installation's secret, kept as hashes only."""

from __future__ import annotations

import hmac
from uuid import UUID

from peoplesprocess.core.numerals import western
from peoplesprocess.core.prioritisation.group_tally import CODE_LETTERS, spelled

LETTERS, RECEIPT_LETTERS = 12, 8


def code_of(secret: bytes, voting_code_id: UUID) -> str:
    """Return the code of a paper, which can so be printed again."""
    return spelled(hmac.digest(secret, f"slip {voting_code_id}".encode(), "sha256"), LETTERS)


def receipt_of(secret: bytes, voting_code_id: UUID) -> str:
    """Return the receipt of a paper's vote: the same for every vote, so it cannot show a second one."""
    return spelled(hmac.digest(secret, f"receipt {voting_code_id}".encode(), "sha256"), RECEIPT_LETTERS)


def plain(code: str) -> str:
    """Return a code as it is kept, however it was typed."""
    return "".join(letter for letter in western(code).upper() if letter in CODE_LETTERS)
