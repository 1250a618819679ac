"""A need turns out to be two or three: the old one stays readable and says into which."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.models import JournalEntry
from tests.browser import Browser
from tests.contracts.story import contract, endorsed
from tests.factories import Make
from tests.statements import statements_of
from tests.works.test_interruptions import end

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
Listed = Callable[[int], Any]
TWO: dict[str, Any] = {
    "title1": "Latrines for women",
    "households1": "30",
    "groups1": ["women"],
    "title2": "Latrines at the school",
    "households2": "50",
    "groups2": ["women", "youth"],
    "reason": "Women need their own.",
}


def shown(visitor: Browser, place: Any) -> list[str]:
    """The board and the list of needs, without the number of the newest record."""
    pages = [visitor.get(page).text for page in (f"/board/{place.code}", f"/s/{place.code}/needs")]
    return [re.sub(r"Record no\. [-0-9a-f]+", "", page) for page in pages]


def standing_needs(visitor: Browser, place: Any) -> list[int]:
    """The numbers of the needs in the list."""
    links = visitor.get(f"/s/{place.code}/needs").links
    return [number for number in range(1, 10) if f"/s/{place.code}/needs/{number}" in links]


def test_the_old_need_says_into_which_and_what_became_of_them(
    listed: Listed, browser: People, db: Session
) -> None:
    place = listed(3)
    bo = browser("facilitator", place)
    assert f"/s/{place.code}/needs/1/split" in bo.get(f"/s/{place.code}/needs/1").links
    page = bo.send(f"/s/{place.code}/needs/1/split", **TWO)
    assert page.h1.startswith("1. Latrines for women near the mosque")
    assert "Split into 4 and 5" in page.text and "Women need their own." in page.text
    assert {f"/s/{place.code}/needs/4", f"/s/{place.code}/needs/5"} <= set(page.links)
    assert page.text.count("Not decided yet") == 2
    part = bo.get(f"/s/{place.code}/needs/5")
    assert part.h1 == "5. Latrines at the school"
    assert "from need 1" in part.text and "Sanitation" in part.text and "Youth" in part.text
    assert f"/s/{place.code}/needs/1" in part.links
    listed_now = bo.get(f"/s/{place.code}/needs").links
    assert [number for number in range(1, 6) if f"/s/{place.code}/needs/{number}" in listed_now] == [
        2,
        3,
        4,
        5,
    ]
    board = Browser(bo.app).get(f"/board/{place.code}").text
    assert "Split into 4 and 5" in board and "5. Latrines at the school" in board
    entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "need.split")).one()
    assert (entry.subject, entry.detail["into"], entry.detail["groups"], entry.detail["households"]) == (
        "need 1",
        [4, 5],
        [["women"], ["women", "youth"]],
        [30, 50],
    )
    assert journal.verify(db).first_bad is None
    assert settlement_summaries.verify(db.connection()).first_bad is None


def test_one_group_is_not_asked_which_raised_them_and_three_can_be_written(
    listed: Listed, browser: People
) -> None:
    place = listed(2)
    bo = browser("facilitator", place)
    assert "groups1" not in bo.get(f"/s/{place.code}/needs/2/split").values
    page = bo.send(
        f"/s/{place.code}/needs/2/split",
        title1="Road",
        households1="10",
        title2="Bridge",
        households2="20",
        title3="Steps",
        households3="5",
        reason="Three",
    )
    assert "Split into 3, 4 and 5" in page.text
    assert "Women" in bo.get(f"/s/{place.code}/needs/5").text


def test_a_split_need_is_neither_changed_nor_chosen_any_more(listed: Listed, browser: People) -> None:
    place = listed(3)
    bo = browser("facilitator", place)
    late = bo.filled(f"/s/{place.code}/needs/2/merge", into="1", reason="The same")
    bo.send(f"/s/{place.code}/needs/1/split", **TWO)
    for way in ("change", "merge", "split", "strike"):
        assert bo.get(f"/s/{place.code}/needs/1/{way}").status == 404
    assert bo.post(f"/s/{place.code}/needs/2/merge", late).problems == [
        "Which need is the same?: Choose one from the list."
    ]


def test_what_is_missing_or_does_not_fit_is_said(listed: Listed, browser: People) -> None:
    place = listed(1)
    bo = browser("facilitator", place)
    address = f"/s/{place.code}/needs/1/split"
    assert bo.send(address, title1="").problems == [
        "Write the first new need in a few words.",
        "Say how many households the first one affects; a good guess is fine.",
        "Choose the groups that raised the first one.",
        "Write the second new need in a few words.",
        "Say how many households the second one affects; a good guess is fine.",
        "Choose the groups that raised the second one.",
        "Write why it is more than one need.",
    ]
    each = "Each group that raised this need must have raised one of the new ones. Choose which one."
    assert bo.send(address, **TWO | {"groups2": ["women"]}).problems == [each]
    third = (
        "How many households does the third one affect?: "
        "Say how many households the third one affects; a good guess is fine."
    )
    assert bo.send(address, **TWO, title3="Steps").problems == [third]
    third = "The third new need, in their own words: Write the third new need in a few words."
    assert bo.send(address, **TWO, households3="4").problems == [third]
    third = "Which groups raised the third one?: Choose the group that raised it."
    assert bo.send(address, **TWO, title3="Steps", households3="4").problems == [third]
    assert "more than all 5,000 households" in bo.send(address, **TWO | {"households1": "9000"}).problems[0]
    assert bo.send(address, **TWO | {"groups1": ["displaced"]}).status == 422
    assert f"/s/{place.code}/needs/2" not in bo.get(f"/s/{place.code}/needs").links


def test_a_need_that_the_plan_answers_is_split_once_it_left_the_plan(make: Make, browser: People) -> None:
    place = make.settlement(households=100)
    make.need(place, "Latrines", "women", "youth")
    make.plan(place)
    page = browser("facilitator", place).send(f"/s/{place.code}/needs/1/split", **TWO)
    assert page.problems == ["Item 1 of the plan answers this need. Take the need out of that item first."]


def test_a_split_is_taken_back_while_nothing_rests_on_its_parts(
    listed: Listed, browser: People, db: Session
) -> None:
    place = listed(2)
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/needs/1/split", **TWO)
    bo.send(f"/s/{place.code}/needs/2/merge", into="3", reason="The same")
    page = bo.send(f"/s/{place.code}/needs/1/unsplit", reason="It was one")
    assert page.problems == ["Other needs were merged into need 3. Take these merges back first."]
    bo.send(f"/s/{place.code}/needs/2/unmerge", reason="It is not")
    page = bo.send(f"/s/{place.code}/needs/1/unsplit", reason="It was one")
    assert "Split off on" in page.text and "It was one" in page.text
    assert "Struck on" in bo.get(f"/s/{place.code}/needs/3").text
    assert standing_needs(bo, place) == [1, 2]
    board = Browser(bo.app).get(f"/board/{place.code}").text
    assert "Split into" not in board and "Latrines at the school" not in board
    page = bo.send(f"/s/{place.code}/needs/1/unsplit", reason="Again")
    assert page.problems == ["This need is not split. See the page of the need."]
    assert settlement_summaries.verify(db.connection()).first_bad is None
    db.rollback()
    page = bo.send(f"/s/{place.code}/needs/1/split", **TWO)
    assert "Split into 5 and 6" in page.text


def test_a_split_is_taken_back_whatever_became_of_its_parts(listed: Listed, browser: People) -> None:
    place = listed(2)
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/needs/1/split", **TWO)
    bo.send(f"/s/{place.code}/needs/3/merge", into="2", reason="The same")
    page = bo.send(f"/s/{place.code}/needs/1/unsplit", reason="It was one")
    assert page.problems == [
        "One of its parts, need 3, was merged into another need. Take that merge back first."
    ], "the sentence names the way out"
    bo.send(f"/s/{place.code}/needs/3/unmerge", reason="It is not")
    bo.send(f"/s/{place.code}/needs/4/split", **TWO)
    page = bo.send(f"/s/{place.code}/needs/1/unsplit", reason="It was one")
    assert page.problems == ["One of its parts, need 4, was split too. Take that split back first."]
    bo.send(f"/s/{place.code}/needs/4/unsplit", reason="It was one")
    assert bo.send(f"/s/{place.code}/needs/3/strike", reason="A joke").status == 200
    bo.send(f"/s/{place.code}/needs/1/unsplit", reason="It was one")
    assert standing_needs(bo, place) == [1, 2]


def test_a_need_is_struck_and_counts_nowhere(listed: Listed, browser: People, db: Session) -> None:
    place = listed(2)
    bo = browser("facilitator", place)
    before = shown(bo, place)
    make_it = bo.send(
        f"/s/{place.code}/needs/record",
        title="A pool",
        group_code="women",
        sector="water",
        households="3",
        severity="1",
        season="all",
        response_type="infrastructure",
    )
    assert make_it.h1 == "3. A pool"
    assert bo.send(f"/s/{place.code}/needs/3/strike").problems
    page = bo.send(f"/s/{place.code}/needs/3/strike", reason="It was a joke")
    assert "Struck on" in page.text and "It was a joke" in page.text
    assert shown(bo, place) == before
    assert bo.get(f"/s/{place.code}/needs/3/strike").status == 404
    assert settlement_summaries.verify(db.connection()).first_bad is None
    assert journal.verify(db).first_bad is None


def test_a_need_that_others_were_merged_into_or_that_the_plan_answers_is_not_struck(
    make: Make, browser: People
) -> None:
    place = make.settlement(households=100)
    for title in ("Drain", "The drain", "Road"):
        make.need(place, title)
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/needs/2/merge", into="3", reason="The same")
    assert bo.send(f"/s/{place.code}/needs/3/strike", reason="Wrong").problems == [
        "Other needs were merged into need 3. Take these merges back first."
    ]
    make.plan(place)
    assert bo.send(f"/s/{place.code}/needs/1/strike", reason="Wrong").problems == [
        "Item 1 of the plan answers this need. Take the need out of that item first."
    ]


def test_a_need_under_contract_is_neither_struck_nor_split(make: Make, browser: People, db: Session) -> None:
    place = endorsed(make)
    for title in ("Pumps", "Latrines"):
        make.need(place, title, "women", "youth")
    story = contract(make, place)
    bo = browser("facilitator", place)
    told = ["Contract 1 answers this need, so it stays."]

    def refused() -> list[str]:
        return [
            page.problems[0].partition(" Change")[0]
            for page in (
                bo.send(f"/s/{place.code}/needs/2/strike", reason="Wrong"),
                bo.send(f"/s/{place.code}/needs/2/split", **TWO),
            )
        ]

    assert refused() == told * 2
    end(make, story)
    assert refused() == told * 2
    page = bo.send(f"/s/{place.code}/needs/1/strike", reason="Wrong")
    assert page.problems == ["Item 1 of the plan answers this need. Take the need out of that item first."]


def test_a_need_with_a_long_history_asks_no_more(listed: Listed, browser: People, engine: Engine) -> None:
    place = listed(20)
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/needs/1/split", **TWO)
    for number in range(2, 9):
        bo.send(f"/s/{place.code}/needs/{number}/merge", into="21", reason="The same")
    for number in range(2, 6):
        bo.send(f"/s/{place.code}/needs/{number}/unmerge", reason="It is not")
    for address in ("needs/1", "needs/21", "needs/2/split", "needs/2/strike"):
        assert statements_of(engine, bo, f"/s/{place.code}/{address}") <= 6, address
