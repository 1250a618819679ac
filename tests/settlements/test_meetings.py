"""Meetings: who came, in whose words, and what the gate makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.models import JournalEntry, Meeting, WebFormSubmission
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
MEETING: dict[str, Any] = {
    "kind": "orientation",
    "held_on": "2023-01-14",
    "place": "School yard",
    "women2": "31",
    "men2": "46",
    "consent": "yes",
    "agenda": "What the process is",
    "minutes": "Everybody wants to begin.",
}


def test_thirty_one_women_of_seventy_seven_are_enough(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("facilitator", place).send(f"/s/{place.code}/meetings/record", **MEETING)
    assert "Women: 31 of 77 (40.3 %)." in page.text
    assert "Too few women" not in page.text


def test_twenty_women_of_seventy_seven_are_too_few(make: Make, browser: People) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    page = bo.send(f"/s/{place.code}/meetings/record", **{**MEETING, "women2": "20", "men2": "57"})
    assert "Women: 20 of 77 (26 %)." in page.text
    assert "at least 30 % are needed" in page.text
    assert "Too few women at the orientation meeting: 20 of 77 (26 %)" in bo.get(f"/s/{place.code}").text


def test_counts_are_right_in_arabic_and_bengali_digits(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("facilitator", place).send(
        f"/s/{place.code}/meetings/record", **{**MEETING, "women2": "٣١", "men2": "৪৬"}
    )
    assert "31 of 77" in page.text


def test_a_meeting_sent_twice_is_one_meeting(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    sent = bo.filled(f"/s/{place.code}/meetings/record", **MEETING)
    answers = [bo.post(f"/s/{place.code}/meetings/record", sent) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert db.scalar(select(func.count(Meeting.id))) == 1
    assert db.scalar(select(func.count(WebFormSubmission.form_id))) == 1


def test_the_same_form_with_other_content_is_refused_and_keeps_what_was_typed(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    sent = bo.filled(f"/s/{place.code}/meetings/record", **MEETING)
    bo.post(f"/s/{place.code}/meetings/record", sent)
    again = bo.post(f"/s/{place.code}/meetings/record", {**sent, "agenda": "Another word"})
    assert again.status == 409
    assert again.values["agenda"] == ["Another word"]
    assert db.scalar(select(func.count(Meeting.id))) == 1


def test_every_act_has_its_entry_in_the_journal(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    browser("facilitator", place).send(f"/s/{place.code}/meetings/record", **MEETING)
    entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "meeting.record")).one()
    assert entry.detail["people"] == 77
    assert "School" not in str(entry.detail)


def test_each_wrong_count_is_told_at_its_field_and_nothing_is_lost(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    wrong = {
        "women2": "-3",
        "men2": "many",
        "displaced": "99",
        "held_on": "2149-01-01",
        "minutes": "Call me at 0300 1234567",
    }
    page = bo.send(f"/s/{place.code}/meetings/record", **{**MEETING, **wrong})
    assert page.status == 422
    told = " ".join(page.problems)
    assert "This must be at least 0." in told
    assert "Write a whole number in digits." in told
    assert "This day has not come yet." in told
    assert "This looks like a telephone or identity number" in told
    assert {name: page.values[name][0] for name in wrong} == wrong
    assert db.scalar(select(func.count(Meeting.id))) == 0


def test_what_is_wrong_in_the_table_of_ages_names_its_cell(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("facilitator", place).send(
        f"/s/{place.code}/meetings/record", **{**MEETING, "women2": "x"}
    )
    assert page.problems == ["Women, 25–59 years: Write a whole number in digits."]


def test_parts_cannot_be_more_than_the_whole(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("facilitator", place).send(
        f"/s/{place.code}/meetings/record", **{**MEETING, "displaced": "78"}
    )
    assert page.problems == [
        "Of these, displaced people: This is more than all 77 people there. Check the number."
    ]


def test_a_form_without_its_token_is_shown_again(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    sent = bo.filled(f"/s/{place.code}/meetings/record", **MEETING)
    page = bo.post(f"/s/{place.code}/meetings/record", {**sent, "token": "forged"})
    assert page.status == 422
    assert "came from elsewhere" in page.problems[0]
    assert page.values["agenda"] == ["What the process is"]
    assert db.scalar(select(func.count(Meeting.id))) == 0


def test_changing_the_language_in_the_middle_keeps_what_was_typed(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    sent = bo.filled(f"/s/{place.code}/meetings/record", **MEETING)
    page = bo.post(f"/s/{place.code}/meetings/record", {**sent, "language": "ar"})
    assert 'dir="rtl"' in page.html
    assert page.values["agenda"] == ["What the process is"]
    assert db.scalar(select(func.count(Meeting.id))) == 0


def test_who_has_no_part_in_the_place_finds_nothing(make: Make, browser: People) -> None:
    place, elsewhere = make.settlement(), make.settlement()
    for visitor in (browser("facilitator", elsewhere), browser("programme_manager", elsewhere)):
        assert visitor.get(f"/s/{place.code}/meetings").status == 404
        assert visitor.post(f"/s/{place.code}/meetings/record", MEETING).status == 404
    assert browser("local_authority", place).get(f"/s/{place.code}/meetings").status == 200
    assert browser("local_authority", place).get(f"/s/{place.code}/meetings/record").status == 404
