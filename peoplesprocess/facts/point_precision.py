"""How precisely points on the earth are kept: those that concern displaced people only as a cell."""

from __future__ import annotations

from collections.abc import Iterable

from peoplesprocess.facts.places import SettlementWithRules

CELL_DECIMALS = 2
"""A cell of 0.01 degrees, about one kilometre."""
EXACT_DECIMALS = 5
DISPLACED = frozenset({"displaced", "refugee"})
"""What a group stands for if its people may be persecuted, so that no point may lead to their homes."""


def concerns_displaced(place: SettlementWithRules, groups: Iterable[str], affected: Iterable[str]) -> bool:
    """Return whether these groups or these affected people include displaced people."""
    stands_for = {group["code"]: group["stands_for"] for group in place.all_groups}
    return "displaced" in affected or any(stands_for.get(code) in DISPLACED for code in groups)


def decimals_of(place: SettlementWithRules, groups: Iterable[str], affected: Iterable[str]) -> int:
    """Return the decimals, in degrees, of a point raised by these groups that affects these people."""
    is_coarse = concerns_displaced(place, groups, affected) and not place.rules.exact_displaced_points
    return CELL_DECIMALS if is_coarse else EXACT_DECIMALS
