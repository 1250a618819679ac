"""The secret key is changed while people vote: papers, ballots and receipts of before go on, seals stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from peoplesprocess.accounts import former_keys
from peoplesprocess.core.prioritisation import GroupTally
from peoplesprocess.core.prioritisation.result_from_ballot_file import tally_file
from tests.another_key import ChangeableKey
from tests.browser import Browser
from tests.priorities.test_votes_with_codes import (
    CODE,
    asked,
    bo,
    codes_of,
    on_paper,
    opened,
    papers,
    receipt_of,
    vote,
    with_ballot,
)
from tests.priorities.test_works import COSTS, DISPLACED, ENVELOPE, HOST, TITLES

People = Callable[..., Browser]
SEAL = re.compile(r"\b[0-9a-f]{16}\b")


def test_papers_open_ballots_and_receipts_of_the_former_key_go_on(
    community: Any, browser: People, key: ChangeableKey
) -> None:
    town = opened(community)
    first, second, *others = papers(town, browser)
    receipt, sitting = receipt_of(vote(browser, first, 1)), with_ballot(browser, second)
    key.change()
    assert sitting.get("/vote/ballot").h1 == "What do you want?"
    sealed = sitting.send("/vote/ballot", needs=["2"])
    assert "Your vote is sealed." in sealed.text
    assert receipt_of(vote(browser, first, 2)) == receipt, "the same for every vote of a paper"
    for code in others:
        vote(browser, code, 2)
    on_paper(town, "women", 14, {1: 14})
    assert GroupTally("displaced", 6, {2: 6}) in town.close().sheets
    for shown in (receipt, receipt_of(sealed)):
        assert "A vote of this paper was counted." in asked(browser, shown)


def test_a_ballot_that_was_shown_before_the_change_is_sent_once_more_with_what_was_chosen(
    community: Any, browser: People, key: ChangeableKey
) -> None:
    sitting = with_ballot(browser, papers(opened(community), browser)[0])
    shown = sitting.filled("/vote/ballot", needs=["2"])
    key.change()
    asked_again = sitting.post("/vote/ballot", shown)
    assert asked_again.status == 422 and asked_again.values["needs"] == ["2"]
    assert sitting.post("/vote/ballot", asked_again.values).status == 303


def test_papers_that_nobody_has_used_are_printed_again_with_the_same_codes(
    community: Any, browser: People, key: ChangeableKey
) -> None:
    town = opened(community)
    codes = papers(town, browser, wanted=4)
    key.change()
    again = papers(town, browser, wanted=6)
    assert again[:4] == codes and len(set(again)) == 6
    assert all(CODE.fullmatch(code) for code in again)
    assert codes_of(bo(town, browser).get(f"{town.url}/1/slips/displaced")) == again


def test_the_seal_of_a_count_on_the_wall_stays_and_its_file_still_proves_it(
    community: Any, browser: People, key: ChangeableKey, tmp_path: Path
) -> None:
    town = community({"host": 300, "displaced": 60}, TITLES)
    town.open("equal-shares", tokens=6, costs=COSTS, terms={"envelope": ENVELOPE})
    town.enter("host", 300, HOST)
    town.enter("displaced", 60, DISPLACED)
    for group in ("host", "displaced"):
        town.attest(group)
    town.close()
    poster = f"/board/{town.place.code}/works/1"
    (seal,) = SEAL.findall(browser().get(poster).text)
    key.change()
    key.change()
    assert SEAL.findall(browser().get(poster).text) == [seal]
    file = tmp_path / "count.pb"
    file.write_text(bo(town, browser).get(f"{town.url}/1/count.pb").html)
    assert tally_file(file, "equal-shares", "add1u")["seal"] == seal


def test_a_former_key_is_kept_for_open_papers_and_then_for_seals_alone(
    community: Any, browser: People, key: ChangeableKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(former_keys, "IN_TRANSIT", timedelta(0))
    town = community({"host": 300, "displaced": 60}, TITLES)
    town.open("equal-shares", tokens=6, costs=COSTS, terms={"envelope": ENVELOPE})
    town.enter("host", 300, HOST)
    town.enter("displaced", 60, DISPLACED)
    for group in ("host", "displaced"):
        town.attest(group)
    town.close()
    poster = f"/board/{town.place.code}/works/1"
    (seal,) = SEAL.findall(browser().get(poster).text)
    other = opened(community)
    receipt, *_ = [receipt_of(vote(browser, code, 1)) for code in papers(other, browser)]
    first = key.place.read().first
    key.change()
    told = key.flask("secret", "drop").output
    assert "0 former keys dropped, 1 kept.\nWhat a former key is kept for:\n  papers with codes: " in told
    assert f"{other.place.code}, round 1" in told
    on_paper(other, "women", 14, {1: 14})
    other.close()
    told = key.flask("secret", "drop").output
    assert "1 former key dropped, 0 kept.\nThe first key opens nothing any more" in told
    assert key.place.read().every == (key.place.read().newest,) and key.place.read().first == first
    assert SEAL.findall(browser().get(poster).text) == [seal]
    assert "A vote of this paper was counted." in asked(browser, receipt)
    key.change()
    assert key.place.read().first == first and len(key.place.read().every) == 2
    assert "1 former key dropped" in key.flask("secret", "drop").output
    assert SEAL.findall(browser().get(poster).text) == [seal]
