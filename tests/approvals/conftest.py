"""Hay Al-Nawroz: water, shelters, lights and classrooms with the municipality, in the community's order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from peoplesprocess.core.prioritisation.group_tally import GroupTally
from peoplesprocess.core.prioritisation.result import RoundResult
from peoplesprocess.core.prioritisation.result_json import to_json
from peoplesprocess.models import Result, Round
from tests.factories import Make
from tests.plan_factory import record_need

AREA = "IQ/DUHOK/SUMEL"
ITEMS = {
    1: ("Water branch line, 1.2 km", 96_000_000),
    2: ("Upgrade of 40 shelters", 72_000_000),
    3: ("60 LED street lights", 27_000_000),
    4: ("4 extra classrooms", 5_000_000),
}
SHEETS = (
    GroupTally("women", 22, {1: 12, 2: 12, 3: 4, 4: 9}),
    GroupTally("men", 20, {1: 9, 2: 14, 3: 1, 4: 6}),
    GroupTally("youth", 26, {1: 7, 2: 3, 3: 10, 4: 12}),
)


class Nawroz:
    """The neighbourhood, with what its people and its authority do between tests' steps."""

    def __init__(self, make: Make, programme: Any = None, days: int = 6) -> None:
        self.make = make
        programme = programme or make.programme(currency="IQD")
        self.place = make.settlement(programme, area=AREA, households=312, envelope=200_000_000)
        self.address = f"/s/{self.place.code}"
        self.now = datetime.now(UTC)
        with make.act("facilitator", self.place) as act:
            for number, (title, _) in ITEMS.items():
                record_need(act, number, title=f"Need of {title}")
            row = Round(
                **act.columns,
                number=1,
                method="tokens",
                rule="equal-groups",
                tokens=3,
                read_out=True,
                ballot=[],
            )
            act.db.add(row)
            act.db.flush()
            figures = to_json(RoundResult("equal-groups", {}, SHEETS, (), "tokens"))
            act.db.add(Result(**act.columns, round_id=row.id, number=1, figures=figures))
            act.note("test.make", "round 1")
        self.plan({line: {} for line in ITEMS}, days)

    def plan(self, changed: Mapping[int, Mapping[str, Any]], days: int = 0) -> None:
        """Hand over a version with these lines; each with the fields that differ from the first version."""
        items = {line: {**_usual(line), **fields} for line, fields in changed.items()}
        self.make.plan(self.place, items, submitted=self.now - timedelta(days=days))

    def answer(
        self,
        line: int,
        verdict: str,
        reason: str = "As agreed",
        *,
        area: str = "",
        to: str = "Directorate",
        days: int = 0,
        level: int = 1,
    ) -> None:
        """Answer a line for the own authority, that of an area above or of a later level, some days ago."""
        at = self.now - timedelta(days=days)
        whose = {"area": area, "level": level}
        self.make.decision(self.place, line, verdict, reason, forwarded_to=to, at=at, **whose)


def _usual(line: int) -> dict[str, Any]:
    title, cost = ITEMS.get(line, ("Something else", 1_000_000))
    return {"title": title, "cost": cost, "in_labour": cost // 20, "needs": [min(line, 4)]}


@pytest.fixture
def nawroz(make: Make) -> Nawroz:
    """The neighbourhood whose plan waits since six days."""
    return Nawroz(make)


@pytest.fixture
def more(make: Make) -> Callable[..., Nawroz]:
    """Makes another neighbourhood."""
    return lambda programme=None, days=6: Nawroz(make, programme, days)


@pytest.fixture
def level(make: Make) -> Callable[[Any, str], str]:
    """Makes the authority of a higher area; returns its username."""
    return make.authority
