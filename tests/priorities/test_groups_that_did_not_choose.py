"""A round that closes without a group says so, before the close and on its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser import Browser

People = Callable[..., Browser]


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
