"""Each step of a closing says whose it is and what a work waits for that was never built."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from peoplesprocess.contracts import deferrals
from peoplesprocess.db.session import writing
from peoplesprocess.works import interruptions
from peoplesprocess.works.interruptions import ContractEndingInput
from tests.browser import Browser
from tests.closure.test_closing import CERTIFICATE
from tests.contracts import story
from tests.factories import Make
from tests.finished_work import almost_built, contract_of

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


def test_each_closing_card_names_who_does_the_next_step(make: Make, browser: People) -> None:
    work = almost_built(make)
    engineer, bo = browser("technical_officer", work.place), browser("facilitator", work.place)
    for page in (bo.get(f"/s/{work.place.code}/closure"), bo.get(work.url)):
        for line in (
            "No completion certificate yet Who does it: The technical officer",
            "No public audit yet Who does it: The facilitator",
            "Instalment 4 is not released yet Who does it: The committee asks, and the agency releases",
            "No final account yet Who does it: The technical officer",
            "Not handed over yet Who does it: The facilitator",
        ):
            assert line in page.text, (line, page.text)
        assert f"{work.url}/audit" in page.links and f"{work.url}/certificate" not in page.links
    assert f"{work.url}/certificate" in engineer.get(f"/s/{work.place.code}/closure").links
    engineer.send(f"{work.url}/certificate", **CERTIFICATE)
    text = engineer.get(work.url).text
    repairs = "Who does it: The committee repairs, and the technical officer writes it down"
    assert f"2 defects are not repaired yet {repairs}" in text
    measured = "The final account needs a final measurement that finds 100 % built."
    assert f"{measured} Who does it: The technical officer" in text
    assert f"/s/{work.place.code}/works/1/visits/record" in engineer.get(work.url).links
    assert "Certificate issued on 26 Aug 2023 Who" not in text


def test_one_repair_leads_to_the_next_one(make: Make, browser: People) -> None:
    work = almost_built(make)
    engineer = browser("technical_officer", work.place)
    engineer.send(f"{work.url}/certificate", **CERTIFICATE)
    mended = {"rectified_on": "2023-09-12", "how": "New latches", "another": "1"}
    page = engineer.send(f"{work.url}/defects/1/mended", **mended)
    assert "The ramp is 1:8; it must be 1:12" in page.text and page.h1 == "Is this defect repaired?"
    page = engineer.send(f"{work.url}/defects/2/mended", **mended)
    assert "All defects are repaired" in page.text


def test_an_item_without_a_contract_says_what_to_do_with_it(make: Make, browser: People) -> None:
    place = story.endorsed(make)
    make.contract(place)
    address = f"/s/{place.code}/closure"
    bo, officer = browser("facilitator", place), browser("committee_officer", place)
    page = bo.get(address)
    count = "1 endorsed item has no contract, and no reason why not"
    assert f"Endorsed, without a contract {count} There is nothing to close here yet." in page.text
    contracts = f"/s/{place.code}/contracts"
    assert contracts in page.links and f"{contracts}/items/1/defer" in bo.get(contracts).links
    with writing(make.engine) as db:
        act = story.acting(db, story.account_id(db, officer.username), place, story.at(date(2023, 6, 1)))
        deferrals.defer(act, 1, "The water is too deep")
        db.commit()
    assert "Endorsed, without a contract" not in officer.get(address).text, "nothing is left to say"


def test_an_ended_contract_says_what_becomes_of_its_item(make: Make, browser: People) -> None:
    work = contract_of(make, make.settlement())
    ending = ContractEndingInput(date(2023, 8, 3), "agreement", "The flood came back")
    with writing(make.engine) as db:
        interruptions.end_contract(work.by(db, "programme_manager", date(2023, 8, 3)), 1, ending)
        db.commit()
    page = browser("technical_officer", work.place).get(f"/s/{work.place.code}/closure")
    assert "What was to be built can get a new contract, or be put off: see below." in page.text
    needs = "Record the visit, and tick that it is the final measurement."
    assert f"{needs} Who does it: The technical officer" in page.text
    assert f"/s/{work.place.code}/works/1/visits/record" in page.links
