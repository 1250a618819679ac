"""Whoever must act is told so on the first page and in the settlement, and nobody else is told to wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from peoplesprocess.db.session import reading
from peoplesprocess.facts.waiting_thing_kinds import WaitingThingKind
from peoplesprocess.facts.waiting_things import everything_waiting, open_in
from tests.browser import Browser
from tests.contracts.amended import propose, sign
from tests.contracts.story import PARTY_ROLES, contract, endorsed, signed
from tests.factories import MARKET_DAY, Make
from tests.statements import statements

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
WAITS = "1 contract waits for your signature."


def home(browser: People, role: str, place: Any) -> str:
    return browser(role, place).get("/").text


def test_each_party_is_told_that_its_signature_is_missing_until_it_signed(
    make: Make, browser: People
) -> None:
    place = endorsed(make)
    contract(make, place, parties=("community",))
    assert WAITS not in home(browser, "committee_officer", place)
    for role in ("programme_manager", "local_authority"):
        told = browser(role, place).get("/")
        assert WAITS in told.text, role
        assert "Nothing waits for you." not in told.text
        assert f"/s/{place.code}/contracts/1" in told.links
    assert WAITS not in home(browser, "finance_officer", place)


def test_an_amendment_waits_for_those_who_have_not_signed_it(make: Make, browser: People) -> None:
    story = signed(make)
    for role in PARTY_ROLES.values():
        assert WAITS not in home(browser, role, story.place), role
    number = propose(make, story, lines={1: (8, 100_000)})
    sign(make, story, number, "community")
    assert WAITS not in home(browser, "committee_officer", story.place)
    assert WAITS in home(browser, "local_authority", story.place)
    officer = browser("programme_manager", story.place)
    assert WAITS in officer.get("/").text
    sign(make, story, number, "agency", "authority")
    assert WAITS not in officer.get("/").text


def test_after_a_return_the_facilitator_goes_on_and_not_the_authority(make: Make, browser: People) -> None:
    place = make.settlement(households=100, planned=False)
    make.need(place, "Drain")
    make.plan(place, submitted=MARKET_DAY)
    make.decision(place, 1, "return")
    with make.act("facilitator", place) as act:
        assert act.settlement.code == place.code
    bo, authority = browser("facilitator", place), browser("local_authority", place)
    assert "The authority sent 1 item back." in bo.get("/").text
    assert "The plan waits for your answer" not in authority.get(f"/s/{place.code}").text


def test_what_waits_in_one_place_is_found_without_a_look_at_all_others(make: Make, engine: Engine) -> None:
    place = endorsed(make)
    contract(make, place, parties=("agency",))
    contract(make, endorsed(make), parties=())
    with reading(engine) as db, statements(engine) as seen:
        (row,) = open_in(db, place, [WaitingThingKind.AUTHORITY_SIGNATURE], MARKET_DAY)
    assert row.code == place.code
    assert "settlement_summary" not in seen[0]


def test_what_waits_is_looked_up_in_one_statement(make: Make, engine: Engine) -> None:
    for _ in range(3):
        contract(make, endorsed(make), parties=("agency",))
    with reading(engine) as db, statements(engine) as seen:
        rows = everything_waiting(db, MARKET_DAY)
    assert len(seen) == 1
    kinds = [row.kind for row in rows if row.kind.endswith("signature")]
    assert sorted(set(kinds)) == ["authority-signature", "community-signature"] and len(kinds) == 6
