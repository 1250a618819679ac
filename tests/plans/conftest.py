"""Goth Sukhpur as it comes to its plan: needs on the list, and an assembly of 127 households."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.browser import Browser
from tests.factories import Make
from tests.plan_factory import hold_assembly, record_need

NEEDS = ("Clean water", "Latrines with locks", "Water stands in the lanes", "Ramps at the pump")
HEADS = {"women": [0, 68, 0], "men": [0, 83, 0], "other": [0, 0, 0]}
Written = Callable[..., Any]


def sukhpur(make: Make, households: int = 127, **columns: Any) -> Any:
    """A village with needs 1 to 4 and one assembly; `address` is its first page."""
    return make.once(lambda: _sukhpur(make, households, columns), "sukhpur", households, columns)


def _sukhpur(make: Make, households: int, columns: dict[str, Any]) -> Any:
    place = make.settlement(**{"households": 184, "envelope": 7_500_000_00, **columns})
    with make.act("facilitator", place) as act:
        for number, title in enumerate(NEEDS, start=1):
            record_need(act, number, title=title)
        hold_assembly(act, households=households, counts=HEADS)
    return SimpleNamespace(**vars(place), address=f"/s/{place.code}")


@pytest.fixture
def village(make: Make) -> Any:
    """The village before its plan."""
    return sukhpur(make)


@pytest.fixture
def another(make: Make) -> Written:
    """Makes a village with other columns or another attendance."""
    return lambda **columns: sukhpur(make, **columns)


def item(**fields: Any) -> dict[str, Any]:
    """What the facilitator types for one item; what is not said is filled in."""
    return {
        "title": "12 raised hand pumps",
        "place": "Both ends of the village",
        "needs": ["1"],
        "cost": "2,160,000",
        "in_labour": "216,000",
        "source": "UN-Habitat",
        "implementer": "with-help",
        "starts_on": "2023-05-02",
        "ends_on": "2023-07-31",
        "operation_and_maintenance": "The pump committee",
        **fields,
    }


@pytest.fixture
def typed() -> Written:
    """Returns what is typed for one item."""
    return item


@pytest.fixture
def three_items(typed: Written) -> Callable[[Browser, Any], None]:
    """Types in the village's plan: 7,890,000 with 640,000 in labour and 149,000 in cash."""

    def write(visitor: Browser, place: Any) -> None:
        for fields in (
            typed(in_cash="", in_labour="216,000"),
            typed(
                title="8 lockable latrine blocks",
                needs=["2", "4"],
                cost="3840000",
                in_labour="235,000",
                in_cash="149,000",
            ),
            typed(title="Drain, 420 m", needs=["3"], cost="1.890.000", in_labour="189,000"),
        ):
            assert "Saved." in visitor.send(f"{place.address}/plan/items/add", **fields).text

    return write
