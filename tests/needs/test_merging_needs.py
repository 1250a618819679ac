"""Merging needs that are the same: both stay, the groups' voices unite, chains are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Refused
from peoplesprocess.db import journal
from peoplesprocess.models import JournalEntry, Merge, Need, NeedGroup, Round
from peoplesprocess.needs.actions import merge_need
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.row_columns import belonging
from tests.statements import statements_of

People = Callable[..., Browser]
Listed = Callable[[int], Any]


def merges(db: Session) -> int | None:
    """How many merges there are."""
    found = db.scalar(select(func.count(Merge.id)))
    db.rollback()
    return found


def test_both_needs_stay_and_one_speaks_for_the_groups_of_both(
    listed: Listed, browser: People, db: Session
) -> None:
    place = listed(3)
    bo = browser("facilitator", place)
    page = bo.send(f"/s/{place.code}/needs/1/merge", into="2", reason="It is the same drain.")
    assert page.h1.startswith("2. A brick road")
    assert "Merged into this need 1. Latrines for women" in page.text
    assert "It is the same drain." in page.text
    assert "Youth" in page.text
    two = db.scalars(select(Need).where(Need.number == 2)).one()
    assert set(db.scalars(select(NeedGroup.group_code).where(NeedGroup.need_id == two.id))) == {
        "women",
        "youth",
    }
    assert two.version == 2
    entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "need.merge")).one()
    assert (entry.subject, entry.detail["into"]) == ("need 1", 2)
    db.rollback()
    merged = bo.get(f"/s/{place.code}/needs/1")
    assert "into need 2. A brick road" in merged.text
    assert "1/change" not in merged.links
    assert "needs/1" not in bo.get(f"/s/{place.code}/needs").links


def test_a_merged_need_is_neither_changed_nor_merged_again(listed: Listed, browser: People) -> None:
    place = listed(3)
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/needs/1/merge", into="2", reason="The same")
    assert bo.get(f"/s/{place.code}/needs/1/change").status == 404
    assert bo.get(f"/s/{place.code}/needs/1/merge").status == 404


def test_a_representative_gives_no_second_voice_to_what_another_group_raised(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    for title, group in (("Latrines", "women"), ("A road", "youth"), ("A latrine", "women")):
        make.need(place, title, group)
    amina, yusuf = (browser("group_representative", place, group) for group in ("women", "youth"))
    url = f"/s/{place.code}/needs/1/merge"
    assert [number for number in amina.get(url).choices["into"] if number] == ["3"]
    answer = amina.post(url, {**amina.filled(url, reason="The same"), "into": "2"})
    assert answer.status == 422 and merges(db) == 0
    # By herself too she finds no way to it, and the page says whose way it is.
    with make.act(amina.username, place) as act, pytest.raises(Refused, match="Only the facilitator"):
        merge_need(act, 1, 2, "The same")
    assert "The facilitator merges needs" in yusuf.get(f"/s/{place.code}/needs/2/merge").text
    assert yusuf.get(f"/s/{place.code}/needs/2/change").status == 200
    assert amina.send(url, into="3", reason="The same").status == 200 and merges(db) == 1


def test_no_merge_makes_a_chain(listed: Listed, browser: People, db: Session) -> None:
    place = listed(3)
    bo = browser("facilitator", place)
    late = bo.filled(f"/s/{place.code}/needs/3/merge", into="1", reason="The same")
    bo.send(f"/s/{place.code}/needs/1/merge", into="2", reason="The same")
    page = bo.send(f"/s/{place.code}/needs/2/merge", into="3", reason="The same")
    assert page.problems == [
        "Other needs were merged into this one. Keep it, and merge the other need into this one instead."
    ]
    page = bo.post(f"/s/{place.code}/needs/3/merge", late)
    assert page.status == 422
    assert page.problems == ["Which need is the same?: Choose one from the list."]
    assert merges(db) == 1


def test_a_merge_says_into_which_need_and_why(listed: Listed, browser: People, db: Session) -> None:
    place = listed(2)
    page = browser("facilitator", place).send(f"/s/{place.code}/needs/1/merge")
    assert page.problems == [
        "Choose the need that is the same.",
        "Write why they are the same need.",
    ]
    assert merges(db) == 0


def test_a_need_on_an_open_ballot_stays_as_it_is(listed: Listed, browser: People, db: Session) -> None:
    place = listed(3)
    mine = {**belonging(place, place.id, MARKET_DAY), "made_by": None}
    db.add(
        Round(**mine, number=1, method="tokens", rule="most-tokens", tokens=3, read_out=True, ballot=[1, 2])
    )
    journal.write(db, place.id, None, "test.make", "round", MARKET_DAY)
    db.commit()
    bo = browser("facilitator", place)
    page = bo.send(f"/s/{place.code}/needs/1/merge", into="3", reason="The same")
    assert page.problems == [
        "Groups are choosing now, and this need is one of their choices. It cannot be merged now."
    ]
    assert merges(db) == 0
    assert bo.send(f"/s/{place.code}/needs/3/merge", into="1", reason="The same").status == 200


def test_a_title_with_percent_signs_is_shown_as_it_is(listed: Listed, browser: People, db: Session) -> None:
    place = listed(2)
    bo = browser("facilitator", place)
    odd = "100%% of %(all)s <b>pumps</b>"
    bo.send(f"/s/{place.code}/needs/1/change", title=odd)
    assert bo.get(f"/s/{place.code}/needs/1").h1 == f"1. {odd}"
    assert "%(all)s <b>pumps</b>" in bo.get(f"/s/{place.code}/needs/2/merge").text


def test_the_form_names_those_of_the_same_sector_first(
    listed: Listed, browser: People, engine: Engine
) -> None:
    place = listed(100)
    bo = browser("facilitator", place)
    assert statements_of(engine, bo, f"/s/{place.code}/needs/7/merge") <= 6
    page = bo.get(f"/s/{place.code}/needs/7/merge")
    assert page.text.index("97. ") < page.text.index("1. Latrines")
