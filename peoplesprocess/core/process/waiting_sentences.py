"""What a settlement waits for, and from whom, as sentences."""

from __future__ import annotations

from peoplesprocess.core.messages import Plural
from peoplesprocess.core.process.gate_facts import GateFacts


def waits(facts: GateFacts) -> list[Plural]:
    """Return what others than the one who looks may have to do first, in the order of the process."""
    counted = (
        Plural(
            "%(count)s round is open and not counted yet",
            "%(count)s rounds are open and not counted yet",
            facts.rounds_open,
        ),
        Plural(
            "%(count)s correction waits for the answer of a group’s representative",
            "%(count)s corrections wait for the answer of a group’s representative",
            facts.corrections_open,
        ),
        Plural(
            "%(count)s item of the plan waits for the authority’s answer",
            "%(count)s items of the plan wait for the authority’s answer",
            facts.items_undecided,
        ),
        Plural(
            "%(count)s contract waits for signatures",
            "%(count)s contracts wait for signatures",
            facts.contracts - facts.contracts_signed,
        ),
        Plural(
            "%(count)s request for money waits for the programme",
            "%(count)s requests for money wait for the programme",
            facts.requests_waiting,
        ),
        Plural(
            "%(count)s defect waits to be repaired by the community",
            "%(count)s defects wait to be repaired by the community",
            facts.defects_open,
        ),
    )
    return [sentence for sentence in counted if sentence.count > 0]
