"""The plan says who took part and who is missing, as the form of stakeholders tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peoplesprocess.assessments.actions import publish_form
from peoplesprocess.assessments.shipped_forms import shipped_forms
from tests.browser import Browser
from tests.factories import Make
from tests.statements import statements_of

pytestmark = pytest.mark.one_database
People = Callable[..., Browser]


@pytest.fixture
def village(make: Make, another: Any) -> Any:
    """A village whose programme uses the form."""
    programme = make.programme()
    [sheets] = [each.sheets for each in shipped_forms() if each.code == "stakeholders"]
    with make.act("programme_manager", programme) as act:
        publish_form(act, sheets)
    return another(programme=programme)


@pytest.fixture
def bo(village: Any, browser: People, typed: Any) -> Browser:
    """A facilitator of the village, whose plan has an item."""
    bo = browser("facilitator", village)
    bo.send(f"{village.address}/plan/items/add", **typed())
    return bo


def fill_in(bo: Browser, place: Any, draft: int, day: str, *presence: str) -> None:
    address = f"{place.address}/assessments/drafts/{draft}"
    bo.send(f"{place.address}/assessments/form/stakeholders/begin", about="All", answered_on=day)
    bo.send(f"{address}/1", q1=day)
    bo.send(f"{address}/2", **{f"q{at}": each for at, each in enumerate(presence)})
    bo.send(f"{address}/3")
    bo.send(f"{address}/4")
    assert "Saved." in bo.send(f"{address}/send").text


def test_6_of_8_took_part_and_the_plan_names_who_is_missing(bo: Browser, village: Any, make: Make) -> None:
    plan = f"{village.address}/plan"
    assert "Who took part" not in bo.get(plan).text
    fill_in(bo, village, 1, "2026-03-01", *["here"] * 6, "invited", "no")
    told = bo.get(plan).text
    assert "Who took part, of those who must be there : 75 % Points: 6 of 8 · 1 Mar 2026" in told
    assert "These are missing: Universities and researchers Private sector" in told
    assert statements_of(make.engine, bo, plan) <= 6
    # The newest answers count, and none that were struck.
    fill_in(bo, village, 2, "2026-03-02", *["here"] * 8)
    told = bo.get(plan).text
    assert "there : 100 %" in told and "These are missing" not in told
    bo.send(f"{village.address}/assessments/2/strike", reason="Nobody came on that day.")
    assert "there : 75 %" in bo.get(plan).text


def test_a_plan_with_answers_costs_no_more_statements(bo: Browser, village: Any, make: Make) -> None:
    plan = f"{village.address}/plan"
    fill_in(bo, village, 1, "2026-03-01", *["here"] * 6, "invited", "no")
    bo.send(f"{plan}/adopt")
    bo.send(f"{plan}/submit")
    make.decision(village, 1, "endorse", "Good work")
    told = bo.get(plan).text
    assert "The authority has answered every item" in told and "there : 75 %" in told
    assert statements_of(make.engine, bo, plan) <= 6


@pytest.mark.parametrize(("language", "missing"), [("fr", "Secteur privé"), ("ar", "القطاع الخاص")])
def test_who_is_missing_is_named_in_the_language_of_the_reader(
    bo: Browser, village: Any, browser: People, language: str, missing: str
) -> None:
    reader = browser("local_authority", village)
    plan = f"{village.address}/plan?language={language}"
    fill_in(bo, village, 1, "2026-03-01", *["here"] * 7, "none")
    assert missing not in reader.get(plan).text
    fill_in(bo, village, 2, "2026-03-01", *["here"] * 7, "no")
    assert missing in reader.get(plan).text
