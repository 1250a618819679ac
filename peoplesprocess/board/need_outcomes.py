"""What became of each need, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peoplesprocess.core.decisions import Verdict
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.facts.places import SettlementGroup

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class NeedOutcome:
    """A need as the board tells it."""

    number: int
    title: str
    sector: str
    groups: list[SettlementGroup]
    fate: Message


def told(
    needs: Iterable[Any],
    items: Sequence[Any],
    contracts: Mapping[int, Any],
    groups: Mapping[str, SettlementGroup],
) -> list[NeedOutcome]:
    """Return the first needs with who raised them and what became of them; `contracts` are by plan line."""
    by_need: dict[int, list[tuple[int, Message]]] = {}
    for item in items:
        for number in item.needs:
            by_need.setdefault(number, []).append(_of_item(item, contracts.get(item.line)))
    decided = any(item.submitted_at or item.adopted_on for item in items)
    return [
        NeedOutcome(
            need.number,
            need.title,
            need.sector,
            [group for code, group in groups.items() if code in (need.voices or "").split()],
            _fate(need, by_need.get(need.number, []), decided),
        )
        for need in list(needs)[:MOST_SHOWN]
    ]


def _fate(need: Any, of_items: list[tuple[int, Message]], decided: bool) -> Message:
    if need.merged_into:
        return Message(N_("Merged with need %(number)s"), {"number": need.merged_into})
    if of_items:
        # A need may be answered by several items: the one that is furthest tells its fate.
        return max(of_items, key=lambda pair: pair[0])[1]
    if need.response_type == "referral":
        return Message(N_("Referred to those responsible"))
    return Message(N_("Not chosen this time") if decided else N_("Not decided yet"))


def _of_item(item: Any, contract: Any) -> tuple[int, Message]:
    """How far an item is, as a number to compare and as a sentence."""
    if contract is not None:
        if contract.handed_on:
            return 9, Message(N_("Handed over on %(day)s"), {"day": contract.handed_on})
        return 8, Message(N_("Being built"))
    if item.verdict and item.stands:
        values = {"reason": item.reason, "office": item.forwarded_to}
        match Verdict(item.verdict):
            case Verdict.ENDORSE:
                return 7, Message(N_("Endorsed by the authority"))
            case Verdict.FORWARD:
                return 4, Message(N_("Forwarded to %(office)s: %(reason)s"), values)
            case Verdict.RETURN:
                return 3, Message(N_("Returned: %(reason)s"), values)
            case Verdict.DECLINE:
                return 2, Message(N_("Declined: %(reason)s"), values)
    if item.submitted_at:
        return 6, Message(N_("With the authority since %(day)s"), {"day": item.submitted_at.date()})
    return 5, Message(N_("In the plan"))
