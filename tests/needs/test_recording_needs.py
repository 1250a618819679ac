"""Recording needs: in people's words, from the group's own session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.models import JournalEntry, Need, NeedGroup
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
NEED: dict[str, Any] = {
    "title": "8 lockable latrine blocks",
    "group_code": "women",
    "sector": "sanitation",
    "landmark": "Beside the school",
    "households": "96",
    "affected": ["women", "disability"],
    "severity": "3",
    "season": "rains",
    "since": "The flood of 2022",
    "cause": "The old ones fell in",
    "coping": "We wait until it is dark",
    "response_type": "infrastructure",
    "statement": "We are afraid at night.",
}
SESSION: dict[str, Any] = {
    "kind": "session",
    "group_code": "women",
    "held_on": "2023-02-14",
    "place": "School yard",
    "women2": "42",
    "consent": "yes",
    "agenda": "What do we need?",
    "minutes": "Latrines first.",
}


def needs(db: Session) -> int | None:
    found = db.scalar(select(func.count(Need.id)))
    db.rollback()  # A session that writes holds the writer's place until it ends.
    return found


def test_a_need_is_recorded_in_peoples_own_words(make: Make, browser: People) -> None:
    place = make.settlement(households=184)
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/meetings/record", **SESSION)
    page = bo.send(f"/s/{place.code}/needs/record", **NEED, meeting_number="1", also=["displaced"])
    assert page.h1 == "1. 8 lockable latrine blocks"
    for words in (
        "Saved.", "Women", "Displaced people", "We are afraid at night.", "Sanitation",
        "Beside the school",
        "96", "Very serious: life is in danger", "The rains", "The flood of 2022", "The old ones fell in",
        "We wait until it is dark", "Something to build", "14 Feb 2023", "Persons with disabilities",
    ):  # fmt: skip
        assert words in page.text


def test_the_journal_keeps_codes_and_no_words(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    browser("facilitator", place).send(f"/s/{place.code}/needs/record", **NEED)
    entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "need.record")).one()
    assert entry.subject == "need 1"
    assert entry.detail["groups"] == ["women"]
    assert "latrine" not in str(entry.detail)


def test_a_need_sent_twice_is_one_need(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    sent = bo.filled(f"/s/{place.code}/needs/record", **NEED)
    answers = [bo.post(f"/s/{place.code}/needs/record", sent) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    assert needs(db) == 1


def test_each_wrong_answer_is_told_at_its_field_and_nothing_is_lost(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    wrong = {
        "title": "x" * 121,
        "households": "0",
        "severity": "4",
        "sector": "",
        "statement": "Ask 0300 1234567",
    }
    page = browser("facilitator", place).send(f"/s/{place.code}/needs/record", **{**NEED, **wrong})
    assert page.status == 422
    assert page.problems == [
        "What do people need? In their own words: This is 121 characters long. Keep it to 120.",
        "Choose what it is about.",
        "What did people say?: This looks like a telephone or identity number, or an address. Leave it out.",
        "How many households does it affect?: This must be at least 1.",
        "How hard is it?: Choose one from the list.",
    ]
    assert page.values["title"] == ["x" * 121]
    assert page.values["cause"] == ["The old ones fell in"]
    assert page.values["affected"] == ["women", "disability"]
    assert needs(db) == 0


def test_a_need_touches_no_more_households_than_there_are(make: Make, browser: People, db: Session) -> None:
    place = make.settlement(households=90)
    page = browser("facilitator", place).send(f"/s/{place.code}/needs/record", **NEED)
    assert page.problems == [
        "How many households does it affect?: This is more than all 90 households. Check the number."
    ]
    assert needs(db) == 0


def test_households_are_read_in_arabic_digits(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    browser("facilitator", place).send(f"/s/{place.code}/needs/record", **{**NEED, "households": "٩٦"})
    assert db.scalars(select(Need.households)).one() == 96


def test_a_session_of_another_group_is_not_where_it_was_said(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/meetings/record", **SESSION)
    page = bo.send(f"/s/{place.code}/needs/record", **{**NEED, "group_code": "men"}, meeting_number="1")
    assert page.problems == [
        "In which session?: This was the session of another group. Choose another session or another group."
    ]
    assert needs(db) == 0
    page = bo.send(f"/s/{place.code}/needs/record", **NEED, meeting_number="7")
    assert page.problems == ["In which session?: Choose one from the list."]


def test_the_session_follows_the_group_when_the_next_need_is_of_another_one(
    make: Make, browser: People
) -> None:
    place = make.settlement()
    bo, url = browser("facilitator", place), f"/s/{place.code}/needs"
    for group in ("women", "displaced", "youth", "youth"):
        make.meeting(place, women=5, group_code=group)
    sent = bo.filled(f"{url}/record", **NEED, meeting_number="1")
    following = bo.post(f"{url}/record", {**sent, "another": "1"}).location
    assert bo.get(following).values["meeting_number"] == ["1"]
    drain = {**NEED, "title": "A drain"}
    page = bo.send(following, **{**drain, "group_code": "displaced"})
    assert page.status == 200
    assert bo.get(f"{url}/2/change").values["meeting_number"] == ["2"]
    # Two sessions of the young people: which one is asked.
    page = bo.send(following, **{**drain, "title": "A ball field", "group_code": "youth"})
    assert page.problems == [
        "In which session?: This was the session of another group. Choose another session or another group."
    ]
    # Those who had no session have none, and one that somebody chose is not changed.
    page = bo.send(following, **{**drain, "title": "A seat in the shade", "group_code": "men"})
    assert page.h1 == "3. A seat in the shade", page.problems
    assert bo.get(f"{url}/3/change").values["meeting_number"] == [""]
    page = bo.send(following, **{**drain, "title": "A road", "group_code": "men"}, meeting_number="3")
    assert "This was the session of another group." in page.problems[0]


def test_a_representative_records_for_the_own_group_only(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    amina = browser("group_representative", place, "women")
    assert amina.get(f"/s/{place.code}/needs/record").values["group_code"] == ["women"]
    page = amina.send(f"/s/{place.code}/needs/record", **{**NEED, "group_code": "men"})
    assert page.problems == ["Which group raised it?: Choose one from the list."]
    amina.send(f"/s/{place.code}/needs/record", **NEED)
    assert db.scalars(select(NeedGroup.group_code)).all() == ["women"]


@pytest.mark.parametrize(
    "role", ["local_authority", "programme_manager", "technical_officer", "committee_officer"]
)
def test_others_may_read_and_not_record(make: Make, browser: People, role: str) -> None:
    place = make.settlement()
    browser("facilitator", place).send(f"/s/{place.code}/needs/record", **NEED)
    visitor = browser(role, place)
    assert visitor.get(f"/s/{place.code}/needs").status == 200
    assert visitor.get(f"/s/{place.code}/needs/1").status == 200
    for door in ("record", "1/change", "1/merge"):
        assert visitor.get(f"/s/{place.code}/needs/{door}").status == 404
    assert visitor.post(f"/s/{place.code}/needs/record", NEED).status == 404


def test_who_has_no_part_in_the_place_finds_nothing(make: Make, browser: People) -> None:
    place, elsewhere = make.settlement(), make.settlement()
    browser("facilitator", place).send(f"/s/{place.code}/needs/record", **NEED)
    farid = browser("facilitator", elsewhere)
    assert farid.get(f"/s/{place.code}/needs").status == 404
    assert farid.get(f"/s/{elsewhere.code}/needs/1").status == 404
    assert browser("facilitator", place).get(f"/s/{place.code}/needs/2").status == 404
    assert browser("facilitator", place).get(f"/s/{place.code}/needs/99999999999999999999").status == 404


def test_a_need_is_changed_and_its_groups_with_it(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/needs/record", **NEED, also=["youth"])
    page = bo.send(f"/s/{place.code}/needs/1/change", title="Latrines that lock", also=["displaced"])
    assert page.h1 == "1. Latrines that lock"
    assert set(db.scalars(select(NeedGroup.group_code))) == {"women", "displaced"}
    assert db.scalars(select(Need.version)).one() == 2
    assert db.scalars(select(Need.severity)).one() == 3


def test_a_representative_who_changes_a_need_silences_nobody(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    bo, amina, deng = (
        browser("facilitator", place),
        browser("group_representative", place, "women"),
        browser("group_representative", place, "displaced"),
    )
    bo.send(f"/s/{place.code}/needs/record", **NEED, also=["youth"])
    # The youth raised it too: one group's representative does not rewrite it.
    assert amina.get(f"/s/{place.code}/needs/1/change").status == 404
    bo.send(f"/s/{place.code}/needs/1/change", title="Latrines that lock")
    assert set(db.scalars(select(NeedGroup.group_code))) == {"women", "youth"}
    assert deng.get(f"/s/{place.code}/needs/1/change").status == 404
    assert deng.get(f"/s/{place.code}/needs/1/merge").status == 404


def test_who_saves_second_sees_both_texts(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    bo, other = browser("facilitator", place), browser("facilitator", place)
    bo.send(f"/s/{place.code}/needs/record", **NEED)
    url = f"/s/{place.code}/needs/1/change"
    sent = bo.filled(url, title="Mine")
    other.send(url, title="Theirs", severity="1")
    page = bo.post(url, sent)
    assert page.status == 409
    assert page.values["title"] == ["Mine"]
    assert "Saved meanwhile" in page.text
    assert "Theirs" in page.text
    assert "How hard is it? Hard, but we manage" in page.text
    assert db.scalars(select(Need.title)).one() == "Theirs"
    db.rollback()
    assert bo.post(url, page.values).status == 303
    assert db.scalars(select(Need.title)).one() == "Mine"
