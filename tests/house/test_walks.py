"""The three walks: whoever follows one value through a request comes back to few files."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine

from peoplesprocess.core.invisible_characters import is_seen
from peoplesprocess.core.search import folded
from peoplesprocess.plans.actions import submit
from tests.approvals.conftest import Nawroz
from tests.browser import Browser, Page
from tests.contracts import story as contracts
from tests.factories import Make
from tests.plan_factory import adopt
from tests.priorities.conftest import Community
from tests.value_walk import ValueWalk

pytestmark = pytest.mark.one_database

MOST_RETURNS = 8
WORDS = (f"Qanat {chr(65 + number % 26)}{chr(65 + number // 26)}" for number in count())
"""Words that stand nowhere else, so that each is followed alone."""
ROLES = ("technical_officer", "committee_officer", "finance_officer", "programme_manager")
NEED = {
    "group_code": "women",
    "sector": "water",
    "households": "9",
    "severity": "2",
    "response_type": "service",
}
VISIT = {"visited_on": "2023-05-29", "done1": "8", "done2": "16", "done3": "0", "done4": "0"}

People = Callable[..., Browser]


def sent(visitor: Browser, url: str, followed: str, **fields: Any) -> str:
    """Send a form with a word of its own in a field, which is returned; its way keeps the returns."""
    word = next(WORDS)
    form = visitor.filled(url, **{**fields, followed: word})
    page = walked(word, lambda: visitor.post(url, form))
    assert page.status == 303, page.problems
    return word


def read(visitor: Browser, word: str, url: str) -> None:
    """Open a page that tells a word; its way keeps the returns."""
    assert word in walked(word, lambda: visitor.get(url)).text


def walked(word: str, request: Callable[[], Page]) -> Page:
    walk = ValueWalk(word)
    page: Page = walk.follow(request)
    assert walk.stays, "nobody was handed the word"
    assert walk.returns <= MOST_RETURNS, " → ".join(walk.stays)
    return page


def test_a_need_is_recorded_read_on_the_board_merged_and_changed(make: Make, browser: People) -> None:
    place = make.settlement(households=90)
    bo, url = browser("facilitator", place), f"/s/{place.code}/needs"
    for _ in range(2):
        make.need(place)
    title = sent(bo, f"{url}/record", "title", **NEED)
    for page in (f"{url}/3", url, f"/board/{place.code}"):
        read(bo, title, page)
    sent(bo, f"{url}/1/merge", "reason", into="2")
    sent(bo, f"{url}/2/change", "title")


def test_a_group_sees_its_sheet_differently_and_is_counted(
    engine: Engine, make: Make, browser: People
) -> None:
    town = Community(engine, make, {"women": 20, "men": 10}, ("Pump", "Latrine", "Road"))
    bo, amina = browser(), browser()
    bo.sign_in_as(town.bo)
    town.open()
    town.enter("women", 20, {1: 60})
    town.enter("men", 10, {2: 30})
    amina.sign_in_as(town.make.account("group_representative", town.place, "women"))
    dissent = sent(amina, f"{town.url}/1/sheets/women/attest", "dissent")
    town.attest("men")
    town.close()
    read(bo, dissent, f"{town.url}/1")


def test_an_authority_returns_an_item_sees_what_was_changed_and_endorses(make: Make, browser: People) -> None:
    nawroz = Nawroz(make)
    mayor, bo = browser("local_authority", nawroz.place), browser("facilitator", nawroz.place)
    plan, approval = f"{nawroz.address}/plan", f"{nawroz.address}/approval"
    reason = sent(mayor, f"{approval}/1", "reason", verdict="return")
    read(mayor, reason, approval)
    read(bo, reason, plan)
    bo.send(f"{plan}/revise")
    title = sent(bo, f"{plan}/items/1/change", "title")
    read(bo, title, plan)
    with make.act("facilitator", nawroz.place, nawroz.now) as act:
        adopt(act)
        submit(act)
    read(mayor, title, approval)
    sent(mayor, f"{approval}/1", "reason", verdict="endorse")


def test_a_visit_an_instalment_and_its_release(make: Make, browser: People) -> None:
    signed = contracts.signed(make)
    sam, cleo, fin, efua = (browser(role, signed.place) for role in ROLES)
    notes = sent(sam, f"{signed.url}/visits/record", "notes", **VISIT)
    read(sam, notes, f"{signed.url}/visits/1")
    statement = sent(cleo, f"{signed.url}/tranches/1/request", "statement")
    read(fin, statement, f"{signed.url}/tranches/1/release")
    paper = sent(fin, f"{signed.url}/tranches/1/release", "paper")
    read(efua, paper, signed.url)


def test_a_value_that_goes_to_and_fro_is_counted() -> None:
    def to_and_fro(word: str) -> None:
        folded(word)
        is_seen(word)
        folded(word + word)
        is_seen(word + word)

    walk = ValueWalk("Qanat")
    walk.follow(lambda: to_and_fro("Qanat"))
    assert walk.stays == ["core/search.py", "core/invisible_characters.py"] * 2
    assert walk.returns == 2
    walk = ValueWalk("a page")
    walk.follow(lambda: is_seen("<!doctype html><p>a page"))
    assert walk.stays == []
