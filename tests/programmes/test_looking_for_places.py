"""A programme's list can be asked for some settlements, and names are looked for in all of one's places."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.models import Tranche, TrancheRequest
from tests.browser import Browser
from tests.factories import Make
from tests.finished_work import contract_of
from tests.programmes.test_overview import STEPS, close_steps, common, decide, saved, submit_plan
from tests.statements import statements

People = Callable[..., Browser]


def now() -> datetime:
    """The time: of the test, as a run may pass midnight."""
    return datetime.now(UTC)


@pytest.fixture
def programme(make: Make) -> Any:
    return make.programme()


def found(manager: Browser, programme: Any, asked: str) -> str:
    """The last letters of the settlements on the list, in order."""
    page = manager.get(f"/p/{programme.code}?{asked}")
    assert page.status == 200
    names = [cell for cell in page.html.split("<bdi>") if cell.startswith("Goth ")]
    return "".join(name[5] for name in names)


def test_the_list_is_searched_by_name_and_code_in_any_script(
    browser: People, make: Make, programme: Any
) -> None:
    for name, code in (("Goth Ághá", "one"), ("Goth Bilal", "two"), ("Goth حيّ النوروز", "three")):
        make.settlement(programme, name=name, code=code)
    efua = browser("programme_manager", programme)
    assert found(efua, programme, "search=AGHA") == "Á"
    assert found(efua, programme, "search=goth+b") == "B"
    assert found(efua, programme, "search=THREE") == "ح"
    assert found(efua, programme, "search=حي+goth") == "ح"
    assert found(efua, programme, "search=goth&sort=days") != ""
    page = efua.get(f"/p/{programme.code}?search=nowhere")
    assert "No settlement matches." in page.text
    assert f"/p/{programme.code}" in page.links


def test_the_list_is_filtered_by_step(browser: People, make: Make, db: Session, programme: Any) -> None:
    places = [make.settlement(programme, name=f"Goth {letter}") for letter in "ABC"]
    close_steps(db, places[1], "organise", "mobilise")
    close_steps(db, places[2], *STEPS)
    efua = browser("programme_manager", programme)
    assert found(efua, programme, "step=mobilise") == "A"
    assert found(efua, programme, "step=map") == "B"
    assert found(efua, programme, "step=handed-over") == "C"
    assert found(efua, programme, "step=luck") == ""
    assert found(efua, programme, "step=map&search=goth") == "B"
    assert '<option value="map" selected>' in efua.get(f"/p/{programme.code}?step=map").html


def test_the_list_is_filtered_by_what_is_waited_for_and_how_long(
    browser: People, make: Make, db: Session, programme: Any
) -> None:
    place = {letter: make.settlement(programme, name=f"Goth {letter}") for letter in "ABCDE"}
    rules = programme.rules
    make.settlement(programme, name="Goth F", made_at=now() - timedelta(days=rules["answer_days"] + 2))
    submit_plan(db, place["A"], items=2, days_ago=rules["answer_days"] + 1)
    submit_plan(db, place["B"], items=1, days_ago=rules["answer_days"])
    submit_plan(db, place["C"], items=1, days_ago=90)
    decide(db, place["C"], 1, "endorse")
    contract_of(make, place["D"], signatures=2)
    asked = contract_of(make, place["E"])
    with Session(make.engine) as look:
        row = look.scalars(select(Tranche.id).where(Tranche.contract_id == asked.contract_id)).first()
    days = rules["release_days"] + 1
    request = TrancheRequest(**common(place["E"], days), tranche_id=row, number=1, statement="Please")
    saved(db, place["E"], request)
    efua = browser("programme_manager", programme)
    assert found(efua, programme, "waits=money") == "E"
    assert found(efua, programme, "waits=signature") == "D"
    assert found(efua, programme, "waits=correction") == ""
    assert found(efua, programme, "waits=repair") == ""
    waiting = found(efua, programme, "waits=authority")
    assert {"A", "B", "F"} <= set(waiting) and "C" not in waiting
    # D and E were added long ago, and no authority ever said that it has no objection there.
    assert found(efua, programme, "late=1") == "ADEF"
    assert found(efua, programme, "late=1&waits=money") == "E"
    assert efua.get(f"/p/{programme.code}?waits=luck").status == 404


def test_the_list_is_filtered_by_place(browser: People, make: Make, programme: Any) -> None:
    for letter, area in (("A", "PK/SD/DADU"), ("B", "PK/SD/DADUR"), ("C", "PK/PB")):
        make.settlement(programme, name=f"Goth {letter}", area=area)
    efua = browser("programme_manager", programme)
    assert found(efua, programme, "area=PK/SD") == "AB"
    assert found(efua, programme, "area=PK/SD/DADU") == "A"
    assert found(efua, programme, "area=PK/%25") == ""


def test_what_was_asked_for_stays_while_one_sorts_turns_pages_and_downloads(
    browser: People, make: Make, programme: Any, engine: Engine
) -> None:
    for number in range(52):
        make.settlement(programme, name=f"Goth {number:03d}", code=f"place-{number:03d}")
    make.settlement(programme, name="Elsewhere", code="elsewhere")
    efua = browser("programme_manager", programme)
    address = f"/p/{programme.code}?search=goth&step=mobilise&sort=days"
    with statements(engine) as seen:
        page = efua.get(address)
    assert len(seen) <= 6, seen
    more = next(link for link in page.links if "after=" in link)
    assert "search=goth" in more and "step=mobilise" in more and "sort=days" in more
    rest = efua.get(f"/p/{programme.code}{more}")
    assert "Goth 050" in rest.text and "Goth 051" in rest.text and "Goth 049" not in rest.text
    assert all("search=goth" in link for link in page.links if "?" in link and "language" not in link)
    file = efua.client.get(f"/p/{programme.code}.csv?search=goth+02&step=mobilise")
    names = [row["Settlement"] for row in csv.DictReader(io.StringIO(file.data.decode("utf-8-sig")))]
    assert names == [f"Goth {number:03d}" for number in (2, *range(20, 30))]
    assert efua.client.get(f"/p/{programme.code}.xlsx?late=1").status_code == 200
    assert efua.client.get(f"/p/{programme.code}.xlsx?waits=luck").status_code == 404


def test_totals_stand_in_a_line_for_each_currency(browser: People, make: Make, programme: Any) -> None:
    make.settlement(programme, currency="PKR")
    make.settlement(programme, currency="EUR")
    efua = browser("programme_manager", programme)
    page = efua.get(f"/p/{programme.code}")
    heads = "In all Currency Settlements Granted Released Spent Given in labour and materials"
    assert f"{heads} EUR 1 0 0 0 0 PKR 1 0 0 0 0" in page.text
    assert "In all" not in efua.get(f"/p/{programme.code}?search=a").text


def test_one_finds_names_of_all_kinds_in_ones_own_places_only(
    browser: People, make: Make, programme: Any, engine: Engine
) -> None:
    place, other = make.settlement(programme, name="Well Town"), make.settlement(name="Wellington")
    make.need(place, title="A wéll for all")
    make.need(other, title="Another well")
    contract_of(make, place)
    efua = browser("programme_manager", programme)
    assert 'action="/search"' in efua.get("/").html
    with statements(engine) as seen:
        page = efua.get("/search?search=WELL")
    assert len(seen) <= 6
    assert "Well Town" in page.text and "A wéll for all" in page.text
    assert f"/s/{place.code}/needs/1" in page.links
    assert "Wellington" not in page.text and "Another well" not in page.text
    title = contract_title(engine)
    works = efua.get(f"/search?search={title}")
    assert f"/s/{place.code}/works/1" in works.links
    assert "Nothing in your settlements has this name" in efua.get("/search?search=nowhere").text
    assert "Nothing in your settlements has this name" not in efua.get("/search").text


def test_at_most_twenty_of_a_kind_are_shown(browser: People, make: Make, programme: Any) -> None:
    place = make.settlement(programme, name="Sukhpur")
    for number in range(21):
        make.need(place, title=f"Tap {number}")
    page = browser("programme_manager", programme).get("/search?search=tap")
    assert page.text.count("Tap ") == 20
    assert "There are more. Type more of the name." in page.text


def test_an_authority_finds_in_its_area_and_an_administrator_only_settlements(
    browser: People, make: Make, programme: Any
) -> None:
    place = make.settlement(programme, name="Lake Town")
    far = make.settlement(programme, name="Lake View", area="PK/PB")
    for each in (place, far):
        make.need(each, title=f"Lake water of {each.name}")
    carla = browser("local_authority", place).get("/search?search=lake")
    assert f"/s/{place.code}" in carla.links
    assert "Lake View" not in carla.text
    admin = browser("administrator").get("/search?search=lake")
    assert "Lake Town" in admin.text and "Lake View" in admin.text
    assert "Lake water" not in admin.text
    assert not [link for link in admin.links if link.startswith("/s/")]


def contract_title(engine: Engine) -> str:
    from peoplesprocess.models import Contract

    with Session(engine) as look:
        return look.scalars(select(Contract.title)).first() or ""
