"""A round that nobody attends ends with a reason, and that nothing was chosen is told everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Refused
from peoplesprocess.core.process.gate_checks import CHECKS
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.models import JournalEntry, RoundEndingWithoutResult
from peoplesprocess.rounds.empty_round_actions import end_round
from tests.browser import Browser

People = Callable[..., Browser]
REASON = "It rained for three days.\nNobody came."


@pytest.fixture
def town(community: Any) -> Any:
    found = community({"women": 9, "men": 9})
    found.open()
    return found


@pytest.fixture
def bo(town: Any, browser: People) -> Browser:
    visitor = browser()
    visitor.sign_in_as(town.bo)
    return visitor


def test_it_is_told_on_the_page_the_board_and_the_wall(town: Any, bo: Browser, browser: People) -> None:
    assert f"{town.url}/1/end" in bo.get(f"{town.url}/1").links
    page = bo.send(f"{town.url}/1/end", reason=REASON)
    assert page.h1 == "Nothing was chosen"
    assert REASON in page.html
    for address in (f"/board/{town.place.code}", f"/board/{town.place.code}/works/1"):
        told = browser().get(address)
        assert "Nothing was chosen" in told.text, address
        assert "Nobody came." in told.text, address
    assert "Nothing was chosen" in bo.get(town.url).text
    need = bo.get(f"/s/{town.place.code}/needs/1").text
    assert "Round 1 Nothing was chosen" in need and "The groups are choosing now." not in need


def test_another_round_opens_after_it_and_the_gate_still_waits(town: Any, bo: Browser) -> None:
    bo.send(f"{town.url}/1/end", reason=REASON)
    with town.act() as act:
        told = [
            finding.holds for finding in CHECKS["round"](facts_of(act.db, act.settlement), ProgrammeRules())
        ]
    assert not all(told)
    town.open()
    assert bo.get(f"{town.url}/2").h1 == "The groups are choosing"


def test_nothing_can_be_typed_in_or_counted_after_it(town: Any, bo: Browser) -> None:
    bo.send(f"{town.url}/1/end", reason=REASON)
    with pytest.raises(Refused, match="closed"):
        town.enter("women", 9, {1: 9})
    with pytest.raises(Refused, match="closed"):
        town.close()
    assert bo.get(f"{town.url}/1/end").status == 404
    assert bo.get(f"{town.url}/1/cost").status == 404


def test_a_round_in_which_somebody_chose_is_counted_instead(town: Any, bo: Browser, db: Session) -> None:
    town.enter("women", 9, {1: 9})
    assert f"{town.url}/1/end" not in bo.get(f"{town.url}/1").links
    page = bo.send(f"{town.url}/1/end", reason=REASON)
    assert page.problems == ["Somebody has chosen in this round. Close it and count."]
    assert db.scalars(select(RoundEndingWithoutResult)).all() == []


def test_the_reason_is_asked_for_and_stays_out_of_the_journal(town: Any, bo: Browser, db: Session) -> None:
    assert "Write why nothing was chosen." in bo.send(f"{town.url}/1/end", reason=" ").problems[0]
    with town.act() as act, pytest.raises(Refused, match="why nothing"):
        end_round(act, 1, "  ")
    bo.send(f"{town.url}/1/end", reason=REASON)
    detail = db.scalars(select(JournalEntry.detail).where(JournalEntry.act == "round.end")).one()
    assert "rained" not in str(detail)
