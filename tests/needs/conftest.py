"""Settlements with many needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peoplesprocess.needs.actions import RaisingGroupsInput, record_need
from tests.factories import Make, need_input

SECTORS = ("water", "sanitation", "roads", "school", "health")
SAID = (
    "Hand pumps that work after the flood, raised above the water",
    "Latrines for women near the mosque, with a door that locks",
    "A brick road to the market, so that carts pass in the rains",
    "Two classrooms for the girls, the roof fell in",
    "A room for the nurse who comes on Tuesdays",
)


@pytest.fixture
def listed(make: Make) -> Callable[[int], Any]:
    """`listed(50)` is a settlement with that many needs; women raised all of them, youth every second."""

    def made(count: int) -> Any:
        place = make.settlement(households=5000)
        with make.act(make.facilitator(place), place) as act:
            for number in range(1, count + 1):
                need = need_input(
                    title=f"{SAID[number % 5]} ({number})",
                    sector=SECTORS[number % 5],
                    households=20 + number,
                    response_type="service" if number % 10 == 0 else "infrastructure",
                )
                record_need(act, need, RaisingGroupsInput("women", ["youth"] if number % 2 else []))
        return place

    return made
