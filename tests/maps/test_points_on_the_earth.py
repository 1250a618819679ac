"""A point on the earth: shown before it is kept, and coarse where it concerns displaced people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.country_boxes import BOXES
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.db import journal
from peoplesprocess.models import EarthPoint
from tests.browser import Browser, Page
from tests.factories import Make
from tests.maps.test_drawn_map import upload


@pytest.fixture
def place(make: Make) -> Any:
    """A settlement in Sindh with a need of the women and one of displaced people."""
    place = make.settlement()
    make.need(place, "Clean water")
    make.need(place, "Rooms that lock", "displaced")
    return place


def write(visitor: Browser, url: str, text: str) -> Page:
    """Write a point and say yes to how it was understood."""
    first = visitor.post(url, visitor.filled(url, text=text))
    if first.status != 200:
        return first
    return visitor.post(url, first.values)


def test_what_was_understood_is_shown_before_it_is_kept(place: Any, browser: Any) -> None:
    sam, url = browser("facilitator", place), f"/s/{place.code}/map/points"
    asked = sam.post(f"{url}/write", sam.filled(f"{url}/write", text="26°43'48\" N, 67°46'12\" E"))
    assert asked.status == 200 and "Is it here?" in asked.h1
    assert "26.73" in asked.text and "67.77" in asked.text
    assert "No point is recorded yet" in sam.get(url).text
    changed = sam.post(f"{url}/write", {**asked.values, "text": "26.74, 67.77"})
    assert changed.status == 200 and "26.74" in changed.text
    assert sam.post(f"{url}/write", changed.values).status == 303
    assert "26.74, 67.77" in sam.get(url).text


def test_swapped_numbers_and_other_countries_are_found(place: Any, browser: Any) -> None:
    sam, url = browser("facilitator", place), f"/s/{place.code}/map/points/write"
    assert "write: 26.73, 67.77" in " ".join(write(sam, url, "67.77, 26.73").problems)
    assert "far from the settlement" in " ".join(write(sam, url, "6.93, 79.84").problems)
    assert write(sam, url, "26.73, 67.77").status == 303
    # Now the settlement is known by its own point, and its country says no more.
    need = f"{url}?need=1"
    assert "far from the settlement" in " ".join(write(sam, need, "30.2, 67.0").problems)
    assert write(sam, need, "26.7312345, 67.77").status == 303
    assert "26.73123, 67.77" in sam.get(url.removesuffix("/write")).text
    # One that was wrong is written anew: it is not measured by itself.
    assert write(sam, url, "26.82, 67.8").status == 303


def test_a_need_of_displaced_people_is_kept_to_a_cell_unless_the_programme_says_otherwise(
    make: Make, place: Any, browser: Any
) -> None:
    sam, url = browser("facilitator", place), f"/s/{place.code}/map/points"
    need = f"{url}/write?need=2"
    assert "about one kilometre" in sam.get(need).text
    assert write(sam, need, "26.73456, 67.77123").status == 303
    assert "26.73, 67.77" in sam.get(url).text and "26.73456" not in sam.get(url).text
    exact = make.settlement(
        make.programme(rules=replace(ProgrammeRules(), exact_displaced_points=True).stored())
    )
    make.need(exact, "Rooms that lock", "displaced")
    lina = browser("facilitator", exact)
    assert write(lina, f"/s/{exact.code}/map/points/write?need=1", "26.73456, 67.77123").status == 303
    assert "26.73456, 67.77123" in lina.get(f"/s/{exact.code}/map/points").text


def test_a_need_that_touches_displaced_people_is_kept_to_a_cell_too(
    make: Make, place: Any, browser: Any
) -> None:
    number = make.need(place, "A tap", "women", affected=["displaced"])
    sam = browser("facilitator", place)
    write(sam, f"/s/{place.code}/map/points/write?need={number}", "26.73456, 67.77123")
    assert "26.73, 67.77" in sam.get(f"/s/{place.code}/map/points").text


def kept(db: Session) -> set[int]:
    """To how many decimals points are kept."""
    found = set(db.scalars(select(EarthPoint.decimals)))
    db.rollback()
    return found


def with_exact_points(sam: Browser, place: Any, need: int = 1) -> str:
    """A point of a need, and one of a pin that shows it; the address of all points."""
    url = f"/s/{place.code}/map"
    upload(sam, url)
    sam.send(f"{url}/pins/add", kind="need", need=str(need), square="C4")
    for what in (f"need={need}", "pin=1"):
        assert write(sam, f"{url}/points/write?{what}", "26.73456, 67.77123").status == 303
    return f"{url}/points"


def test_a_need_that_touches_displaced_people_from_now_on_keeps_its_points_to_a_cell(
    place: Any, browser: Any, db: Session
) -> None:
    sam = browser("facilitator", place)
    url = with_exact_points(sam, place)
    assert sam.get(url).text.count("26.73456, 67.77123") == 2 and kept(db) == {5}
    assert sam.send(f"/s/{place.code}/needs/1/change", affected=["displaced"]).problems == []
    assert sam.get(url).text.count("26.73, 67.77") == 2 and "26.73456" not in sam.get(url).text
    assert kept(db) == {2}
    assert journal.verify(db).first_bad is None


def test_a_need_that_speaks_for_displaced_people_from_now_on_keeps_its_points_to_a_cell(
    place: Any, browser: Any, db: Session
) -> None:
    sam = browser("facilitator", place)
    url = with_exact_points(sam, place)
    sam.send(f"/s/{place.code}/needs/2/merge", into="1", reason="The same rooms")
    assert (
        "26.73456" not in sam.get(url).text
        and "26.73456" not in browser("local_authority", place).get(url).text
    )
    assert kept(db) == {2}
    assert journal.verify(db).first_bad is None


def test_a_pin_that_shows_a_merged_need_of_displaced_people_lies_in_a_cell_too(
    place: Any, browser: Any, db: Session
) -> None:
    sam, url = browser("facilitator", place), f"/s/{place.code}/map"
    upload(sam, url)
    sam.send(f"{url}/pins/add", kind="need", need="2", square="C4")
    sam.send(f"/s/{place.code}/needs/2/merge", into="1", reason="The same rooms")
    write(sam, f"{url}/points/write?pin=1", "26.73456, 67.77123")
    assert "26.73, 67.77" in sam.get(f"{url}/points").text
    assert kept(db) == {2}


def test_points_that_were_exact_are_told_to_a_cell_once_the_programme_asks_for_that(
    make: Make, browser: Any
) -> None:
    exact = replace(ProgrammeRules(), exact_displaced_points=True)
    place = make.settlement(make.programme(rules=exact.stored()))
    make.need(place, "Rooms that lock", "displaced")
    lina, url = browser("facilitator", place), f"/s/{place.code}/map/points"
    write(lina, f"{url}/write?need=1", "26.73456, 67.77123")
    efua = browser("programme_manager", place)
    programme = next(link for link in efua.get("/").links if link.startswith("/p/") and link.count("/") == 2)
    assert efua.send(f"{programme.rstrip('/')}/rules", exact_displaced_points=[]).problems == []
    assert "26.73, 67.77" in lina.get(url).text and "26.73456" not in lina.get(url).text


def test_a_point_is_struck_with_a_reason(place: Any, browser: Any) -> None:
    sam, url = browser("facilitator", place), f"/s/{place.code}/map/points"
    write(sam, f"{url}/write", "26.73, 67.77")
    assert sam.send(f"{url}/1/strike").problems
    sam.send(f"{url}/1/strike", reason="The wrong village")
    assert "No point is recorded yet" in sam.get(url).text
    assert sam.get(f"{url}/1/strike").status == 404
    assert sam.get(f"{url}/write?need=99").status == 404
    authority = browser("local_authority", place)
    assert authority.get(url).status == 200 and authority.get(f"{url}/write").status == 404


def test_a_manager_enables_exact_points(make: Make, place: Any, browser: Any) -> None:
    efua = browser("programme_manager", place)
    programme = efua.get("/").links
    url = next(link for link in programme if link.startswith("/p/") and link.count("/") == 2)
    efua.send(f"{url.rstrip('/')}/rules", exact_displaced_points="yes")
    sam = browser("facilitator", place)
    assert "about one kilometre" not in sam.get(f"/s/{place.code}/map/points/write?need=2").text


def test_boxes_of_countries_are_boxes() -> None:
    assert len(BOXES) > 100
    assert all(box.south < box.north and box.west < box.east for box in BOXES.values())
