"""Somebody else did it while a form was filled in: the page says so, and what was typed is still there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.browser import Browser, Page
from tests.contracts.story import at, signed
from tests.factories import Make
from tests.works.test_instalments import ask, pay

People = Callable[..., Browser]
TEMPLATES = Path(__file__).parents[2] / "peoplesprocess"


@pytest.fixture
def story(make: Make, db: Session) -> Any:
    """A contract whose first instalment is asked for."""
    found = signed(make)
    ask(db, found, 1, at(date(2023, 5, 3)))
    db.commit()
    return found


def kept(page: Page, said: str, **typed: str) -> None:
    assert page.status == 422
    assert said in page.problems[0]
    assert {name: page.values.get(name) for name in typed} == {name: [word] for name, word in typed.items()}


def test_a_refusal_of_what_somebody_else_released_meanwhile(story: Any, browser: People, db: Session) -> None:
    typed = {"reason": "Three bills of May are missing"}
    fin, url = browser("finance_officer", story.place), f"{story.url}/tranches/1/refuse"
    sent = fin.filled(url, **typed)
    pay(db, story, 1, at(date(2023, 5, 11)))
    db.commit()
    kept(fin.post(url, sent), "No request for instalment 1 waits for an answer.", **typed)
    assert "reason" not in fin.get(url).values, "nobody is asked for what nobody can send"


def test_a_release_of_what_somebody_else_released_meanwhile(story: Any, browser: People, db: Session) -> None:
    typed = {"paper": "TT-4711"}
    fin, url = browser("finance_officer", story.place), f"{story.url}/tranches/1/release"
    sent = fin.filled(url, **typed)
    pay(db, story, 1, at(date(2023, 5, 11)))
    db.commit()
    kept(fin.post(url, sent), "Instalment 1 has already been released.", **typed)


def test_an_amendment_while_somebody_else_proposes_another(make: Make, browser: People) -> None:
    story = signed(make)
    url = f"/s/{story.place.code}/contracts/1/amendments/propose"
    typed = {"reason": "Two more pits, as the women asked", "quantity1": "10", "rate2": "4,900"}
    bo, ines = browser("facilitator", story.place), browser("technical_officer", story.place)
    sent = bo.filled(url, **typed)
    assert ines.send(url, reason="The rains", ends_on="2023-09-30").status == 200
    page = bo.post(url, sent)
    kept(page, "Amendment 1 waits for signatures.", **typed)
    assert "Quantity" in page.text


def test_no_template_ends_by_hand_a_form_that_could_lose_what_was_typed() -> None:
    ended = [
        file.name
        for file in TEMPLATES.glob("*/templates/*/*.html")
        if "open(form" in (text := file.read_text()) and "</form>" in text and 'class="send"' not in text
    ]
    assert ended == [], "end it with `close`, or with `unsent` where nobody can send it now"
