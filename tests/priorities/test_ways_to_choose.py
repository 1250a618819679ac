"""Groups choose by hands, on secret papers, by an order, two at a time or by scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.prioritisation.ballot_methods import METHODS
from peoplesprocess.models import BallotSheet, Round
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
HEARD = {"women": 14, "displaced": 6}
CRITERIA = "Safety 60\nCost 40"
URL = "/1/sheets/women"


def opened(community: Any, method: str, **more: Any) -> Any:
    town = community(HEARD)
    town.open(method=method, **more)
    return town


def bo(town: Any, browser: People) -> Browser:
    return browser("facilitator", town.place)


def test_a_round_by_scores_is_opened_with_its_criteria(community: Any, browser: People, db: Session) -> None:
    town = community(HEARD)
    chosen = {"rule": "equal-groups", "read_out": "yes", "method": "scores"}
    page = bo(town, browser).send(f"{town.url}/open", criteria="Safety 60\nCost 30", **chosen)
    assert page.problems == [
        "Which criteria are needs scored by?: The weights add up to 90. They must add up to 100."
    ]
    page = bo(town, browser).send(f"{town.url}/open", criteria=CRITERIA, **chosen)
    assert "The group gives each need a score from 1 to 5 by each criterion." in page.text
    assert db.scalars(select(Round.criteria)).one() == [["Safety", 60], ["Cost", 40]]


@pytest.mark.parametrize("method", ["ranking", "pairs", "scores"])
def test_money_is_shared_only_where_each_person_chooses(
    community: Any, browser: People, db: Session, method: str
) -> None:
    town = community(HEARD)
    page = bo(town, browser).send(
        f"{town.url}/open", rule="equal-shares", read_out="yes", method=method, criteria=CRITERIA
    )
    assert page.problems == [
        "How do people choose?: "
        "To share out money, each person has to choose: by dots, by hands or on papers."
    ]
    assert db.scalar(select(func.count(Round.id))) == 0


def test_the_sums_of_each_need_are_named_by_it(community: Any, browser: People) -> None:
    page = bo(town := community(HEARD), browser).get(f"{town.url}/open")
    sums = [each for each in page.controls if each["name"].startswith(("cost", "pledge"))]
    names = {each["aria-label"] for each in sums}
    assert len(names) == len(sums) > 2
    assert any(name.endswith(", What would it cost?") for name in names)


def test_two_at_a_time_goes_with_eight_needs(community: Any, browser: People) -> None:
    town = community(HEARD, [f"Need {letter}" for letter in "ABCDEFGHI"])
    chosen = {"rule": "equal-groups", "read_out": "yes", "method": "pairs"}
    page = bo(town, browser).send(f"{town.url}/open", **chosen)
    assert page.problems == [
        "Which needs do people choose from?: "
        "“Two needs at a time” works for up to 8 needs. Choose fewer, or another way."
    ]
    page = bo(town, browser).send(f"{town.url}/open", ballot=[str(n) for n in range(1, 9)], **chosen)
    assert page.h1 == "The groups are choosing"


@pytest.mark.parametrize("method", ["hands", "secret"])
def test_nobody_wants_a_need_twice_by_hand_or_on_paper(community: Any, browser: People, method: str) -> None:
    town = opened(community, method)
    page = bo(town, browser).get(f"{town.url}{URL}")
    assert "Each person chooses up to 3 needs." in page.text
    page = bo(town, browser).send(f"{town.url}{URL}", people="14", need1="15", need2="3")
    assert (
        "Need 1 was chosen 15 times, but the number of people is 14. Each person can choose it once at most. "
        "Count the choices again." in page.problems[0]
    )
    page = bo(town, browser).send(f"{town.url}{URL}", people="14", need1="14", need2="3")
    assert "typed in" in page.text


def test_an_order_is_typed_in_as_places_and_counts_as_points(
    community: Any, browser: People, db: Session
) -> None:
    town = opened(community, "ranking")
    page = bo(town, browser).send(f"{town.url}{URL}", people="14", need1="2", need2="1", need3="2")
    assert page.problems == ["3. Road: Needs 1 and 3 have the same rank. Ask the group which comes first."]
    assert page.values["need2"] == ["1"]
    bo(town, browser).send(f"{town.url}{URL}", people="14", need1="٢", need2="1")
    row = db.scalars(select(BallotSheet)).one()
    assert (row.marks, row.tokens) == ({"1": 2, "2": 1, "3": 0}, {"1": 28, "2": 56})
    db.rollback()
    seen = browser("group_representative", town.place, "women").get(f"{town.url}{URL}/attest")
    assert "1. Pump 2 28" in seen.text
    assert "3. Road – 0" in seen.text


PAIRS = {"pair1-2": "1", "pair1-3": "3", "pair2-3": "2"}


def test_answers_that_go_round_are_asked_about_and_told(community: Any, browser: People) -> None:
    town = opened(community, "pairs")
    going_round = (
        "The answers go round in a circle: Pump is put before Latrine, Latrine before Road, "
        "and Road before Pump."
    )
    page = bo(town, browser).send(f"{town.url}{URL}", people="14", **{**PAIRS, "pair1-3": ""})
    assert page.problems == ["1 – 3: Which is more important, 1 or 3? The answer is missing."]
    bo(town, browser).send(f"{town.url}{URL}", people="14", **PAIRS)
    page = bo(town, browser).get(f"{town.url}{URL}")
    assert page.values["pair1-3"] == ["3"]
    assert going_round in page.text
    amina = browser("group_representative", town.place, "women")
    seen = amina.get(f"{town.url}{URL}/attest")
    assert going_round in seen.text
    assert "Road before Pump" in seen.text
    amina.send(f"{town.url}{URL}/attest")
    bo(town, browser).send(f"{town.url}/1/sheets/displaced", people="6", **{**PAIRS, "pair1-3": "1"})
    town.attest("displaced")
    town.close()
    page = bo(town, browser).get(f"{town.url}/1")
    assert going_round in page.text
    assert "The answers agree with one order to 0 of 100." in page.text
    assert "Two needs at a time: The group compares each need with every other need." in page.text


def test_an_order_that_hangs_on_a_weight_is_told(community: Any, browser: People) -> None:
    town = opened(community, "scores", criteria=CRITERIA)
    typed = {"score1.0": "5", "score1.1": "1", "score2.0": "2", "score2.1": "5"}
    page = bo(town, browser).send(f"{town.url}{URL}", people="14", **typed)
    assert page.problems == ["3. Road, Safety: Need 3 has no score from 1 to 5 by “Safety”."]
    typed |= {"score3.0": "1", "score3.1": "1"}
    bo(town, browser).send(f"{town.url}{URL}", people="14", **typed)
    page = bo(town, browser).get(f"{town.url}{URL}")
    assert "If “Cost” weighed a fifth more, Latrine would come first." in page.text
    seen = browser("group_representative", town.place, "women").get(f"{town.url}{URL}/attest")
    assert "1. Pump 5 1 4,760" in seen.text


def test_two_who_read_an_answer_differently_see_which(community: Any, browser: People) -> None:
    town = opened(community, "pairs", typed_twice=True)
    bo(town, browser).send(f"{town.url}{URL}", people="14", **PAIRS)
    other = browser("facilitator", town.place)
    other.send(f"{town.url}{URL}", people="14", **{**PAIRS, "pair2-3": "0"})
    page = other.get(f"{town.url}{URL}")
    assert (
        "Two people read this paper differently here. Look at the paper, and correct what you typed: 2 – 3"
        in page.text
    )
    assert page.values["pair2-3"] == ["0"]
    other.send(f"{town.url}{URL}", people="14", **PAIRS)
    assert "typed in" in other.get(f"{town.url}/1").text


def test_a_correction_of_an_order_says_what_it_was(community: Any, browser: People, db: Session) -> None:
    town = opened(community, "ranking")
    bo(town, browser).send(f"{town.url}{URL}", people="14", need1="1", need2="2")
    page = bo(town, browser).send(f"{town.url}{URL}", need1="2", need2="1", reason="Read upside down.")
    assert page.status == 200
    row = db.scalars(select(BallotSheet)).one()
    assert (row.version, row.tokens) == (2, {"1": 28, "2": 56})


@pytest.mark.parametrize("method", [method.key for method in METHODS])
def test_each_method_has_its_paper_in_two_languages(community: Any, browser: People, method: str) -> None:
    town = opened(community, method, criteria=CRITERIA)
    page = bo(town, browser).get(f"{town.url}{URL}/paper?second=ar")
    assert page.status == 200
    boxes = {"tokens": 3, "hands": 3, "secret": 3, "ranking": 3, "pairs": 3, "scores": 6}
    assert page.html.count("class=box") + page.html.count('class="box"') == boxes[method]
    assert page.html.count("☐") == (18 if method == "secret" else 0)
    assert 'lang="ar"' in page.html


def test_money_that_is_filled_in_beforehand_opens_no_part_of_the_form(make: Make, browser: People) -> None:
    place = make.settlement(envelope=5_000_000_00, required_groups=[])
    make.need(place)
    make.need(place)
    bo, url = browser("facilitator", place), f"/s/{place.code}/priorities/open"
    page = bo.get(url)
    assert page.values["envelope"] == ["5,000,000"]
    assert "<details>" in page.html and "<details open>" not in page.html
    # What each need would cost is asked where everything about money is, and nowhere else.
    money = page.html.partition("Only where everybody has the same share of the money")[2]
    asked = money.partition("</details>")[0]
    for name in ("envelope", "cost1", "pledge1", "cost2", "pledge2"):
        assert f'name="{name}"' in asked and page.html.count(f'name="{name}"') == 1
    assert 'name="ballot"' not in asked
    # What somebody typed there, or has to put right, is shown.
    page = bo.send(url, method="tokens", rule="equal-shares", envelope="nothing")
    assert page.status == 422
    assert "<details open>" in page.html
