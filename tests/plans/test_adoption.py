"""Which assembly adopts a version of the plan, and with how many households."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peoplesprocess.core.messages import Refused
from peoplesprocess.plans import actions
from tests.browser import Browser, Page
from tests.factories import Make
from tests.plan_factory import draft, plan_item

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
Written = Callable[..., Any]
FIRST, LATER = date(2023, 3, 12), date(2023, 4, 9)
HEADS = {"women": [0, 68, 0], "men": [0, 83, 0], "other": [0, 0, 0]}
TOO_MANY = "The meeting counted 127 households. If more were there, correct the meeting first."


@pytest.fixture
def bo(browser: People, village: Any, three_items: Written) -> Browser:
    visitor = browser("facilitator", village)
    three_items(visitor, village)
    return visitor


def assembly(make: Make, village: Any, held_on: date, households: int | None = 127) -> int:
    return make.meeting(village, "assembly", held_on=held_on, counts=HEADS, households=households)


def chosen(page: Page) -> list[str]:
    return page.values.get("meeting", [])


def offered(page: Page) -> list[str]:
    return [each["value"] for each in page.controls if each.get("name") == "meeting"]


def test_no_more_households_adopt_than_the_meeting_counted_and_the_page_says_where_to_correct_it(
    bo: Browser, village: Any
) -> None:
    page = bo.send(f"{village.address}/plan/adopt", households="128")
    assert page.problems == [f"How many households were there?: {TOO_MANY}"]
    correct = next(link for link in page.links if "/correct" in link)
    page = bo.send(correct, households="130", reason="The sheet says 130")
    assert page.h1 == "Did the assembly adopt the plan?"
    assert chosen(page) == ["2"]
    assert "130 of 184" in bo.send(f"{village.address}/plan/adopt", households="130").text


def test_fewer_households_than_the_meeting_counted_may_have_adopted_it(bo: Browser, village: Any) -> None:
    assert (
        "Households at the assembly: 120 of 184"
        in bo.send(f"{village.address}/plan/adopt", households="120").text
    )


def test_who_did_what_tells_on_which_day_the_assembly_adopted_the_plan(
    bo: Browser, village: Any, browser: Callable[..., Browser]
) -> None:
    bo.send(f"{village.address}/plan/adopt")
    told = browser("committee_officer", village).get(f"{village.address}/journal").text
    sentence = told.partition("It was recorded that the assembly adopted plan 1.")[2]
    assert "(on paper: 12 Mar 2023)" in sentence[:80], told


def test_a_later_version_needs_a_later_assembly(make: Make, bo: Browser, village: Any) -> None:
    bo.send(f"{village.address}/plan/adopt")
    bo.send(f"{village.address}/plan/revise")
    # It is typed in now, and met before the first adoption.
    assembly(make, village, date(2023, 2, 1))
    page = bo.get(f"{village.address}/plan/adopt")
    assert "Version 1 was adopted on 12 Mar 2023, and no assembly is recorded after that one." in page.text
    record = next(link for link in page.links if "meetings/record" in link)
    fields = {"held_on": "2023-04-09", "place": "School", "women2": "80", "men2": "80", "households": "127"}
    page = bo.send(record, **fields, agenda="The plan", minutes="Adopted.", consent="yes")
    assert page.h1 == "Did the assembly adopt the plan?"
    assert (offered(page), chosen(page)) == (["3"], ["3"])
    page = bo.send(f"{village.address}/plan/adopt")
    assert "Adopted by the assembly on 9 Apr 2023" in page.text


def test_an_assembly_of_the_evening_adopts_what_was_mended_after_that_of_the_morning(
    make: Make, bo: Browser, village: Any
) -> None:
    bo.send(f"{village.address}/plan/adopt")
    bo.send(f"{village.address}/plan/revise")
    assembly(make, village, FIRST)
    page = bo.get(f"{village.address}/plan/adopt")
    assert (offered(page), chosen(page)) == (["2"], ["2"])
    assert "Adopted by the assembly on 12 Mar 2023" in bo.send(f"{village.address}/plan/adopt").text


def test_an_assembly_adopts_the_items_that_were_shown_and_no_others(
    make: Make, bo: Browser, village: Any, browser: People
) -> None:
    """Somebody made an item dearer meanwhile, and the form that was open adopted that."""
    adopt = f"{village.address}/plan/adopt"
    old, page = bo.filled(adopt), bo.get(adopt)
    assert "8 lockable latrine blocks : 3,840,000 PKR" in page.text
    cleo = browser("committee_officer", village)
    cleo.send(f"{village.address}/plan/items/2/change", cost="3,940,000")
    page = bo.post(adopt, old)
    assert any("changed since this page was opened" in problem for problem in page.problems)
    assert "8 lockable latrine blocks : 3,940,000 PKR" in page.text, "what would be adopted now"
    assert chosen(page) == old["meeting"] or chosen(page) == [old["meeting"]], "nothing typed is lost"
    # Another order is another plan, and so is one without an item.
    for change in ({"rank": "1"}, {}):
        before = bo.filled(adopt)
        if change:
            cleo.send(f"{village.address}/plan/items/2/change", **change)
        else:
            cleo.send(f"{village.address}/plan/items/3/remove")
        assert any("changed since" in problem for problem in bo.post(adopt, before).problems)
    assert "Adopted by the assembly" in bo.send(adopt).text


def test_what_somebody_else_did_meanwhile_is_said_in_the_place_of_an_empty_list(
    make: Make, bo: Browser, village: Any, browser: People
) -> None:
    """Two adopted the plan at once: the second was told to choose an assembly from a list without any."""
    adopt = f"{village.address}/plan/adopt"
    old, other = bo.filled(adopt, households="120"), browser("facilitator", village)
    other.send(adopt)
    page = bo.post(adopt, old)
    assert page.problems == ["The assembly adopted this version. Make a new version to change it."]
    assert (page.status, page.values["households"]) == (422, ["120"])
    assert f"{village.address}/plan" in page.links
    bo.send(f"{village.address}/plan/revise")
    assembly(make, village, LATER)
    old = bo.filled(adopt, meeting="2")
    other.send(f"{village.address}/meetings/2/strike", reason="It did not take place")
    page = bo.post(adopt, old)
    assert len(page.problems) == 1 and "no assembly is recorded after that one" in page.problems[0]
    assert any("meetings/record?kind=assembly&then=adoption" in link for link in page.links)


def test_a_plan_from_which_every_item_was_taken_has_no_form_that_would_be_refused(
    bo: Browser, village: Any, browser: People
) -> None:
    adopt, cleo = f"{village.address}/plan/adopt", browser("committee_officer", village)
    old = bo.filled(adopt)
    for line in (1, 2, 3):
        cleo.send(f"{village.address}/plan/items/{line}/remove")
    page = bo.post(adopt, old)
    assert page.problems == ["The plan has no items yet. Add the first one."]
    page = bo.get(adopt)
    assert "The plan has no items yet." in page.text and not page.controls
    assert f"{village.address}/plan" in page.links


def test_the_act_refuses_an_earlier_assembly_too(make: Make, bo: Browser, village: Any) -> None:
    bo.send(f"{village.address}/plan/adopt")
    bo.send(f"{village.address}/plan/revise")
    sentence = "Choose an assembly that met after that one"
    with (
        make.act(make.facilitator(village), village) as act,
        pytest.raises(Refused, match=sentence) as refused,
    ):
        actions.adopt(act, actions.PlanAdoptionInput(1))
    assert refused.value.field == "meeting"


def test_the_assembly_of_the_last_cycle_does_not_adopt_the_next_plan(
    make: Make, bo: Browser, village: Any
) -> None:
    bo.send(f"{village.address}/plan/adopt")
    bo.send(f"{village.address}/plan/revise")
    assembly(make, village, LATER)
    form = bo.filled(f"{village.address}/plan/adopt", meeting="1")
    page = bo.post(f"{village.address}/plan/adopt", form)
    assert page.status == 422
    assert offered(page) == ["2"]


def test_an_assembly_to_which_too_few_came_is_not_chosen_beforehand(
    make: Make, bo: Browser, village: Any
) -> None:
    assembly(make, village, LATER, households=60)
    page = bo.get(f"{village.address}/plan/adopt")
    assert (sorted(offered(page)), chosen(page)) == (["1", "2"], ["1"])
    page = bo.send(f"{village.address}/plan/adopt", meeting="2")
    assert "60 of 184 (32.6 %), at least 60 % are needed" in page.problems[0]
    assert any("meetings/record?kind=assembly&then=adoption" in link for link in page.links)


def test_where_a_meeting_counted_no_households_somebody_writes_how_many_came(
    another: Written, browser: People, three_items: Written
) -> None:
    village = another(households=0)
    bo = browser("facilitator", village)
    three_items(bo, village)
    page = bo.get(f"{village.address}/plan/adopt")
    assert "12 Mar 2023: not counted" in page.text
    page = bo.send(f"{village.address}/plan/adopt")
    assert "This meeting counted no households. Write how many were there." in page.problems[0]
    assert "120 of 184" in bo.send(f"{village.address}/plan/adopt", households="120").text


def test_a_committee_officer_is_not_led_to_meetings_that_facilitators_record(
    make: Make, browser: People, village: Any
) -> None:
    place = make.settlement(households=184)
    make.need(place, "Water")
    with make.act(make.facilitator(place), place) as act:
        actions.add_item(act, plan_item())
    page = browser("committee_officer", place).get(f"/s/{place.code}/plan/adopt")
    assert "No assembly is recorded yet." in page.text
    assert not any("meetings/record" in link for link in page.links)


def test_a_draft_leads_straight_to_the_assembly_that_adopts_it_and_on_to_the_authority(
    make: Make, bo: Browser, village: Any
) -> None:
    bo.send(f"{village.address}/plan/adopt")
    bo.send(f"{village.address}/plan/revise")
    page = bo.get(f"{village.address}/plan")
    assert "Record the assembly that adopts it" in page.text
    record = next(link for link in page.links if "then=adoption" in link)
    fields = {"held_on": "2023-04-09", "place": "School", "women2": "80", "men2": "80", "households": "127"}
    adoption = bo.send(record, **fields, agenda="The plan", minutes="Adopted.", consent="yes")
    assert "Record the assembly that adopts it" not in bo.get(f"{village.address}/plan").text
    page = bo.post(f"{village.address}/plan/adopt", {**adoption.values, "another": "1"})
    assert page.location.partition("?")[0] == f"{village.address}/plan/submit"


def test_what_adoption_needs_is_said_before_anything_is_filled_in(
    another: Written, browser: People, three_items: Written
) -> None:
    few = another(households=20)
    bo = browser("facilitator", few)
    three_items(bo, few)
    page = bo.get(f"{few.address}/plan/adopt")
    assert "No assembly counted enough households, so none can adopt the plan yet" in page.text


def test_items_follow_each_other_by_one_button(bo: Browser, village: Any, typed: Written) -> None:
    url = f"{village.address}/plan/items/add"
    page = bo.post(url, bo.filled(url, **typed(title="A culvert"), another="1"))
    assert page.location.partition("?")[0] == url


def test_who_may_not_write_the_sheet_is_led_to_the_plan(make: Make, browser: People) -> None:
    goth = make.settlement(households=None)
    with make.act("facilitator", goth) as act:
        draft(act, {1: plan_item(1)})
    for role, way, words in (
        ("facilitator", "sheet/write", "Write the sheet"),
        ("committee_officer", "plan", "To the plan"),
    ):
        visitor = browser(role, goth)
        page = visitor.get(f"/s/{goth.code}/plan/adopt")
        assert "how many households live here" in page.text
        assert words in page.text
        assert f"/s/{goth.code}/{way}" in page.links, page.links
        assert visitor.get(f"/s/{goth.code}/{way}").status == 200
