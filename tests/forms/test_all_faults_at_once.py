"""One sending tells all that is wrong: nobody puts one line right to be told of the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peoplesprocess.core.item_finance import EstimateLine, check_estimate
from peoplesprocess.core.messages import Message, RefusalList, Refused
from tests.browser import Browser
from tests.contracts import story
from tests.factories import Make
from tests.priorities.conftest import Community

People = Callable[..., Browser]
WHOLE = "Fill in the whole line, or leave all of it empty."


def test_a_round_names_each_need_that_has_no_cost(engine: Any, make: Make, browser: People) -> None:
    town = Community(engine, make, {"women": 14, "displaced": 4}, ("Pump", "Latrine", "Road"))
    page = browser("facilitator", town.place).send(
        f"{town.url}/open", rule="equal-shares", read_out="yes", cost2="4000", envelope="", mandatory="9"
    )
    guess = "What would it cost?: Write what this would cost, or take it off. A guess is fine."
    assert {f"Need 1, {guess}", f"Need 3, {guess}"} <= set(page.problems)
    assert "How much money is there?: Write how much money there is." in page.problems
    assert any("“9” is not among the needs" in each for each in page.problems)
    assert page.values["cost2"] == ["4000"]


def test_an_election_names_all_that_cannot_be(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("facilitator", place).send(
        f"/s/{place.code}/committee/elect",
        held_on="2026-03-12",
        eligible_women="10",
        voted_women="11",
        eligible_men="10",
        voted_men="12",
        office1="chair",
        woman2="yes",
        group11="men",
    )
    assert [each.rpartition(": ")[2] for each in page.problems] == [
        "More people voted than could vote. Check both numbers.",
        "More people voted than could vote. Check both numbers.",
        "Choose the office of this seat, or empty its line.",
        "Choose the office of this seat, or empty its line.",
    ]
    assert "<details open>" in page.html


def test_a_meeting_names_all_its_numbers_that_cannot_be(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("facilitator", place).send(
        f"/s/{place.code}/meetings/record",
        kind="session",
        held_on="2026-03-12",
        place="School",
        women2="4",
        displaced="5",
        with_disability="6",
        households="7",
        agenda="Needs",
        minutes="Named",
    )
    assert len(page.problems) == 4
    assert "Choose the group whose session it was." in " ".join(page.problems)


def test_a_contract_names_every_half_filled_line(make: Make, browser: People) -> None:
    place = story.endorsed(make)
    page = browser("facilitator", place).send(
        f"/s/{place.code}/contracts/draft",
        line="1",
        title="Latrines",
        mode="hired",
        starts_on="2026-04-01",
        ends_on="2026-05-01",
        what1="Doors",
        what3="Pits",
        payer1="municipality",
        percent2="",
        work2="50",
    )
    told = " ".join(page.problems)
    assert told.count(WHOLE) == 6
    assert "Write how much this payer gives." in told
    assert "Give the instalment&#39;s share of the grant." in told


def test_a_refusal_keeps_what_was_found_with_it_where_a_page_calls_fields_otherwise() -> None:
    lines = [EstimateLine("", "m", 1000, 100), EstimateLine("Sand", "m", 0, 100)]
    with pytest.raises(Refused) as refused:
        check_estimate(lines)
    moved = refused.value.moved(lambda name: f"page_{name}")
    assert [each.field for each in moved.each] == ["page_title1", "page_quantity2"]


def test_what_is_no_refusal_is_not_gathered() -> None:
    refusals = RefusalList()
    with refusals:
        raise Refused(Message("No."))
    with pytest.raises(LookupError), refusals:
        raise LookupError
    with pytest.raises(Refused) as refused:
        refusals.settle()
    assert refused.value.others == ()
