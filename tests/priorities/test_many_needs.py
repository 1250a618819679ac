"""A round of three hundred needs: chosen, printed, typed in, counted, read on the board."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.models import BallotSheet, Round
from tests.browser import Browser, Page

People = Callable[..., Browser]
PLACES = ("school", "well", "market", "bridge", "clinic", "mosque", "lane", "canal", "mill", "grove")
WORKS = ("Drain", "Roof", "Pump", "Latrine", "Road", "Lamp", "Wall", "Tank", "Desk", "Ramp")
TITLES = [f"{WORKS[n % 10]} at the {PLACES[n // 10 % 10]}, lane {n}" for n in range(300)]
LATER_PAGE = 6_000


@pytest.fixture
def town(community: Any) -> Any:
    return community({"women": 40, "men": 30}, TITLES)


def light(visitor: Browser, address: str) -> Page:
    """A page that weighs no more than any other on the wire."""
    visitor.get(address)
    answer = visitor.client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, address
    assert len(answer.data) <= LATER_PAGE, f"{address}: {len(answer.data)} bytes"
    return visitor.get(address)


def opened(town: Any, browser: People, **chosen: str) -> Browser:
    visitor = browser()
    visitor.sign_in_as(town.bo)
    visitor.get(f"{town.url}/open")
    page = visitor.send(f"{town.url}/open", **{"read_out": "yes", "rule": "equal-groups", **chosen})
    assert page.status == 200, page.problems
    return visitor


def test_all_of_three_hundred_needs_are_chosen_printed_typed_in_and_counted(
    town: Any, browser: People, db: Session
) -> None:
    facilitator = browser()
    facilitator.sign_in_as(town.bo)
    assert light(facilitator, f"{town.url}/open").values["ballot"] == ["1-300"]
    visitor = opened(town, browser)
    assert db.scalars(select(Round.ballot)).one() == list(range(1, 301))
    db.rollback()
    paper = light(visitor, f"{town.url}/1/sheets/women/paper")
    assert "300." in paper.text
    light(visitor, f"{town.url}/1/sheets/women")
    for group, lines in (("women", "300: 40\n\n17: 20"), ("men", "300: ٣٠")):
        people = {"women": "40", "men": "30"}[group]
        typed = {"people": people, "lines": lines, "nothing_missing": "yes"}
        assert visitor.send(f"{town.url}/1/sheets/{group}", **typed).status == 200
        town.attest(group)
    assert {row.group_code: row.tokens for row in db.scalars(select(BallotSheet))} == {
        "women": {"17": 20, "300": 40},
        "men": {"300": 30},
    }
    db.rollback()
    result = town.close()
    assert result.orders["equal-groups"][0].need == 300
    assert TITLES[299] in light(browser(), f"/board/{town.place.code}").text
    assert TITLES[299] in visitor.get(f"{town.url}/1").text


def test_a_sheet_of_many_needs_comes_back_as_it_was_typed(town: Any, browser: People) -> None:
    visitor = opened(town, browser)
    typed = {"people": "40", "lines": "17: 20\n300: 40", "nothing_missing": "yes"}
    visitor.send(f"{town.url}/1/sheets/women", **typed)
    page = visitor.get(f"{town.url}/1/sheets/women")
    assert page.values["lines"] == ["17: 20\n300: 40"]
    speaker = browser("group_representative", town.place, "women")
    told = light(speaker, f"{town.url}/1/sheets/women/attest").text
    assert "300." in told
    assert "17." in told
    assert "18." not in told


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("301: 2", "“301” is not among the needs"),
        ("17: 2\n17: 3", "Line 2: This need is written there twice."),
        ("17", "Line 1: write the number of a need, a colon"),
        ("17: 4 4", "Need 17: write 1 number."),
        ("17: two", "Line 1: Write a whole number in digits."),
        ("17: 400", "The sheet has 400 choices."),
    ],
)
def test_what_is_wrong_on_a_long_sheet_is_told_with_its_line(
    town: Any, browser: People, lines: str, said: str
) -> None:
    visitor = opened(town, browser)
    page = visitor.send(f"{town.url}/1/sheets/women", people="40", lines=lines)
    assert page.status == 422
    assert said in page.problems[0]
    assert page.values["lines"] == [lines]


def test_many_needs_are_chosen_by_their_numbers_with_what_they_cost(
    town: Any, browser: People, db: Session
) -> None:
    opened(
        town,
        browser,
        rule="equal-shares",
        envelope="9,000",
        ballot="1-2, 290–291",
        prices="1: 4,000; 500\n2: 3,000\n290: 1.5\n291: 12,34,567",
    )
    row = db.scalars(select(Round)).one()
    assert row.ballot == [1, 2, 290, 291]
    assert row.costs == {"1": 350_000, "2": 300_000, "290": 150, "291": 123_456_700}
    assert row.pledges == {"1": 50_000}


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"ballot": "1-301"}, "“301” is not among the needs"),
        ({"ballot": "all"}, "Write the numbers of the needs"),
        ({"ballot": "7"}, "Choose at least two needs."),
        ({"ballot": "1, 2", "prices": "1: 5"}, "Need 2: Write what this would cost"),
        ({"ballot": "1, 2", "prices": "1: 5\n2: 1.500"}, "Line 2: This can be read in two ways."),
    ],
)
def test_what_cannot_be_chosen_of_many_needs_is_told(
    town: Any, browser: People, chosen: dict[str, str], said: str
) -> None:
    visitor = browser()
    visitor.sign_in_as(town.bo)
    page = visitor.send(
        f"{town.url}/open", **{"read_out": "yes", "rule": "equal-shares", "envelope": "9,000", **chosen}
    )
    assert page.status == 422
    assert said in " ".join(page.problems)


def test_the_board_leads_to_every_one_of_many_needs(town: Any, browser: People) -> None:
    visitor, address, met = browser(), f"/board/{town.place.code}", set()
    while address:
        page = light(visitor, address)
        met |= {title for title in TITLES if title in page.text}
        address = next((link for link in page.links if "/needs?after=" in link), "")
    assert met == set(TITLES)
