"""What a round would refuse is said before anything is filled in, with the way to what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import Browser

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


def test_a_round_needs_two_needs_before_it_is_filled_in(community: Any, browser: People) -> None:
    town = community({"women": 9, "displaced": 4}, ("Pump",))
    page = browser("facilitator", town.place).get(f"{town.url}/open")
    assert "People choose between at least two needs." in page.text
    assert f"/s/{town.place.code}/needs/record" in page.links
    assert not page.controls


def test_a_group_without_a_session_has_no_sheet_to_fill_in(community: Any, browser: People) -> None:
    town = community({"women": 9, "displaced": 4, "men": 0})
    town.open()
    bo = browser("facilitator", town.place)
    page = bo.get(f"{town.url}/1/sheets/men")
    assert "no session of this group is recorded" in page.text
    record = next(link for link in page.links if "meetings/record" in link)
    assert not page.controls
    assert "others could find out who chose what" not in page.text, "nobody came, so nobody is to be traced"
    page = bo.get(record)
    assert (page.values["kind"], page.values["group_code"]) == (["session"], ["men"])
    fields = {"held_on": "2026-03-12", "place": "School", "men2": "6", "agenda": "Needs", "minutes": "Named"}
    page = bo.post(record, bo.filled(record, **fields, consent="yes"))
    assert page.location.partition("?")[0] == f"{town.url}/1/sheets/men", "the session leads back to it"
    assert bo.get(page.location).controls


def test_the_next_sheet_is_one_button_away_and_the_last_one_leads_to_the_round(
    community: Any, browser: People
) -> None:
    town = community({"women": 9, "men": 9, "displaced": 4})
    town.open()
    bo, path = browser("facilitator", town.place), f"{town.url}/1/sheets/women"
    for group in ("men", "displaced"):
        page = bo.post(path, bo.filled(path, people="4", need1="4", nothing_missing="yes", another="1"))
        path = page.location.partition("?")[0]
        assert path == f"{town.url}/1/sheets/{group}"
    page = bo.post(path, bo.filled(path, people="4", need1="4", nothing_missing="yes", another="1"))
    assert page.location.partition("?")[0] == f"{town.url}/1"


def test_a_round_in_which_somebody_chose_offers_no_form_to_end_it(community: Any, browser: People) -> None:
    town = community({"women": 9, "displaced": 4})
    town.open()
    bo = browser("facilitator", town.place)
    assert bo.get(f"{town.url}/1/end").controls
    town.enter("women", 9, {1: 9})
    page = bo.get(f"{town.url}/1/end")
    assert "Somebody has chosen in this round. Close it and count." in page.text
    assert f"{town.url}/1/close" in page.links
    assert not page.controls


def test_a_need_that_nobody_chose_has_no_rank(community: Any, browser: People) -> None:
    town = community({"women": 9, "displaced": 4}, ("Pump", "Latrine", "Road", "Lamp"))
    town.decide({"women": (9, (2, 5, 0, 0)), "displaced": (4, (4, 0, 0, 0))})
    bo = browser("facilitator", town.place)
    rows = bo.get(f"{town.url}/1/result").html.split("<tr>")
    row = next(each for each in rows if "Road" in each)
    assert '<td class="n">–<' in row
    assert "– (0)" in row.replace("\u2068", "").replace("\u2069", "")
    need = bo.get(f"/s/{town.place.code}/needs/3").text
    assert need.count("Nobody chose it.") == 1
    assert "rank" in bo.get(f"/s/{town.place.code}/needs/1").text


def test_the_plan_offers_needs_in_the_order_of_the_result(community: Any, browser: People) -> None:
    town = community({"women": 9, "displaced": 4}, ("Pump", "Latrine", "Road", "Lamp"))
    bo, add = browser("facilitator", town.place), f"/s/{town.place.code}/plan/items/add"
    assert bo.get(add).choices["needs"] == ["1", "2", "3", "4"]
    town.decide({"women": (9, (0, 5, 0, 1)), "displaced": (4, (1, 2, 0, 0))})
    page = bo.get(add)
    assert page.choices["needs"] == ["2", "1", "4", "3"]
    text = page.text.replace("\u2068", "").replace("\u2069", "")
    assert "Rank 1: 2 · Latrine" in text
    assert ": 3 · Road" not in text
    assert "3 · Road" in text
