"""While nobody holds the seat of an officer, those who can fill it are told, and why money may wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.browser import Browser
from tests.factories import Make
from tests.statements import statements_of

People = Callable[..., Browser]
RESIGNED = {"kind": "resigned", "changed_on": "2026-03-20", "reason": "He moved away"}
REPLACED = {"kind": "replaced", "changed_on": "2026-03-21", "reason": "Chosen by the assembly"}
TOLD = "1 seat of an officer of the committee is empty. Choose together who takes it"


@pytest.fixture
def place(make: Make) -> Any:
    found = make.settlement()
    make.election(found)
    return found


def test_facilitator_and_committee_are_told_until_somebody_takes_the_seat(
    browser: People, engine: Engine, place: Any
) -> None:
    bo, cleo, efua = (
        browser(role, place) for role in ("facilitator", "committee_officer", "programme_manager")
    )
    assert "is empty" not in bo.get("/").text
    seat = f"/s/{place.code}/committee/3/change"
    bo.send(seat, **RESIGNED)
    for person in (bo, cleo):
        home = person.get("/")
        assert TOLD in home.text and f"/s/{place.code}/committee" in home.links
        assert TOLD in person.get(f"/s/{place.code}").text
    assert TOLD not in efua.get("/").text, "who ends roles fills no seats"
    assert statements_of(engine, bo, "/") <= 6
    bo.send(seat, **REPLACED, signatory="yes")
    assert "is empty" not in bo.get("/").text + cleo.get("/").text


def test_a_new_election_fills_every_seat(browser: People, make: Make, place: Any) -> None:
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/committee/3/change", **RESIGNED)
    make.election(place)
    assert "is empty" not in bo.get("/").text
