"""Settlements with many needs, and a count of what is asked of the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from peoplesprocess.db import journal
from peoplesprocess.db.rows import belonging
from peoplesprocess.db.session import writing
from peoplesprocess.models import Need, NeedGroup
from tests.factories import MARKET_DAY, Make

SECTORS = ("water", "sanitation", "roads", "school", "health")
SAID = (
    "Hand pumps that work after the flood, raised above the water",
    "Latrines for women near the mosque, with a door that locks",
    "A brick road to the market, so that carts pass in the rains",
    "Two classrooms for the girls, the roof fell in",
    "A room for the nurse who comes on Tuesdays",
)


@pytest.fixture
def listed(engine: Engine, make: Make) -> Callable[[int], Any]:
    """`listed(50)` is a settlement with that many needs; women raised all of them, youth every second."""

    def made(count: int) -> Any:
        place = make.settlement(households=5000)
        with writing(engine) as db:
            rows = [_need(place, number) for number in range(1, count + 1)]
            db.add_all(rows)
            db.flush()
            for row in rows:
                codes = ("women", "youth") if row.number % 2 else ("women",)
                db.add_all(NeedGroup(need_id=row.id, group_code=code) for code in codes)
            journal.write(db, place.id, None, "test.make", "needs", MARKET_DAY)
            db.commit()
        return place

    return made


def _need(place: Any, number: int) -> Need:
    return Need(
        **{**belonging(place, place.id, MARKET_DAY), "made_by": None},
        number=number,
        title=f"{SAID[number % 5]} ({number})",
        statement="",
        sector=SECTORS[number % 5],
        landmark="",
        households=20 + number,
        affected=[],
        severity=2,
        season="all",
        since="",
        cause="",
        coping="",
        response_type="service" if number % 10 == 0 else "infrastructure",
    )
