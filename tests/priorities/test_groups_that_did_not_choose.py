"""A round that closes without a group says so, before the close and on its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import Browser

People = Callable[..., Browser]
MONEY = {"equal-shares": {"envelope": 900_00}}


def test_groups_without_a_sheet_are_named_before_and_after_the_count(community: Any, browser: People) -> None:
    town = community({"women": 14, "displaced": 6, "youth": 5})
    town.open()
    bo = browser("facilitator", town.place)
    for group in town.place.required_groups:
        town.enter(group, 6, {1: 5})
        town.attest(group)
    page = bo.get(f"{town.url}/1/close")
    assert "These groups have not chosen:" in page.text and "Youth" in page.text
    result = bo.send(f"{town.url}/1/close")
    assert "These groups did not choose:" in result.text


@pytest.mark.parametrize("rule", ["equal-groups", "equal-shares"])
def test_a_group_that_had_to_be_heard_is_not_left_out_in_silence(
    community: Any, browser: People, rule: str
) -> None:
    """A manager took a group off the list while the round was open: it closed without a word of it."""
    town = community({"women": 14, "displaced": 6, "youth": 5})
    town.open(rule, tokens=5, costs=[400_00] * 3 if rule == "equal-shares" else (), terms=MONEY.get(rule))
    for group in ("women", "youth"):
        town.enter(group, 5, {1: 5})
        town.attest(group)
    manager, settings = browser("programme_manager", town.place), f"/s/{town.place.code}/settings"
    manager.send(settings, groups=["women", "youth"], required_groups=["women"], reason="They are late")
    bo = browser("facilitator", town.place)
    page = bo.send(f"{town.url}/1/close")
    wall = f"/board/{town.place.code}/works/1"
    pages = [page, bo.get(f"{town.url}/1"), browser().get(f"/board/{town.place.code}")]
    for told in [*pages, *([browser().get(wall)] if rule == "equal-shares" else [])]:
        assert "These groups had to be heard when the round was opened." in told.text
        assert "they did not choose: D Displaced people" in told.text
    assert "They are late" not in pages[2].text, "reasons of settings are for the programme"


def test_who_chose_was_not_left_out(community: Any, browser: People) -> None:
    town = community({"women": 14, "displaced": 6})
    town.decide({"women": (14, [5, 0, 0]), "displaced": (6, [0, 5, 0])})
    manager, settings = browser("programme_manager", town.place), f"/s/{town.place.code}/settings"
    manager.send(settings, required_groups=[], reason="For the next cycle")
    for address in (f"{town.url}/1", f"/board/{town.place.code}"):
        assert "had to be heard" not in browser("facilitator", town.place).get(address).text
