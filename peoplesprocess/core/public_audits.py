"""When a public audit covers a work's accounts: after all money came, with little spent after it."""

from __future__ import annotations

from datetime import date

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money

UNREAD_PERCENT = 5
"""The share of all spending, in percent, that may follow a public audit without another reading."""


def is_considerable(after: int, spent: int) -> bool:
    """Return whether the spending after a public audit is too large for it to cover the accounts."""
    return 100 * after > UNREAD_PERCENT * spent


def require_auditable(held_on: date, released_on: date | None, after: int, spent: int, currency: str) -> None:
    """Refuse a public audit at a meeting before money came or much was spent. Units: minor units.

    `after` is what was spent after the meeting. Errors: Refused.
    """
    if released_on is not None and held_on < released_on:
        sentence = N_(
            "Money for this work came on %(day)s, after this meeting. Choose a later meeting, or read the "
            "accounts at another one and record it."
        )
        raise Refused(Message(sentence, {"day": released_on}), "meeting")
    if is_considerable(after, spent):
        sentence = N_(
            "%(sum)s was spent after this meeting, so the meeting did not hear about it. Choose a later "
            "meeting, or read the accounts at another one and record it."
        )
        raise Refused(Message(sentence, {"sum": Money(after, currency)}), "meeting")


def require_strikable_audit(rests_on: int | None, handed_on: date | None) -> None:
    """Refuse to strike a public audit that a release or the handover depends on. Errors: Refused."""
    if rests_on is not None:
        sentence = N_(
            "Instalment %(number)s was released because of this public audit, so the audit stays. Read the "
            "accounts at another meeting, and say there what was wrong."
        )
        raise Refused(Message(sentence, {"number": rests_on}))
    if handed_on is not None:
        sentence = N_(
            "The work is handed over, so its public audit stays. At the next check of the work, say what "
            "was wrong."
        )
        raise Refused(Message(sentence))
