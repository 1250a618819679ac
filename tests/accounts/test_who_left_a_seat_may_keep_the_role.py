"""An officer left the seat on paper: the manager is told until a role of an officer ended or was given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.accounts.test_another_facilitator import membership_of
from tests.browser import Browser
from tests.factories import Make
from tests.statements import statements_of

People = Callable[..., Browser]
RESIGNED = {"kind": "resigned", "changed_on": "2026-03-20", "reason": "He moved away"}
REPLACED = {"kind": "replaced", "changed_on": "2026-03-20", "reason": "She was chosen", "woman": "yes"}
TOLD = "1 officer of the committee left the seat, and no officer's role has ended since."


@pytest.fixture
def place(make: Make) -> Any:
    found = make.settlement()
    make.election(found)
    return found


def seat_changes(browser: People, place: Any, change: dict[str, str]) -> None:
    """The facilitator writes down what became of the treasurer's seat."""
    browser("facilitator", place).send(f"/s/{place.code}/committee/3/change", **change)


@pytest.mark.parametrize("change", [RESIGNED, REPLACED])
def test_the_manager_is_told_until_a_role_of_an_officer_ended(
    browser: People, db: Session, engine: Engine, place: Any, change: dict[str, str]
) -> None:
    efua, cleo = browser("programme_manager", place), browser("committee_officer", place)
    assert "left the seat" not in efua.get("/").text
    seat_changes(browser, place, change)
    home, people = efua.get("/"), f"/s/{place.code}/people"
    assert TOLD in home.text and people in home.links
    assert TOLD in efua.get(f"/s/{place.code}").text
    assert statements_of(engine, efua, "/") <= 6
    assert "left the seat" not in cleo.get("/").text
    former = membership_of(db, cleo.username)
    ends = next(link for link in efua.get(people).links if link.endswith(f"/{former}/revoke"))
    efua.send(ends, reason="Resigned")
    assert "left the seat" not in efua.get("/").text


def test_nobody_is_told_where_no_account_has_the_role(browser: People, place: Any) -> None:
    efua = browser("programme_manager", place)
    seat_changes(browser, place, RESIGNED)
    assert "left the seat" not in efua.get("/").text


def test_who_invites_another_officer_was_asked_whose_role_ends(browser: People, place: Any) -> None:
    efua = browser("programme_manager", place)
    browser("committee_officer", place)
    seat_changes(browser, place, REPLACED)
    assert TOLD in efua.get("/").text
    efua.send(f"/s/{place.code}/people/officer", how="new", note="Treasurer")
    assert "left the seat" not in efua.get("/").text
