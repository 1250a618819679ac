"""When an instalment of the grant may be asked for, as sentences that a paper says in two languages."""

from __future__ import annotations

from collections.abc import Iterator

from peoplesprocess.contracts.queries import TrancheTermsRow
from peoplesprocess.core.messages import N_, Message, Sentence


def conditions(part: TrancheTermsRow) -> list[Sentence]:
    """Return the conditions of an instalment, in order; that it has none is one sentence too."""
    return list(_conditions(part)) or [Message(N_("After signing"))]


def _conditions(part: TrancheTermsRow) -> Iterator[Sentence]:
    if part.work_done:
        yield Message(N_("At least %(least)s %% of the work is built."), {"least": part.work_done})
    if part.money_spent:
        yield Message(
            N_("At least %(least)s %% of the money released is spent."), {"least": part.money_spent}
        )
    if part.certificate:
        yield Message(
            N_("The completion certificate is issued and the accounts were read at a public audit.")
        )
