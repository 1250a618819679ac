"""How finely a point on the earth may be kept: of what concerns displaced people no finer than a cell."""

from __future__ import annotations

from collections.abc import Iterable

from peoplesprocess.facts.places import SettlementWithRules

CELL_DECIMALS = 2
"""A cell of 0.01 degrees, about one kilometre."""
EXACT_DECIMALS = 5
DISPLACED = frozenset({"displaced", "refugee"})
"""Whom a group stands for that may be looked for: their homes are not to be found by a point."""


def concerns_displaced(place: SettlementWithRules, groups: Iterable[str], affected: Iterable[str]) -> bool:
    """Return whether what these groups raised, or what touches these people, concerns displaced ones."""
    stands_for = {group["code"]: group["stands_for"] for group in place.all_groups}
    return "displaced" in affected or any(stands_for.get(code) in DISPLACED for code in groups)


def decimals_of(place: SettlementWithRules, groups: Iterable[str], affected: Iterable[str]) -> int:
    """Return how finely a point may be kept that these groups raised and that touches these people."""
    is_coarse = concerns_displaced(place, groups, affected) and not place.rules.exact_displaced_points
    return CELL_DECIMALS if is_coarse else EXACT_DECIMALS
