"""The needs that an item of the plan can answer, in the order of the groups' priorities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.facts.needs import NeedSummaryRow
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.rounds import NEWEST_COUNT


def need_ranks(db: Session, place: SettlementWithRules) -> dict[int, int]:
    """Return the ranks of needs in the newest result of the cycle, without needs that nobody chose."""
    newest = NEWEST_COUNT.first(db, settlement=place.id, cycles_before=place.cycles_before)
    if newest is None or newest.figures is None:
        return {}
    order = from_json(newest.figures).order
    return {item.need: item.rank for item in order if item.rank is not None}


def need_choices(
    needs: Iterable[NeedSummaryRow], ranks: Mapping[int, int]
) -> list[tuple[str, Message | str]]:
    """Return the choices of needs by rank; those without a rank follow in the given order."""
    ordered = sorted(needs, key=lambda need: (need.number not in ranks, ranks.get(need.number, 0)))
    return [(str(need.number), _label(need, ranks.get(need.number))) for need in ordered]


def _label(need: NeedSummaryRow, rank: int | None) -> Message | str:
    label = f"{need.number} · {need.title}"
    if rank is None:
        return label
    return Message(N_("Rank %(rank)s: %(need)s"), {"rank": rank, "need": label})
