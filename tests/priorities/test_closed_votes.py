"""After the close nobody turns a vote alone: a correction is proposed, and the group's own word decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.accounts.actions import accept_as
from peoplesprocess.models import BallotSheet, Result
from tests.browser import Browser, Page
from tests.factories import Make, need_input
from tests.invited import link

People = Callable[..., Browser]
SESSIONS = {"women": 14, "youth": 8, "displaced": 10}
PAPERS = {"women": (14, (24, 12, 4)), "youth": (8, (1, 6, 3)), "displaced": (10, (1, 3, 6))}


@pytest.fixture
def town(community: Any) -> Any:
    """Three groups chose among three needs; the round is closed and Latrine comes first."""
    town = community(SESSIONS, ("Pump", "Latrine", "Road"))
    town.decide(PAPERS)
    return town


@pytest.fixture
def bo(browser: People, town: Any) -> Browser:
    return browser("facilitator", town.place)


@pytest.fixture
def omid(browser: People, town: Any) -> Browser:
    """The representative of the youth."""
    return browser("group_representative", town.place, "youth")


def propose(bo: Browser, town: Any, reason: str = "Miscounted", **marks: str) -> Page:
    marks = marks or {"need1": "20", "need2": "0", "need3": "0"}
    return bo.send(f"{town.url}/1/sheets/youth", reason=reason, **marks)


def test_the_facilitator_alone_turns_nothing(town: Any, bo: Browser, browser: People, db: Session) -> None:
    before = told(browser, town)
    page = propose(bo, town)
    assert "Miscounted" in page.text and "counts if the group's representative agrees" in page.text
    assert results(db) == 1
    assert db.scalars(select(BallotSheet.tokens).where(BallotSheet.group_code == "youth")).one()["1"] == 1
    db.rollback()
    assert told(browser, town) == before


def test_with_the_groups_word_both_results_stand_side_by_side(
    town: Any, bo: Browser, omid: Browser, browser: People, db: Session
) -> None:
    propose(bo, town)
    assert "Is the correction of your group's sheet right?" in omid.get(f"/s/{town.place.code}").text
    page = omid.get(f"{town.url}/1/sheets/youth/correction")
    assert "1. Pump 1 20" in page.text and "2. Latrine 6 0" in page.text
    shown = omid.send(f"{town.url}/1/sheets/youth/correction", agrees="yes")
    assert "What was changed after the first result" in shown.text and "not confirmed" not in shown.text
    assert results(db) == 2
    board = browser().get(f"/board/{town.place.code}").text
    assert "This is result 2 of round 1. It was counted again: Miscounted" in board
    assert "The first result, of" in board
    first = board.partition("put in this order:")[2]
    assert first.index("Latrine") < first.index("Pump")
    # It is answered: nobody is asked again, and no second answer counts.
    assert "Is the correction of your group's sheet right?" not in omid.get(f"/s/{town.place.code}").text
    assert omid.send(f"{town.url}/1/sheets/youth/correction", agrees="no", reason="x").status in (422, 200)
    assert results(db) == 2


def speaker_too(browser: People, town: Any, make: Make) -> Browser:
    """A facilitator who was made the representative of the youth besides."""
    manager, both = make.account("programme_manager", town.place), make.account("facilitator", town.place)
    token = link(make, manager, "group_representative", town.place, "youth")
    with make.act(both) as act:
        accept_as(act, token)
    visitor = browser()
    visitor.sign_in_as(both)
    return visitor


def test_who_proposed_a_correction_does_not_give_the_groups_word_for_it(
    town: Any, browser: People, make: Make, omid: Browser, db: Session
) -> None:
    both, url = speaker_too(browser, town, make), f"{town.url}/1/sheets/youth/correction"
    propose(both, town)
    assert "You typed this in yourself" in both.get(url).text, "before anything is chosen"
    page = both.send(url, agrees="yes")
    assert page.status == 422 and "You typed this in yourself" in page.text
    assert results(db) == 1
    assert omid.send(url, agrees="yes").status == 200
    assert results(db) == 2


def test_who_typed_a_sheet_in_does_not_give_the_groups_word_for_it(
    community: Any, browser: People, make: Make
) -> None:
    town = community(SESSIONS, ("Pump", "Latrine", "Road"))
    town.open()
    both, url = speaker_too(browser, town, make), f"{town.url}/1/sheets/youth"
    both.send(url, people="8", need1="1", need2="20", need3="3")
    told = both.get(f"{url}/attest")
    assert "You typed this in yourself" in told.text and "Another representative" in told.text
    assert not told.controls and "Latrine" in told.text, "the sheet is read all the same"
    page = both.send_unshown(f"{url}/attest", version="1")
    assert page.status == 422 and "You typed this in yourself" in page.text
    other = browser("group_representative", town.place, "youth")
    assert other.send(f"{url}/attest").status == 200


def test_a_group_that_objects_keeps_its_count(town: Any, bo: Browser, omid: Browser, db: Session) -> None:
    propose(bo, town)
    url = f"{town.url}/1/sheets/youth/correction"
    assert omid.send(url).problems == ["Choose whether your group agrees."]
    page = omid.send(url, agrees="no")
    assert page.problems == ["Why does your group object?: Write why your group does not agree."]
    shown = omid.send(url, agrees="no", reason="We counted the beans twice ourselves.")
    assert "We counted the beans twice ourselves." in shown.text
    assert results(db) == 1
    # Nothing is a dead end: another correction can be proposed.
    assert "counts if" in propose(bo, town, "The paper says two", need1="2").text


def test_only_the_groups_own_representative_answers(town: Any, bo: Browser, browser: People) -> None:
    propose(bo, town)
    url = f"{town.url}/1/sheets/youth/correction"
    for person in (bo, browser("group_representative", town.place, "women")):
        assert person.get(url).status == 404
    assert "1. Pump" not in bo.get(f"{town.url}/1/sheets/women/correction").text


def test_an_answer_is_to_the_correction_that_was_read(
    town: Any, bo: Browser, omid: Browser, db: Session
) -> None:
    propose(bo, town)
    url = f"{town.url}/1/sheets/youth/correction"
    sent = omid.filled(url, agrees="yes")
    propose(bo, town, "Other figures", need1="5", need2="5", need3="0")
    assert omid.post(url, sent).status == 409
    assert results(db) == 1


def test_a_contract_says_that_a_vote_was_counted_again_after_it(
    town: Any, bo: Browser, omid: Browser, make: Make, browser: People
) -> None:
    make.contract(town.place)
    paper = f"/s/{town.place.code}/contracts/1"
    assert "counted again" not in bo.get(paper).text
    propose(bo, town)
    omid.send(f"{town.url}/1/sheets/youth/correction", agrees="yes")
    assert "After this contract was signed" in bo.get(paper).text


def test_a_need_is_called_in_a_round_as_it_was_when_people_chose(
    town: Any, bo: Browser, browser: People
) -> None:
    url = f"/s/{town.place.code}/needs/1"
    page = bo.send(f"{url}/change", title="A road to the chief's house", group_code="women")
    assert page.h1 == "1. A road to the chief's house", page.problems
    for page in (bo.get(f"{town.url}/1/result"), browser().get(f"/board/{town.place.code}")):
        ranked = page.text.partition("What comes first")[2] or page.text
        assert "Pump" in ranked
    assert "In round 1 it was called: Pump" in bo.get(url).text


def test_a_representative_does_not_rewrite_what_others_raised_too(
    make: Make, browser: People, community: Any
) -> None:
    town = community(SESSIONS)
    shared, own = make.need(town.place, "Well", "women", "youth"), make.need(town.place, "Field", "youth")
    omid = browser("group_representative", town.place, "youth")
    needs = f"/s/{town.place.code}/needs"
    assert omid.get(f"{needs}/{shared}/change").status == 404
    assert omid.get(f"{needs}/{own}/change").status == 200
    with make.act("group_representative", town.place, group="youth") as act, pytest.raises(Exception) as no:
        from peoplesprocess.needs.actions import RaisingGroupsInput, change_need

        change_need(act, shared, need_input(title="Ours"), RaisingGroupsInput("youth"), 1)
    assert "Other groups raised this need too." in str(no.value)


def test_a_need_that_was_counted_is_not_merged_away(town: Any, bo: Browser) -> None:
    page = bo.send(f"/s/{town.place.code}/needs/2/merge", into="1", reason="The same")
    assert page.problems == [
        "Groups chose this need in round 1, and it is in the result. Keep it, and let one item of the "
        "plan answer both needs."
    ]


def told(browser: People, town: Any) -> str:
    """The board without its record number, which each act changes."""
    return browser().get(f"/board/{town.place.code}").text.partition("Record no.")[0]


def results(db: Session) -> int:
    found = db.scalar(select(func.count(Result.id))) or 0
    db.rollback()
    return found
