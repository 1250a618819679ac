"""A contract that a party does not sign is given up, and its item goes another way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from peoplesprocess.contracts import actions
from peoplesprocess.core.messages import Refused
from peoplesprocess.db.session import reading, writing
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.works import interruptions
from peoplesprocess.works.interruptions import ContractEndingInput
from tests.browser import Browser
from tests.contracts.story import FORM, at, by, contract, endorsed, written
from tests.factories import Make

People = Callable[..., Browser]
DAY = date(2023, 5, 20)
WHY = "The assembly does not want to give labour"
GIVEN_UP = "This contract was given up before all its parties signed it."


@pytest.fixture
def half_signed(make: Make) -> Any:
    """A contract that agency and authority signed, and the community does not."""
    return contract(make, endorsed(make), parties=("agency", "authority"))


def test_a_contract_that_the_community_refuses_is_given_up_and_its_item_gets_another(
    make: Make, browser: People, half_signed: Any
) -> None:
    """Two parties had signed it: it could neither be changed nor ended, and kept its item for good."""
    place, page = half_signed.place, f"/s/{half_signed.place.code}/contracts/1"
    manager, bo = browser("programme_manager", place), browser("facilitator", place)
    assert "If a party does not sign it, the programme manager can give it up." in bo.get(page).text
    assert bo.get(f"{half_signed.url}/end").status == 404
    assert f"{half_signed.url}/end" in manager.get(page).links
    form = manager.get(f"{half_signed.url}/end")
    assert form.h1 == "Why will this contract not be signed?" and "ground" not in form.values
    assert f"{place.name} · Contract 1" in form.text
    assert "Write why. Everybody can read it." in manager.send(f"{half_signed.url}/end").problems[0]
    told = manager.send(f"{half_signed.url}/end", reason=WHY)
    assert told.h1 == "8 latrine blocks"
    assert "The contract was given up before all its parties signed it" in told.text
    assert WHY in manager.get(f"{half_signed.url}/interruptions").text
    assert "Given up before all its parties signed it." in bo.get(f"/s/{place.code}/contracts").text
    for reader in (manager, browser("committee_officer", place), bo):
        assert f"{page}/sign" not in reader.get(page).links
    refused = browser("committee_officer", place).get(f"{page}/sign")
    assert GIVEN_UP in refused.text and not refused.controls
    assert bo.send(f"/s/{place.code}/contracts/draft", **FORM).status == 200
    assert browser().get(f"/board/{place.code}").status == 200


def test_a_contract_that_was_given_up_is_neither_signed_nor_changed_and_counts_for_no_step(
    make: Make, half_signed: Any, db: Session
) -> None:
    ending = ContractEndingInput(DAY, "not-signed", WHY)
    with writing(make.engine) as fresh:
        manager = by(fresh, half_signed, "programme_manager", at(DAY))
        with pytest.raises(Refused, match="Choose one from the list"):
            interruptions.end_contract(manager, 1, ContractEndingInput(DAY, "agreement", WHY))
        interruptions.end_contract(manager, 1, ending)
        fresh.commit()
    with writing(make.engine) as fresh:
        with pytest.raises(Refused, match="given up"):
            actions.sign(by(fresh, half_signed, "committee_officer", at(DAY)), 1, "community", 1)
        with pytest.raises(Refused, match="given up"):
            actions.change(by(fresh, half_signed, "facilitator", at(DAY)), 1, written(), 1)
        with pytest.raises(Refused, match="already ended"):
            interruptions.end_contract(by(fresh, half_signed, "programme_manager", at(DAY)), 1, ending)
    with reading(make.engine) as fresh:
        facts = facts_of(fresh, by(fresh, half_signed, "facilitator", at(DAY)).settlement)
        assert (facts.contracts, facts.contracts_signed, facts.contracts_ended) == (0, 0, 0)
        assert facts.items_without_contract == 2
    assert settlement_summaries.verify(db.connection()).first_bad is None


def test_a_signed_contract_does_not_end_because_nobody_signs_it(make: Make) -> None:
    story = contract(make, endorsed(make))
    with writing(make.engine) as db, pytest.raises(Refused, match="Choose one from the list"):
        manager = by(db, story, "programme_manager", at(DAY))
        interruptions.end_contract(manager, 1, ContractEndingInput(DAY, "not-signed", WHY))


def test_what_was_given_up_is_put_off_and_waits_for_nobody(
    make: Make, browser: People, half_signed: Any
) -> None:
    place = half_signed.place
    treasurer = browser("committee_officer", place)
    waits = "waits for your signature"
    assert waits in treasurer.get("/").text
    manager, settings = browser("programme_manager", place), f"/s/{place.code}/settings"
    less = {"envelope": "1,000,000", "reason": "The donor gives less"}
    assert "already grant 3,456,000 PKR" in manager.send(settings, **less).problems[0]
    manager.send(f"{half_signed.url}/end", reason=WHY)
    assert manager.send(settings, **less).status == 200
    assert waits not in treasurer.get("/").text
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/contracts/items/2/defer", reason="Next year, without labour")
    assert "Next year, without labour" in bo.get(f"/s/{place.code}/contracts").text
    for page in (half_signed.url, f"/s/{place.code}/works", f"/s/{place.code}/cycles", f"/s/{place.code}"):
        text = bo.get(page).text
        assert "before it was finished" not in text and "final account" not in text, (page, text)
