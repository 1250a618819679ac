"""What an amendment changes about the retention: shares move between it and the last instalment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from peoplesprocess.core.amendments import AgreedTranche
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.retention import MOST_PERCENT

FIELD = "retention"


def with_retention(tranches: Sequence[AgreedTranche], percent: int) -> list[AgreedTranche]:
    """Return the instalments, in order, with shares as if `percent` of the grant were held back.

    An increase is taken from the share of the last instalment, a decrease is added to it. A new retention
    comes last, with a sum of 0 for now; a retention of 0 percent is left out.

    Errors: Refused, naming the field, if the percentage is out of range, if the last instalment is released
    already, or if its share is not large enough.
    """
    held = next((each for each in tranches if each.is_retention), None)
    former = held.percent if held is not None else 0
    if percent == former:
        return list(tranches)
    if not 0 <= percent <= MOST_PERCENT:
        sentence = N_("From 0 to %(most)s %% of a grant can be held back.")
        raise Refused(Message(sentence, {"most": MOST_PERCENT}), FIELD)
    *before, last = (each for each in tranches if not each.is_retention)
    if last.released:
        sentence = N_(
            "The last instalment has already been released. The part of the grant that is held back stays "
            "as it is."
        )
        raise Refused(Message(sentence), FIELD)
    available = last.percent + former
    if available <= percent:
        sentence = N_(
            "The last instalment and what is held back are %(together)s %% of the grant together. Hold back "
            "less than that."
        )
        raise Refused(Message(sentence, {"together": available}), FIELD)
    kept = [*before, replace(last, percent=available - percent)]
    if not percent:
        return kept
    fresh = held or AgreedTranche(last.number + 1, 0, 0, False, is_retention=True)
    return [*kept, replace(fresh, percent=percent)]
