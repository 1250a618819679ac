"""The needs as the board lists them: who raised each, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peoplesprocess.board.queries import BoardNeed
from peoplesprocess.core.messages import Message
from peoplesprocess.facts.item_progress import ItemProgress
from peoplesprocess.facts.need_outcomes import need_outcome
from peoplesprocess.facts.places import SettlementGroup
from peoplesprocess.facts.rounds import RoundWithNewestResult


@dataclass(frozen=True, slots=True)
class ListedNeed:
    """A need as the board shows it."""

    number: int
    title: str
    sector: str
    groups: list[SettlementGroup]
    outcome: Message


def listed_needs(
    needs: Sequence[BoardNeed],
    items: Sequence[ItemProgress],
    rounds: Sequence[RoundWithNewestResult],
    groups: Mapping[str, SettlementGroup],
) -> list[ListedNeed]:
    """Return the needs with the groups that raised them and what became of them."""
    return [
        ListedNeed(
            need.number,
            need.title,
            need.sector,
            [group for code, group in groups.items() if code in (need.raised_by or "").split()],
            need_outcome(need, items, rounds).sentence,
        )
        for need in needs
    ]
