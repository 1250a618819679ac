"""Small groups of neighbours: recorded, changed, struck, counted before the election, and what they save."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peoplesprocess.core.programme_rules import PRESETS, ProgrammeRules
from tests.browser import Browser, Page
from tests.factories import Make

SUNRISE = {
    "name": "Sunrise",
    "households": "14",
    "leader": "woman",
    "lane": "Canal lane",
    "since": "2026-01-05",
}


def record(bo: Browser, place: object, **fields: str) -> Page:
    return bo.send(f"/s/{place.code}/small-groups/record", **{**SUNRISE, **fields})  # type: ignore[attr-defined]


def test_a_group_is_recorded_with_an_office_and_no_name(make: Make, browser: Callable[..., Browser]) -> None:
    goth = make.settlement()
    make.profile(goth)
    bo = browser("facilitator", goth)
    page = record(bo, goth)
    assert "14 of 100 (14 %)" in page.text and "Sunrise" in page.text and "A woman" in page.text
    page = bo.get(f"/s/{goth.code}/small-groups/1")
    assert "Canal lane" in page.text and "5 Jan 2026" in page.text
    treasurer = browser("committee_officer", goth)
    assert "Sunset" in record(treasurer, goth, name="Sunset").text
    assert browser("local_authority", goth).get(f"/s/{goth.code}/small-groups").status == 200
    assert browser("local_authority", goth).get(f"/s/{goth.code}/small-groups/record").status == 404


def test_a_change_keeps_both_readable_and_asks_why(make: Make, browser: Callable[..., Browser]) -> None:
    goth = make.settlement()
    bo = browser("facilitator", goth)
    record(bo, goth)
    address = f"/s/{goth.code}/small-groups/1/change"
    assert "Write the reason" in " ".join(bo.send(address, households="16").problems)
    assert "Nothing is changed yet" in " ".join(bo.send(address, reason="To be sure").problems)
    stale = bo.filled(address, households="18", reason="Four more")
    page = bo.send(address, households="16", leader="man", reason="Two families came")
    assert "Two families came" in page.text and "A woman" in page.text and "A man" in page.text
    assert bo.post(address, stale).status == 409


def test_a_struck_group_counts_nowhere_and_stays_readable(
    make: Make, browser: Callable[..., Browser]
) -> None:
    goth = make.settlement()
    make.profile(goth)
    bo = browser("facilitator", goth)
    record(bo, goth)
    page = bo.send(f"/s/{goth.code}/small-groups/1/strike", reason="Recorded twice")
    assert "Recorded twice" in page.text
    page = bo.get(f"/s/{goth.code}/small-groups")
    assert "0 of 100" in page.text and "Struck" in page.text
    assert bo.get(f"/s/{goth.code}/small-groups/1/change").status == 404
    # Its name is free again.
    assert "Sunrise" in record(bo, goth).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Write what the group is called"),
        ({"households": "1"}, "2"),
        ({"households": "101"}, "101 households would be in small groups, and 100 live here"),
        ({"leader": "queen"}, "Choose one from the list"),
        ({"since": "2099-01-01"}, "has not come yet"),
        ({"name": "sunset"}, "Small group 1 already has this name"),
    ],
)
def test_what_cannot_be_so_is_said(
    make: Make, browser: Callable[..., Browser], fields: dict[str, str], said: str
) -> None:
    goth = make.settlement()
    make.profile(goth)
    bo = browser("facilitator", goth)
    if fields.get("name") == "sunset":
        record(bo, goth, name="Sunset")
    assert said in " ".join(record(bo, goth, **fields).problems)


def test_savings_are_typed_in_for_all_groups_of_a_month(make: Make, browser: Callable[..., Browser]) -> None:
    goth = make.settlement()
    bo = browser("facilitator", goth)
    record(bo, goth)
    record(bo, goth, name="Sunset")
    address = f"/s/{goth.code}/small-groups/savings/2026-02/record"
    page = bo.send(address, amount1="1400", savers1="14", amount2="900.50")
    assert "February 2026" in page.text and "1,400" in page.text and "900.50" in page.text
    page = bo.get(f"/s/{goth.code}/small-groups/savings?until=2026-03")
    assert "2,300.50" in page.text
    # The same again changes nothing; another figure asks why, and both stay readable.
    assert "Nothing is changed yet" in " ".join(bo.send(address).problems)
    assert "Write the reason" in " ".join(bo.send(address, amount1="1500").problems)
    page = bo.send(address, amount1="1500", reason="The book was added up again")
    assert all(word in page.text for word in ("1,400", "1,500", "Replaced", "The book was added up again"))
    assert "2,400.50" in bo.get(f"/s/{goth.code}/small-groups").text
    # Taken away: what is left empty counts nowhere.
    bo.send(address, amount2="", savers2="", reason="It was the other month")
    assert "1,500" in bo.get(f"/s/{goth.code}/small-groups").text
    assert "It was the other month" in bo.get(f"/s/{goth.code}/small-groups/2").text
    rows = bo.client.get(f"/s/{goth.code}/export/savings.csv").text
    assert "1500" in rows and "1400" not in rows and "900" not in rows
    assert "Sunset" in bo.client.get(f"/s/{goth.code}/export/small-groups.csv").text


def test_savings_that_cannot_be_are_refused(make: Make, browser: Callable[..., Browser]) -> None:
    goth = make.settlement()
    bo = browser("facilitator", goth)
    record(bo, goth)
    address = f"/s/{goth.code}/small-groups/savings/2026-02/record"
    assert "Write what they saved, or 0" in " ".join(bo.send(address, savers1="5").problems)
    assert "below 0" in " ".join(bo.send(address, amount1="-5").problems)
    for month in ("2099-01", "2026-13", "1970-01", "then"):
        assert bo.get(f"/s/{goth.code}/small-groups/savings/{month}").status == 404


def test_many_groups_are_typed_in_page_by_page(make: Make, browser: Callable[..., Browser]) -> None:
    goth = make.settlement()
    bo = browser("facilitator", goth)
    for number in range(1, 43):
        record(bo, goth, name=f"Group {number}", households="2")
    address = f"/s/{goth.code}/small-groups/savings/2026-02/record"
    page = bo.send(address, amount1="10")
    assert "Group 42" in page.text and "Group 40" not in page.text
    page = bo.send(f"{address}?after=40", amount42="20")
    assert "More groups" in page.text


def test_a_programme_asks_how_many_households_are_in_groups_before_the_election(
    make: Make, browser: Callable[..., Browser]
) -> None:
    assert PRESETS["south-asian"][1].small_group_coverage == 60
    programme = make.programme(rules=ProgrammeRules(small_group_coverage=15).stored())
    goth = make.settlement(programme)
    make.profile(goth)
    with make.act("programme_manager", goth) as act:
        from peoplesprocess.settlements.actions import close_step

        close_step(act, "mobilise", "Tried out")
    bo = browser("facilitator", goth)
    page = bo.get(f"/s/{goth.code}")
    assert "No household in a small group yet" in page.text and "Form small groups of neighbours" in page.text
    election = f"/s/{goth.code}/committee/elect"
    assert election not in record(bo, goth).links
    assert "Too few households in small groups" in bo.get(f"/s/{goth.code}").text
    page = record(bo, goth, name="Sunset", households="2")
    assert election in page.links, "from the last group without the way back by the village's page"
    assert election not in browser("local_authority", goth).get(f"/s/{goth.code}/small-groups").links
    page = bo.get(f"/s/{goth.code}")
    assert "Households in small groups: 16 of 100" in page.text and "Form small groups" not in page.text


def test_a_programme_without_small_groups_is_not_asked(make: Make, browser: Callable[..., Browser]) -> None:
    goth = make.settlement()
    make.profile(goth)
    with make.act("programme_manager", goth) as act:
        from peoplesprocess.settlements.actions import close_step

        close_step(act, "mobilise", "Tried out")
    assert "in small groups" not in browser("facilitator", goth).get(f"/s/{goth.code}").text


def test_a_manager_sets_the_share(make: Make, browser: Callable[..., Browser]) -> None:
    programme = make.programme()
    efua = browser("programme_manager", programme)
    efua.send(f"/p/{programme.code}/rules", small_group_coverage="80")
    assert efua.get(f"/p/{programme.code}/rules").values["small_group_coverage"] == ["80"]
