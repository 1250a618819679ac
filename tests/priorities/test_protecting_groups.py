"""What an assembly decided for some groups before it counted: chosen, built first, and told with why."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.prioritisation.result_from_ballot_file import tally_file
from peoplesprocess.models import Result, Round
from tests.priorities.test_terms import CHOSEN, HEARD, LARGE, PRICES, SHEETS, TITLES, People, bo, decided

pytestmark = pytest.mark.one_database

DESK_IS_DEAR = {"envelope": 4_000_00}


def told(town: Any, browser: People) -> str:
    return bo(town, browser).get(f"{town.url}/1").text


def test_quotas_are_chosen_before_counting_and_kept(community: Any, browser: People, db: Session) -> None:
    town = community(HEARD, TITLES)
    typed = {"earmarkdisplaced": "٢٠", "firsthost": "yes", "weighthost": "100"}
    bo(town, browser).send(f"{town.url}/open", **{**CHOSEN, **PRICES, **typed})
    row = db.scalars(select(Round)).one()
    assert (row.earmarks, row.first_needs, row.weights) == ([["displaced", 20]], ["host"], {})


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (
            {"earmarkdisplaced": "50", "earmarkhost": "50"},
            "at most 90 can be set aside for groups, all groups together. The rest is for everybody.",
        ),
        ({"earmarkdisplaced": "51"}, "This cannot be more than 50."),
        ({"earmarkhost": "many"}, "Write a whole number in digits."),
    ],
)
def test_too_much_set_aside_is_told_where_it_was_typed(
    community: Any, browser: People, db: Session, typed: dict[str, str], problem: str
) -> None:
    town = community(HEARD, TITLES)
    page = bo(town, browser).send(
        f"{town.url}/open", **{**CHOSEN, **PRICES, **typed, "firstdisplaced": "yes"}
    )
    assert page.status == 422
    assert problem in page.problems[0]
    assert "<details open>" in page.html
    assert page.values["firstdisplaced"] == ["yes"]
    assert db.scalar(select(func.count(Round.id))) == 0


def test_a_first_need_is_built_before_all_others_and_everybody_reads_who_paid(
    community: Any, browser: People
) -> None:
    town = decided(community, **DESK_IS_DEAR, first_needs=["displaced"])
    allocation = town.result.allocation
    (reserved,) = allocation.reserved
    assert (reserved.keys, reserved.groups, reserved.part) == (("3",), ("displaced",), 0)
    assert reserved.own == 20 * Fraction(4_000_00, 60)
    assert allocation.built[0] == "3"
    page = told(town, browser)
    assert "First need D Displaced people Pump (1,500 PKR)" in page
    assert "It comes before all others, as we had decided before counting." in page
    assert (
        "Their own purses paid 1,333 PKR of it. Everybody else here paid 167 PKR from their purses." in page
    )
    assert "Without what was decided for some groups these would be built:" in page
    wall = browser().get(f"/board/{town.place.code}/works/1").text
    assert "First need" not in wall and "Pump (1,500 PKR) It comes before all others" in wall
    assert "Pump" in browser().get(f"/board/{town.place.code}").text


def test_whose_first_need_it_was_is_told_on_the_wall_where_no_count_is_small(
    community: Any, browser: People
) -> None:
    town = decided(community, LARGE, **DESK_IS_DEAR, first_needs=["displaced"])
    wall = browser().get(f"/board/{town.place.code}/works/1").text
    assert "First need D Displaced people Pump" in wall
    assert "Their own purses paid" in wall


def test_money_set_aside_is_a_groups_own_and_goes_back_where_it_is_not_enough(
    community: Any, browser: People
) -> None:
    page = told(decided(community, **DESK_IS_DEAR, earmarks={"displaced": 40}), browser)
    assert "Money set aside D Displaced people Pump (1,500 PKR)" in page
    assert (
        "Of 100 parts of the money, we set aside 40 for one group: 1,600 PKR. Only this group decided about"
        in page
    )
    assert "What was left over went back to all." in page


def test_money_that_was_not_enough_went_back(community: Any, browser: People) -> None:
    town = decided(community, **DESK_IS_DEAR, earmarks={"displaced": 10})
    assert "That was not enough for anything that the group wants, so it went back to all." in told(
        town, browser
    )
    assert town.result.allocation.reserved[0].keys == ()
    assert town.result.allocation.built == town.result.allocation.without_quotas


def test_a_wall_names_no_group_of_fewer_than_five(community: Any, browser: People) -> None:
    town = community({"host": 40, "displaced": 4}, TITLES)
    town.open(
        "equal-shares",
        tokens=5,
        costs=(4_000_00, 3_000_00, 100_00, 1_200_00, 800_00),
        terms={"envelope": 4_000_00, "first_needs": ["displaced"]},
    )
    for group, tokens in {"host": {1: 40, 2: 30}, "displaced": {3: 4}}.items():
        town.enter(group, {"host": 40, "displaced": 4}[group], tokens)
        town.attest(group)
    town.close()
    assert "First need D Displaced people Pump" in told(town, browser)
    wall = browser().get(f"/board/{town.place.code}/works/1").text
    assert "Pump (100 PKR) It comes before all others, as we had decided before counting." in wall
    assert "First need" not in wall
    assert "Their own purses" not in wall


def test_a_wall_tells_of_no_group_what_fewer_than_five_of_it_want(community: Any, browser: People) -> None:
    sheets = {"host": {1: 40, 2: 30, 3: 10}, "displaced": {4: 3, 3: 2}}
    town = decided(community, sheets, envelope=4_000_00, first_needs=["displaced"])
    assert "First need D Displaced people Tank" in told(town, browser)
    wall = browser().get(f"/board/{town.place.code}/works/1").text
    assert "Tank (1,200 PKR) It comes before all others" in wall
    assert "First need" not in wall
    assert "gave all they had: D" not in wall


def test_a_result_of_the_first_version_still_says_what_equal_purses_would_build(
    community: Any, browser: People, db: Session
) -> None:
    town = decided(community, envelope=7_000_00, weights={"displaced": 150})
    with town.act() as act:
        row = act.db.scalars(select(Result)).one()
        figures = {**row.figures, "shares": dict(row.figures["shares"])}
        figures["shares"]["with_equal_purses"] = figures["shares"].pop("without_quotas")
        for name in ("asides", "at_start", "first_needs", "earmarks"):
            del figures["shares"][name]
        row.figures = figures
        act.note("test.make", "an old result")
    page = told(town, browser)
    assert "Without what was decided for some groups these would be built: Drain" in page
    assert bo(town, browser).get(f"{town.url}/1/steps").status == 200


def test_a_doubter_counts_quotas_again_from_the_file(community: Any, browser: People, tmp_path: Path) -> None:
    town = decided(community, **DESK_IS_DEAR, first_needs=["displaced"], earmarks={"host": 30})
    file = tmp_path / "count.pb"
    file.write_text(bo(town, browser).get(f"{town.url}/1/count.pb").html)
    again = tally_file(file, "equal-shares", "add1u")
    assert again["digest"] == town.result.allocation.digest
    assert again["funded"] == list(town.result.allocation.built)


def test_a_result_without_quotas_says_nothing_of_them(community: Any, browser: People) -> None:
    town = decided(community)
    assert "Without what was decided" not in told(town, browser)
    assert town.result.allocation.without_quotas is None
    assert set(SHEETS) == set(town.result.allocation.initial_balances)
