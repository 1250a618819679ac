"""How long something waits goes by the clock of its place: in the inbox, at home, for the level above."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.browser import Browser
from tests.factories import Make
from tests.place_days import FAR_EAST, days_apart
from tests.statements import statements_of

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


@pytest.mark.parametrize("days", [14, 15])
def test_an_item_waits_so_many_days_of_its_place(
    make: Make, browser: People, engine: Engine, days: int
) -> None:
    since, there = days_apart(days)
    assert there != days
    place = make.settlement(households=100, time_zone=FAR_EAST)
    make.plan(place, submitted=since)
    office, above = browser("local_authority", place), browser()
    above.sign_in_as(make.authority(place, "PK/SD"))
    late = " late" if there > 14 else ""
    assert f"{place.name} 1 for {there} days{late} 14 days" in office.get("/inbox").text
    assert f"1 item of the plan waits for you. Waiting for {there} days." in office.get("/").text
    told = "1 item is late with an office below yours."
    assert (told in above.get("/").text) is (there > 14)
    assert ("Late with an office below" in above.get("/inbox").text) is (there > 14)
    asks = "Ask for the answer that is late"
    assert (asks in above.get(f"/s/{place.code}/approval").text) is (there > 14)
    assert statements_of(engine, office, "/inbox") <= 6 and statements_of(engine, office, "/") <= 6


def test_a_place_without_a_no_objection_waits_so_many_days_of_its_own(make: Make, browser: People) -> None:
    since, there = days_apart(20)
    place = make.settlement(time_zone=FAR_EAST, made_at=since)
    office = browser("local_authority", place)
    assert f"no objection is missing. Waiting for {there} days." in office.get("/").text
    assert f"{there} days" in office.get("/inbox").text


def test_the_page_and_the_file_of_a_programme_count_the_days_of_each_place(
    make: Make, browser: People
) -> None:
    since, there = days_apart(12)
    programme = make.programme()
    place = make.settlement(programme, time_zone=FAR_EAST, made_at=since)
    manager, address = browser("programme_manager", place), f"/p/{programme.code}"
    assert f"Mobilise {there} " in manager.get(address).text
    (row,) = csv.DictReader(io.StringIO(manager.client.get(f"{address}.csv").data.decode("utf-8-sig")))
    assert row["Days in this step"] == str(there)
