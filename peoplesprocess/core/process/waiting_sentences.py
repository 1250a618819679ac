"""What a settlement waits for, and from whom, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from peoplesprocess.core.messages import Plural
from peoplesprocess.core.process.gate_facts import GateFacts


def waits(facts: GateFacts, unsigned: Mapping[str, int]) -> list[Plural]:
    """Return what other people may have to do first, in the order of the process.

    `unsigned` holds how many contracts wait for the signature of each party, without the viewer's own.
    """
    sentences = (
        Plural(
            "%(count)s round is open: the groups choose and confirm, then the facilitator closes it",
            "%(count)s rounds are open: the groups choose and confirm, then the facilitator closes them",
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
        *_unsigned(unsigned),
        Plural(
            "%(count)s request for money waits for the programme",
            "%(count)s requests for money wait for the programme",
            facts.requests_waiting - facts.requests_held_up,
        ),
        Plural(
            "%(count)s request for money waits until its work, which is suspended, goes on",
            "%(count)s requests for money wait until their works, which are suspended, go on",
            facts.requests_held_up,
        ),
        Plural(
            "%(count)s defect waits to be repaired by the community",
            "%(count)s defects wait to be repaired by the community",
            facts.defects_open,
        ),
    )
    return [sentence for sentence in sentences if sentence.count > 0]


def _unsigned(unsigned: Mapping[str, int]) -> Iterator[Plural]:
    """Yield how many contracts lack the signature of each party."""
    yield Plural(
        "%(count)s contract waits for the community’s signature",
        "%(count)s contracts wait for the community’s signature",
        unsigned.get("community", 0),
    )
    yield Plural(
        "%(count)s contract waits for the agency’s signature",
        "%(count)s contracts wait for the agency’s signature",
        unsigned.get("agency", 0),
    )
    yield Plural(
        "%(count)s contract waits for the authority’s signature",
        "%(count)s contracts wait for the authority’s signature",
        unsigned.get("authority", 0),
    )
