"""A settlement's settings change with a reason, its sheet is read by everybody, and old values stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.facts import settlement_summaries
from tests.browser import Browser
from tests.contracts.story import rupees, signed
from tests.factories import Make

People = Callable[..., Browser]


def test_the_manager_changes_envelope_and_name_and_the_old_values_stay(
    make: Make, browser: People, db: Session
) -> None:
    programme = make.programme()
    place = make.settlement(programme, envelope=rupees(2_000_000))
    efua, url = browser("programme_manager", place), f"/s/{place.code}/settings"
    assert url in efua.get(f"/s/{place.code}").links
    page = efua.send(url, name="New Goth", envelope="1,500,000")
    assert page.problems == ["Write the reason: everybody who can read the record can read it."]
    page = efua.send(url, name="New Goth", envelope="1,500,000", reason="The donor gives less")
    for words in ("The donor gives less", "2,000,000", "1,500,000", place.name, "New Goth"):
        assert words in page.text
    assert "New Goth" in efua.get(f"/p/{programme.code}").text
    assert "New Goth" in browser().get(f"/board/{place.code}").text
    assert settlement_summaries.verify(db.connection()).first_bad is None
    assert journal.verify(db).first_bad is None


def test_five_percent_of_this_place_is_what_its_plan_page_asks_for(make: Make, browser: People) -> None:
    place = make.settlement(envelope=rupees(9_000_000))
    make.plan(place, {1: {"cost": 1_000_000, "in_labour": 50_000}})
    manager = browser("programme_manager", place)
    assert "10 %" in manager.get(f"/s/{place.code}/plan").text
    manager.send(f"/s/{place.code}/settings", contribution="5", reason="Agreed with the ministry")
    assert "10 %" not in manager.get(f"/s/{place.code}/plan").text
    assert "less than" not in manager.get(f"/s/{place.code}/plan").text
    manager.send(f"/s/{place.code}/settings", contribution="", reason="No longer")
    assert "10 %" in manager.get(f"/s/{place.code}/plan").text


def test_the_envelope_stays_above_what_is_granted(make: Make, browser: People) -> None:
    story = signed(make)
    manager = browser("programme_manager", story.place)
    url = f"/s/{story.place.code}/settings"
    for less in ("3,000,000", ""):
        page = manager.send(url, envelope=less, reason="Less")
        assert "Contracts here already grant 3,456,000 PKR. Enter that or a larger sum." in page.problems[0]
        assert "agree on smaller contracts by amendments first, or end contracts" in page.problems[0]
    assert manager.send(url, envelope="3,456,000", reason="Less").status == 200


def test_a_group_that_chose_in_a_round_stays(make: Make, browser: People) -> None:
    place = make.settlement()
    for group in ("women", "displaced"):
        make.meeting(place, group_code=group, women=20)
    make.need(place, "Well", "women", "displaced")
    make.need(place, "School", "women", "displaced")
    bo = browser("facilitator", place)
    open_round(bo, place)
    manager = browser("programme_manager", place)
    url = f"/s/{place.code}/settings"
    page = manager.send(url, groups=["displaced", "men"], required_groups=["displaced"], reason="Fewer")
    assert "stays until the next one: Women." in page.problems[0]
    page = manager.send(url, groups=["women", "displaced"], required_groups=["displaced"], reason="Fewer")
    assert "stays until the next one: Women." in page.problems[0]
    assert manager.send(url, groups=["women", "displaced"], reason="Fewer").status == 200


def open_round(bo: Browser, place: Any) -> None:
    """A round by dots with the women's sheet."""
    bo.send(f"/s/{place.code}/priorities/open", rule="equal-groups", read_out="yes")
    bo.send(f"/s/{place.code}/priorities/1/sheets/women", people="20", need1="40", need2="20")


def test_nothing_changed_is_nothing_to_save_and_others_find_no_page(make: Make, browser: People) -> None:
    place = make.settlement()
    manager, url = browser("programme_manager", place), f"/s/{place.code}/settings"
    assert manager.send(url, reason="Nothing").problems == ["Nothing is changed here."]
    for role in ("facilitator", "finance_officer", "local_authority"):
        assert browser(role, place).get(url).status == 404
    seen = manager.filled(url, name="First", reason="One")
    assert manager.send(url, name="Second", reason="Two").status == 200
    assert manager.post(url, seen).status == 409


@pytest.mark.parametrize("role", ["local_authority", "technical_officer", "committee_officer"])
def test_everybody_with_a_role_reads_the_sheet_with_what_it_said_before(
    make: Make, browser: People, role: str
) -> None:
    place = make.settlement()
    assert "The sheet is not written yet." in browser(role, place).get(f"/s/{place.code}/sheet").text
    make.profile(place)
    make.profile(place, households=120, statuses={"resident": 120})
    visitor = browser(role, place)
    page = visitor.get(f"/s/{place.code}/sheet")
    assert page.status == 200
    assert "Households 120" in page.text
    assert "Households 100 120" in page.text
    assert f"/s/{place.code}/sheet/write" not in page.links
    assert visitor.get(f"/s/{place.code}/sheet/write").status == 404
    assert f"/s/{place.code}/sheet/write" in browser("facilitator", place).get(f"/s/{place.code}/sheet").links


def test_the_office_of_this_place_takes_the_place_of_the_areas(make: Make, browser: People) -> None:
    place = make.settlement()
    manager = browser("programme_manager", place)
    manager.send(f"/s/{place.code}/settings", authority_name="Relief office", reason="Moved")
    assert "Relief office" in browser().get(f"/board/{place.code}").text


def test_the_history_of_the_sheet_runs_as_its_table_does(make: Make, browser: People) -> None:
    place = make.settlement()
    bo, here = browser("facilitator", place), f"/s/{place.code}/sheet"
    for women in ("50", "60"):
        bo.send(
            f"{here}/write",
            tenure="public",
            hazard="flood",
            households="40",
            status_resident="40",
            women2=women,
        )
    told = bo.get(f"{here}?language=ar").html
    assert '<bdi dir="rtl">0 · 0 · 50 · 0</bdi><br>' in told
    assert '<bdi dir="ltr">0 · 0 · 50 · 0</bdi><br>' in bo.get(f"{here}?language=en").html
