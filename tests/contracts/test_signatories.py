"""How many people sign for the account, and how many of them are women, is the programme's to say."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete

from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import StepClosure
from tests.browser import Browser
from tests.contracts.story import FORM, PARTY_ROLES, elect, endorsed
from tests.factories import MARKET_DAY, Make

People = Callable[..., Browser]
CASES = [
    (2, 0, 2, 0, True),
    (2, 0, 1, 0, False),
    (2, 0, 0, 1, False),
    (3, 1, 2, 1, True),
    (3, 1, 3, 0, False),
    (5, 2, 3, 2, True),
    (5, 2, 4, 1, False),
    (5, 2, 2, 2, False),
]
"""Signatories asked for, women among them, men and women who were named, and whether that is enough."""


def place_of(make: Make, needed: int, women_needed: int, men: int, women: int) -> Any:
    """A settlement of a programme with these numbers, whose committee names these signatories."""
    rules = ProgrammeRules(signatories=needed, women_signatories=women_needed)
    place = endorsed(make, programme=make.programme(rules=rules.stored()), committee=False)
    name_signatories(make, place, men, women, date(2023, 1, 29))
    return place


def name_signatories(make: Make, place: Any, men: int, women: int, day: date) -> None:
    """Elect a committee with these signatories."""
    with writing(make.engine) as db:
        elect(db, place, men, women, day)
        journal.write(db, place.id, None, "test.elect", "committee", MARKET_DAY)
        db.commit()


@pytest.mark.parametrize(("needed", "women_needed", "men", "women", "enough"), CASES)
def test_gate_contract_signature_and_instalment_agree(
    make: Make, browser: People, needed: int, women_needed: int, men: int, women: int, enough: bool
) -> None:
    place = place_of(make, needed, women_needed, men, women)
    url = f"/s/{place.code}/contracts/1"
    bo = browser("facilitator", place)
    paper = bo.send(f"/s/{place.code}/contracts/draft", **FORM)
    assert "three people" not in paper.text.lower()
    named = men + women
    told = f"{needed} people sign for the account" if named >= needed else f"only {named} of {needed} do now"
    assert told in paper.text
    assert f"{needed} people sign for it" in paper.text
    assert ("among them at least" in paper.text) is (women_needed > 0)
    boxes = re.findall(r"<td class=\"?print\"?>", bo.get(f"{url}/paper").html)
    assert len(boxes) == needed + 2, "a box for each signatory and office"

    cleo = browser("committee_officer", place)
    signed = cleo.post(f"{url}/sign", cleo.filled(f"{url}/sign"))
    for role in ("programme_manager", "local_authority"):
        browser(role, place).send(f"{url}/sign")
    url = f"/s/{place.code}/works/1/tranches/1/request"
    asked = cleo.post(url, {**cleo.filled(url), "statement": "To begin"})

    assert (signed.status == 303) is (asked.status == 303) is enough
    if not enough:
        assert "The community cannot sign yet." in signed.problems[0]
    text = page_of_the_gate(make, browser, place)
    assert (f"Signatories: {men + women}, of whom women: {women}" in text) is enough
    missing = f"Signatories: {men + women} of {needed}, women among them: {women} of {women_needed}"
    assert (missing in text) is not enough


@pytest.mark.parametrize(
    ("needed", "women_needed", "men", "women", "sentence"),
    [
        (2, 0, 1, 0, "1 more person must sign for the account: only 1 of 2 do now."),
        (
            5,
            2,
            4,
            1,
            "5 people sign for the account, with at least this many women: 2. Now 1 of 5 are women.",
        ),
    ],
)
def test_no_instalment_is_asked_for_after_an_election_that_names_too_few(
    make: Make, browser: People, needed: int, women_needed: int, men: int, women: int, sentence: str
) -> None:
    place = place_of(make, needed, women_needed, needed - women_needed, women_needed)
    browser("facilitator", place).send(f"/s/{place.code}/contracts/draft", **FORM)
    for role in PARTY_ROLES.values():
        browser(role, place).send(f"/s/{place.code}/contracts/1/sign")
    name_signatories(make, place, men, women, date(2023, 6, 1))
    cleo, url = browser("committee_officer", place), f"/s/{place.code}/works/1/tranches/1/request"
    page = cleo.post(url, {**cleo.filled(url), "statement": "To begin"})
    assert page.problems == [f"Instalment 1 is blocked. Still missing: {sentence}"]


def page_of_the_gate(make: Make, browser: People, place: Any) -> str:
    """The settlement's page while it is at the step whose gate asks for the signatories."""
    with writing(make.engine) as db:
        db.execute(
            delete(StepClosure).where(StepClosure.settlement_id == place.id, StepClosure.step != "mobilise")
        )
        journal.write(db, place.id, None, "test.reopen", "organise", MARKET_DAY)
        db.commit()
    return browser("facilitator", place).get(f"/s/{place.code}").text
