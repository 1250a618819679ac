"""A merge is taken back: both needs live again with their groups, and all of it stays readable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.models import Account, JournalEntry, Need, NeedGroup
from peoplesprocess.needs.actions import merge_need
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make

People = Callable[..., Browser]
Listed = Callable[[int], Any]


def groups(db: Session, number: int) -> set[str]:
    """The groups that a need speaks for."""
    raised = (
        select(NeedGroup.group_code).join(Need, Need.id == NeedGroup.need_id).where(Need.number == number)
    )
    found = set(db.scalars(raised))
    db.rollback()
    return found


def test_both_needs_live_again_with_their_groups_and_their_history(
    listed: Listed, browser: People, db: Session
) -> None:
    place = listed(3)
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/needs/1/merge", into="2", reason="It is the same drain.")
    assert groups(db, 2) == {"women", "youth"}
    assert f"/s/{place.code}/needs/1/unmerge" in bo.get(f"/s/{place.code}/needs/1").links
    page = bo.send(f"/s/{place.code}/needs/1/unmerge", reason="They are two drains.")
    assert page.h1.startswith("1. Latrines")
    for number in (1, 2):
        text = bo.get(f"/s/{place.code}/needs/{number}").text
        for words in ("Taken back", "It is the same drain.", "They are two drains.", "by Person"):
            assert words in text, (number, words)
    assert (groups(db, 1), groups(db, 2)) == ({"women", "youth"}, {"women"})
    assert f"/s/{place.code}/needs/1" in bo.get(f"/s/{place.code}/needs").links
    entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "merge.strike")).one()
    assert (entry.subject, entry.detail["into"]) == ("need 1", 2)
    who = db.scalars(select(Account.name).where(Account.username == bo.username)).one()
    assert who in bo.get(f"/s/{place.code}/needs/1").text
    assert journal.verify(db).first_bad is None
    assert settlement_summaries.verify(db.connection()).first_bad is None
    db.rollback()
    assert "Merged" not in Browser(bo.app).get(f"/board/{place.code}").text


def test_it_can_be_merged_again_and_taken_back_again(listed: Listed, browser: People, db: Session) -> None:
    place = listed(3)
    bo = browser("facilitator", place)
    for into in ("2", "3", "2"):
        bo.send(f"/s/{place.code}/needs/1/merge", into=into, reason="The same")
        assert f"Merged with need {into}" in Browser(bo.app).get(f"/board/{place.code}").text
        assert bo.send(f"/s/{place.code}/needs/1/unmerge", reason="It is not").status == 200
    assert bo.get(f"/s/{place.code}/needs/1").text.count("Taken back on") == 3
    assert settlement_summaries.verify(db.connection()).first_bad is None


def test_a_group_that_another_merge_brings_too_stays(make: Make, browser: People, db: Session) -> None:
    place = make.settlement(households=100)
    for title, raised in (("Drain", "women"), ("The drain", "youth"), ("A drain", "youth")):
        make.need(place, title, raised)
    bo = browser("facilitator", place)
    for number in (2, 3):
        bo.send(f"/s/{place.code}/needs/{number}/merge", into="1", reason="The same")
    bo.send(f"/s/{place.code}/needs/2/unmerge", reason="It is not")
    assert groups(db, 1) == {"women", "youth"}
    bo.send(f"/s/{place.code}/needs/3/unmerge", reason="It is not")
    assert groups(db, 1) == {"women"}


def test_who_may_not_merge_takes_nothing_back(make: Make, browser: People) -> None:
    place = make.settlement(households=100)
    make.need(place, "Drain", "women")
    make.need(place, "The drain", "women")
    make.need(place, "A drain", "youth", "women")
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/needs/1/merge", into="2", reason="The same")
    bo.send(f"/s/{place.code}/needs/3/merge", into="2", reason="The same")
    amina = browser("group_representative", place, "women")
    assert amina.get(f"/s/{place.code}/needs/3/unmerge").status == 404
    assert "3/unmerge" not in str(amina.get(f"/s/{place.code}/needs/3").links)
    assert browser("committee_officer", place).get(f"/s/{place.code}/needs/1/unmerge").status == 404
    assert amina.send(f"/s/{place.code}/needs/1/unmerge", reason="Ours is another one").status == 200


def test_taking_back_says_why_and_only_what_was_merged(listed: Listed, browser: People) -> None:
    place = listed(2)
    bo = browser("facilitator", place)
    page = bo.send(f"/s/{place.code}/needs/1/unmerge", reason="They are two")
    assert page.problems == ["This need is not merged with another one. See the page of the need."]
    bo.send(f"/s/{place.code}/needs/1/merge", into="2", reason="The same")
    page = bo.send(f"/s/{place.code}/needs/1/unmerge")
    assert page.problems == ["Write the reason: everybody who can read the record can read it."]


def test_a_plan_and_a_contract_that_answer_both_as_one_keep_the_merge(make: Make, browser: People) -> None:
    place = make.settlement(households=100)
    for title in ("Drain", "The drain"):
        make.need(place, title)
    with make.act("facilitator", place, MARKET_DAY - timedelta(days=9)) as act:
        merge_need(act, 2, 1, "The same")
    bo = browser("facilitator", place)
    make.plan(place)
    page = bo.filled(f"/s/{place.code}/needs/2/unmerge", reason="They are two")
    make.plan(place, {1: {}}, submitted=MARKET_DAY)
    assert bo.post(f"/s/{place.code}/needs/2/unmerge", page).problems == [
        "Version 1 of the plan answers both needs as one. Split need 1 in the next cycle instead."
    ]


def test_a_plan_that_was_there_before_the_merge_does_not_keep_it(make: Make, browser: People) -> None:
    place = make.settlement(households=100)
    for title in ("Drain", "The drain"):
        make.need(place, title)
    make.plan(place, {1: {}}, submitted=MARKET_DAY)
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/needs/2/merge", into="1", reason="The same")
    assert bo.send(f"/s/{place.code}/needs/2/unmerge", reason="They are two").status == 200


def test_a_contract_for_both_as_one_keeps_the_merge(make: Make, browser: People) -> None:
    place = make.settlement(households=100)
    for title in ("Drain", "The drain", "Road"):
        make.need(place, title)
    with make.act("facilitator", place, MARKET_DAY - timedelta(days=9)) as act:
        merge_need(act, 3, 2, "The same")
    contract = make.contract(place)
    page = browser("facilitator", place).send(f"/s/{place.code}/needs/3/unmerge", reason="They are two")
    assert page.problems == [
        f"Contract {contract.number} answers both needs as one. Split need 2 in the next cycle instead."
    ]


def test_a_need_that_was_split_meanwhile_gives_its_merges_back(listed: Listed, browser: People) -> None:
    place = listed(3)
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/needs/3/merge", into="2", reason="The same")
    bo.send(
        f"/s/{place.code}/needs/2/split",
        title1="Road",
        households1="10",
        groups1=["women"],
        title2="Bridge",
        households2="20",
        groups2=["youth"],
        reason="Two",
    )
    page = bo.send(f"/s/{place.code}/needs/3/unmerge", reason="Mine is another one")
    assert page.problems == [
        "Need 2 was split meanwhile. Take the split back first, or record this need as a new one."
    ]
