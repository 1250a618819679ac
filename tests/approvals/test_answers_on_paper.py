"""A version's answers on paper: anybody reads them, in two languages, with a seal that any change breaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.browser import Browser, Page
from tests.factories import MARKET_DAY, Make
from tests.place_days import today
from tests.statements import statements_of

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
PROMISE = "Owners' written promise is missing"


def paper(reader: Browser, nawroz: Any, number: int = 1, second: str = "") -> Page:
    return reader.get(f"/board/{nawroz.place.code}/answers/{number}{second and f'?second={second}'}")


def seal(page: Page) -> str:
    found = re.search(r"Seal of these answers: (\w{16})\b", page.text)
    assert found, page.text
    return found[1]


def test_anybody_reads_answers_reasons_and_conditions(nawroz: Any, browser: People) -> None:
    nawroz.answer(1, "endorse", "Only with a meter")
    nawroz.answer(2, "return", PROMISE)
    nawroz.answer(4, "forward", "Teachers are theirs", to="Education Directorate")
    page = paper(browser(), nawroz)
    assert page.status == 200
    assert "Action plan, version 1" in page.text
    assert "Endorsed Taluka office" in page.text
    assert "Remark: Only with a meter" in page.text
    assert f"Reason: {PROMISE}" in page.text
    assert "Forwarded to Education Directorate" in page.text
    assert "Waits for: Taluka office. The answer is due by" in page.text
    assert "No answer does not mean approval." in page.text
    assert "Record no." in page.text


def test_a_second_language_stands_beside_the_readers(nawroz: Any, browser: People) -> None:
    nawroz.answer(1, "endorse")
    page = paper(browser(), nawroz, second="fr")
    assert "Endorsed Approuvé" in page.text
    assert paper(browser(), nawroz, second="xx").text == paper(browser(), nawroz).text
    assert seal(page) == seal(paper(browser(), nawroz))


def test_every_change_of_an_answer_changes_the_seal(nawroz: Any, browser: People) -> None:
    mayor, seals = browser("local_authority", nawroz.place), []
    for fields in (
        {"verdict": "endorse"},
        {"verdict": "endorse", "reason": "With a meter"},
        {"verdict": "endorse", "reason": "With a meter", "land": "yes"},
    ):
        mayor.send(f"{nawroz.address}/approval/1", **fields)
        seals.append(seal(paper(browser(), nawroz)))
    assert len(set(seals)) == 3
    assert seal(paper(browser(), nawroz)) == seals[-1]


def test_each_version_has_its_own_paper(nawroz: Any, browser: People) -> None:
    nawroz.answer(2, "return", PROMISE)
    nawroz.plan({2: {"cost": 70_000_000}})
    assert PROMISE in paper(browser(), nawroz, 1).text
    page = paper(browser(), nawroz, 2)
    assert PROMISE not in page.text
    assert "street lights" not in page.text
    assert "70,000,000" in page.text


def test_a_condition_of_a_later_version_is_not_told_of_an_earlier_one(nawroz: Any, browser: People) -> None:
    nawroz.answer(2, "return", PROMISE)
    reader, before = browser("facilitator", nawroz.place), seal(paper(browser(), nawroz, 1))
    nawroz.plan({line: {"source": "The owners too"} if line == 2 else {} for line in (1, 2, 3, 4)})
    browser("local_authority", nawroz.place).send(
        f"{nawroz.address}/approval/2",
        verdict="endorse",
        condition1_words="A letter of each owner",
        condition1_due="during",
        condition1_due_on=(today() + timedelta(days=20)).isoformat(),
        co_funding="5,000,000",
    )
    for now in (paper(browser(), nawroz, 2), reader.get(f"{nawroz.address}/plan/2")):
        assert "A letter of each owner" in now.text and "5,000,000" in now.text
    for then in (paper(browser(), nawroz, 1), reader.get(f"{nawroz.address}/plan/1")):
        assert PROMISE in then.text
        assert "A letter of each owner" not in then.text
    assert seal(paper(browser(), nawroz, 1)) == before
    assert f"/board/{nawroz.place.code}/answers/1" in paper(browser(), nawroz, 2).links


def test_there_is_no_paper_of_what_was_not_handed_over(make: Make, nawroz: Any, browser: People) -> None:
    other = make.settlement()
    make.plan(other)
    assert browser().get(f"/board/{other.code}/answers/1").status == 404
    assert browser().get("/board/nowhere/answers/1").status == 404
    assert paper(browser(), nawroz, 9).status == 404


def test_the_board_and_the_authority_lead_to_the_paper(make: Make, browser: People) -> None:
    place = make.settlement(households=100)
    make.plan(place, submitted=MARKET_DAY)
    address = f"/board/{place.code}/answers/1"
    assert address in browser().get(f"/board/{place.code}").links
    assert address in browser("local_authority", place).get(f"/s/{place.code}/approval").links


def test_a_paper_takes_few_statements(engine: Engine, nawroz: Any, browser: People) -> None:
    for line in (1, 2, 4):
        nawroz.answer(line, "forward")
    assert statements_of(engine, browser(), f"/board/{nawroz.place.code}/answers/1") <= 6
