"""What an authority looked at stands beside its answer, and a no says what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.choice_lists import DECISION_POINTS
from peoplesprocess.models import Decision
from tests.browser import Browser

People = Callable[..., Browser]
SHARED = "The deed names two families"


@pytest.fixture
def mayor(nawroz: Any, browser: People) -> Browser:
    """The municipality of the neighbourhood."""
    return browser("local_authority", nawroz.place)


def test_what_was_looked_at_is_read_beside_the_answer(nawroz: Any, mayor: Browser, browser: People) -> None:
    page = mayor.send(
        f"{nawroz.address}/approval/2",
        verdict="return",
        reason="Ask for a paper of both",
        land="no",
        land_remark=SHARED,
        standards="yes",
    )
    for shown in (
        page.text,
        mayor.get(f"{nawroz.address}/approval/2").text,
        browser("facilitator", nawroz.place).get(f"{nawroz.address}/plan").text,
    ):
        assert f"The land may be used: No {SHARED}" in shown
        assert "It meets the standards: Yes" in shown
        assert "It is safe from known hazards: Not looked at" in shown


def test_an_answer_without_a_checklist_shows_none(nawroz: Any, mayor: Browser, db: Session) -> None:
    page = mayor.send(f"{nawroz.address}/approval/1", verdict="endorse")
    assert "Not looked at" not in page.text
    assert db.scalars(select(Decision.points)).all() == [[]]


def test_a_no_is_explained_by_its_remark_or_by_the_reason(nawroz: Any, mayor: Browser, db: Session) -> None:
    address = f"{nawroz.address}/approval/1"
    page = mayor.send(address, verdict="endorse", hazard="no")
    assert page.status == 422
    assert any("Say what is missing here, or write the reason" in problem for problem in page.problems)
    assert page.values["hazard"] == ["no"]
    assert db.scalar(select(func.count(Decision.id))) == 0
    db.rollback()
    mayor.send(address, verdict="endorse", hazard="no", reason="Only if the drain is built first")
    mayor.send(address, verdict="endorse", hazard="no", hazard_remark="The drain comes first")
    assert db.scalar(select(func.count(Decision.id))) == 2


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"land": "perhaps"}, "Choose one from the list."),
        ({"upkeep_remark": "x" * 201}, "Keep it to 200."),
        ({"upkeep_remark": "Ring 0750 123 45 67"}, "This looks like a telephone or identity number"),
    ],
)
def test_a_point_that_cannot_be_read_is_asked_again(
    nawroz: Any, mayor: Browser, db: Session, fields: dict[str, str], sentence: str
) -> None:
    page = mayor.send(f"{nawroz.address}/approval/1", verdict="endorse", **fields)
    assert page.status == 422
    assert sentence in " ".join(page.problems)
    assert db.scalar(select(func.count(Decision.id))) == 0


def test_every_point_is_asked_on_the_page(nawroz: Any, mayor: Browser) -> None:
    page = mayor.get(f"{nawroz.address}/approval/1")
    assert all(page.values[point] == ["unseen"] for point in DECISION_POINTS)
