"""The conditions of an instalment as sentences, which a paper prints in two languages."""

from __future__ import annotations

from collections.abc import Iterator

from peoplesprocess.contracts.queries import TrancheTermsRow
from peoplesprocess.core.messages import N_, Message, Plural, Sentence


def conditions(part: TrancheTermsRow, defects_months: int) -> list[Sentence]:
    """Return the conditions of an instalment, in order; having none is one sentence too.

    A retention waits until `defects_months` after the certificate.
    """
    if part.is_retention:
        return [_retention_day(defects_months)]
    return list(_conditions(part)) or [Message(N_("After signing"))]


def _retention_day(months: int) -> Sentence:
    day: Sentence = Message(N_("After the certificate, when every defect is repaired."))
    if months:
        day = Plural(
            "%(count)s month after the certificate, when every defect is repaired.",
            "%(count)s months after the certificate, when every defect is repaired.",
            months,
        )
    return Message(N_("%(label)s: %(value)s"), {"label": Message(N_("Retention")), "value": day})


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
