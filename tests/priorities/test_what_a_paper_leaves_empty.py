"""A group's sheet on which little stands: what an empty field means, and who is asked to look again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.models import BallotSheet
from tests.browser import Browser
from tests.contracts.story import also
from tests.factories import Make

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
HEARD = {"women": 14, "youth": 4}
ASKED = "was a number left out?"
YES = "Nothing was left out. The paper says the same."


def sheet_of(town: Any, group: str = "women") -> str:
    """The address of a group's sheet."""
    return f"{town.url}/1/sheets/{group}"


def test_an_empty_field_counts_as_0_where_all_tokens_are_there(
    community: Any, browser: People, db: Session
) -> None:
    town = community(HEARD)
    town.open()
    bo = browser("facilitator", town.place)
    page = bo.get(sheet_of(town))
    assert "Leave empty what has nothing on the paper: it counts as 0." in page.text
    assert YES not in page.text
    assert bo.send(sheet_of(town), people="14", need1="30", need3="12").status == 200
    assert db.scalars(select(BallotSheet)).one().tokens == {"1": 30, "3": 12}


def test_who_typed_in_fewer_tokens_than_people_had_is_asked_to_look_at_the_paper(
    community: Any, browser: People, db: Session
) -> None:
    town = community(HEARD)
    town.open()
    bo = browser("facilitator", town.place)
    page = bo.send(sheet_of(town), people="14", need1="30")
    assert page.status == 422
    assert page.problems == [
        f"{YES}: The sheet has 30 choices. The number of people is 14, so at least 42 are expected. "
        "Look at the paper: was a number left out?"
    ]
    assert (page.values["need1"], page.values["need2"]) == (["30"], [""])
    assert db.scalars(select(BallotSheet)).all() == []
    db.rollback()
    sent = {**page.values, "need2": "", "nothing_missing": "yes"}
    assert bo.post(sheet_of(town), sent).status == 303
    assert db.scalars(select(BallotSheet)).one().tokens == {"1": 30}


def test_a_number_that_was_left_out_is_typed_in_and_nothing_else_is_asked(
    community: Any, browser: People
) -> None:
    town = community(HEARD)
    town.open()
    bo = browser("facilitator", town.place)
    page = bo.send(sheet_of(town), people="14", need1="30")
    assert bo.post(sheet_of(town), {**page.values, "need2": "12"}).status == 303


@pytest.mark.parametrize(("hands", "status"), [("13", 422), ("14", 200)])
def test_where_hands_are_raised_each_person_raises_one_at_least(
    community: Any, browser: People, hands: str, status: int
) -> None:
    town = community(HEARD)
    town.open(method="hands")
    page = browser("facilitator", town.place).send(sheet_of(town), people="14", need2=hands)
    assert page.status == status
    assert (ASKED in page.text) == (status == 422)


def test_where_a_token_can_be_put_only_once_on_a_need_no_more_are_asked_for_than_there_are_needs(
    community: Any, browser: People
) -> None:
    town = community(HEARD)
    town.open("equal-shares", tokens=5, costs=(1000, 1000, 1000), terms={"envelope": 2000})
    bo = browser("facilitator", town.place)
    assert bo.send(sheet_of(town), people="14", need1="14", need2="14", need3="14").status == 200


def test_a_correction_says_why_and_is_not_asked_again(community: Any, browser: People, db: Session) -> None:
    town = community(HEARD)
    town.open()
    town.enter("women", 14, {1: 30})
    bo = browser("facilitator", town.place)
    assert bo.send(sheet_of(town), need1="29", reason="One bean was counted twice.").status == 200
    assert db.scalars(select(BallotSheet)).one().tokens == {"1": 29}


def test_a_need_without_a_place_is_said_to_come_behind_all_others(community: Any, browser: People) -> None:
    town = community(HEARD)
    town.open(method="ranking")
    bo = browser("facilitator", town.place)
    assert "Leave empty what has no rank on the paper: it comes after all others." in (
        bo.get(sheet_of(town)).text
    )
    assert bo.send(sheet_of(town), people="14", need2="1").status == 200


def test_who_speaks_for_two_groups_confirms_one_sheet_after_the_other(
    community: Any, browser: People, make: Make
) -> None:
    town = community(HEARD)
    town.open()
    town.enter("women", 14, {1: 42})
    amina = browser("group_representative", town.place, "women")
    button = "Confirm it, and look at the sheet of this group: Youth"
    women, youth = (f"{sheet_of(town, group)}/attest" for group in HEARD)
    also(make, amina.username, "group_representative", town.place, "youth")
    assert button not in amina.get(women).text, "nothing is typed in for the youth"
    town.enter("youth", 4, {2: 12})
    assert button in amina.get(women).text
    page = amina.post(women, {**amina.filled(women), "another": "1"})
    assert page.location.startswith(f"{youth}?")
    assert "Confirm it, and look" not in amina.get(youth).text, "it is the last one"
    assert amina.send(youth).status == 200


def test_a_representative_comes_from_the_first_page_straight_to_the_sheet(
    community: Any, browser: People
) -> None:
    town = community(HEARD)
    town.open()
    town.enter("women", 14, {1: 42})
    amina = browser("group_representative", town.place, "women")
    assert f"{sheet_of(town)}/attest" in amina.get("/").links
