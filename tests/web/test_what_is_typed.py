"""What no form and no address may be given: zero bytes, unseen signs, numbers beyond every database."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.models import Need, PlanItem
from peoplesprocess.web.fields import BaseField, PasswordField
from tests.browser import Browser
from tests.factories import Make


@pytest.mark.parametrize(
    "asked", ["?sector=%00", "?after=%00", "?group=a%00", "?after=" + "9" * 25, "?%00=1", "%00"]
)
def test_an_address_with_what_no_database_takes_breaks_nothing(
    make: Make, browser: Callable[..., Browser], asked: str
) -> None:
    place = make.settlement()
    page = browser("facilitator", place).get(f"/s/{place.code}/needs{asked}")
    assert page.status == (404 if "%00" in asked else 200)


def test_signs_that_turn_what_follows_are_left_out(
    make: Make, browser: Callable[..., Browser], db: Session
) -> None:
    place = make.settlement()
    need = make.need(place)
    browser("facilitator", place).send(
        f"/s/{place.code}/needs/{need}/change", title="Clean \u202eretaw\u2069 here"
    )
    assert db.scalar(select(Need.title)) == "Clean retaw here"


def test_a_number_without_end_keeps_nobody_waiting(make: Make, browser: Callable[..., Browser]) -> None:
    place = make.settlement()
    visitor = browser("facilitator", place)
    sent = visitor.filled(f"/s/{place.code}/meetings/record", people="1" + " " * 60_000 + "1")
    begun = time.process_time()
    page = visitor.post(f"/s/{place.code}/meetings/record", sent)
    assert time.process_time() - begun < 5
    assert page.status == 422


NOTHING = ["\u200b", " \u00a0 ", "\ufeff\u2060", "\u3164", "\u2800\u2800", "\u0301", "\u200e \ufe0f"]


@pytest.mark.one_database
@pytest.mark.parametrize("typed", NOTHING)
@pytest.mark.parametrize("name", ["title", "landmark"])
def test_a_name_of_which_nothing_is_seen_is_no_name(
    make: Make, browser: Callable[..., Browser], db: Session, typed: str, name: str
) -> None:
    place = make.settlement()
    need = make.need(place, landmark="School")
    page = browser("facilitator", place).send(f"/s/{place.code}/needs/{need}/change", **{name: typed})
    if name == "title":
        assert page.status == 422
        assert "Write what people need" in page.problems[0]
    else:
        assert db.scalar(select(Need.landmark)) == ""


def test_no_field_of_words_but_a_password_keeps_what_nobody_sees() -> None:
    kinds, kept = [BaseField], set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.cleaned is not BaseField.cleaned:
            kept.add(kind)
    assert kept == {PasswordField}


@pytest.mark.parametrize("marked", ["\u202a{}\u202c", "\ufeff{}", "{}\u200b", "\u2066{}\u2069"])
def test_marks_that_came_with_a_pasted_number_or_day_are_left_out(
    make: Make, browser: Callable[..., Browser], db: Session, marked: str
) -> None:
    place = make.settlement()
    make.plan(place)
    page = browser("facilitator", place).send(
        f"/s/{place.code}/plan/items/1/change",
        cost=marked.format("1,500,000"),
        starts_on=marked.format("2023-05-03"),
    )
    assert page.status == 200
    row = db.scalars(select(PlanItem)).one()
    assert (row.cost, row.starts_on.isoformat()) == (150_000_000, "2023-05-03")


def test_lines_of_what_people_say_stay_lines_and_count_once(
    make: Make, browser: Callable[..., Browser], db: Session
) -> None:
    place = make.settlement()
    need = make.need(place)
    visitor = browser("facilitator", place)
    address = f"/s/{place.code}/needs/{need}/change"
    long = "\r\n".join(["a" * 99] * 20) + "b"
    assert len(long.replace("\r", "")) == 2000
    assert visitor.send(address, statement=long).status == 200
    page = visitor.send(address, statement="The well is dry.\r\nWe walk an hour.\r\n\r\nIt is bitter.")
    assert db.scalar(select(Need.statement)) == "The well is dry.\nWe walk an hour.\n\nIt is bitter."
    assert "The well is dry.\nWe walk an hour.\n\nIt is bitter." in page.html
    assert "p[dir]{white-space:pre-line}" in visitor.client.get("/static/style.css").text


@pytest.mark.parametrize("typed", ["1448-06-10", "١٠/٠٦/١٤٤٨", "1405-09-09", "2569-11-23"])
def test_a_day_of_another_calendar_is_asked_back_with_the_way_out(
    make: Make, browser: Callable[..., Browser], typed: str
) -> None:
    place = make.settlement()
    url = f"/s/{place.code}/no-objection"
    page = browser("local_authority", place).send(url, office="Works", given_on=typed)
    assert page.status == 422
    assert "a year of another calendar. Write the day in the Gregorian calendar" in page.problems[0]


def test_the_day_of_the_no_objection_is_asked_for_by_its_name(
    make: Make, browser: Callable[..., Browser]
) -> None:
    """One sentence served here and for what a community gave: in Arabic one of the two was told wrongly."""
    place = make.settlement()
    page = browser("local_authority", place).send(f"/s/{place.code}/no-objection", office="Works")
    assert "Enter the day on which the office said that it has no objection." in page.text
