"""A programme with hundreds of areas: each can be chosen for a settlement."""

from __future__ import annotations

from collections.abc import Callable

from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import Area
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.invited import programme_of


def test_the_last_of_hundreds_of_areas_is_a_choice(make: Make, browser: Callable[..., Browser]) -> None:
    place = make.settlement()
    with writing(make.engine) as db:
        for number in range(301):
            db.add(
                Area(
                    programme_id=place.programme_id,
                    path=f"ZZ/{number:03}",
                    name=f"District {number}",
                    authority="Office",
                )
            )
        journal.write(db, place.programme_id, None, "area.add", "ZZ", MARKET_DAY)
        db.commit()
    efua = browser("programme_manager", place)
    home = f"/p/{programme_of(make, place).code}"
    assert "District 300" in efua.get(f"{home}/settlements/new").text
    assert "District 300" in efua.get(home).text
