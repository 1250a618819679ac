"""The three scenarios of the field, with every figure and place as printed there, in both orders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Browser

SCENARIOS = Path(__file__).parents[3] / "shared" / "data" / "scenarios.json"
GROUPS = {
    "W": "women", "M": "men", "Y": "youth", "D": "displaced", "P": "disability", "R": "renting",
    "HW": "host-women", "HM": "host-men", "IW": "displaced-women", "IM": "displaced-men",
}  # fmt: skip


def told(letter: str) -> dict[str, Any]:
    """One scenario, or a skipped test where the figures are not on the machine."""
    if not SCENARIOS.exists():
        pytest.skip(f"The scenarios' figures are not on this machine: {SCENARIOS}")
    found: dict[str, Any] = next(each for each in json.loads(SCENARIOS.read_text()) if each["id"] == letter)
    return found


@pytest.mark.shared
@pytest.mark.parametrize("letter", ["A", "B", "C"])
def test_every_place_and_figure_is_as_printed(
    community: Any, browser: Callable[..., Browser], letter: str
) -> None:
    scenario = told(letter)
    needs = scenario["needs"]
    people = {GROUPS[group["name"]]: group["participants"] for group in scenario["groups"]}
    town = community(people, [need["title"] for need in needs])
    result = town.decide(
        {
            GROUPS[group["name"]]: (group["participants"], [need["dots"][group["name"]] for need in needs])
            for group in scenario["groups"]
        }
    )
    raw = {each.need: (each.figure, each.place) for each in result.orders["most-tokens"]}
    equal = {each.need: (float(each.figure), each.place) for each in result.orders["equal-groups"]}
    for number, need in enumerate(needs, start=1):
        assert raw[number] == (need["raw"], need["rank_raw"]), need["code"]
        assert equal[number] == (need["equal"], need["rank_equal"]), need["code"]
    page = browser("facilitator", town.place).get(f"{town.url}/1")
    assert page.h1.startswith(needs[0]["title"])
    for need in needs:
        assert f"{need['rank_raw']} ({need['raw']})" in page.text
        assert f"{need['equal']:g} %" in page.text


@pytest.mark.shared
def test_what_pooling_hides_in_samagipura_is_flagged(community: Any) -> None:
    needs = told("C")["needs"]
    groups = told("C")["groups"]
    town = community(
        {GROUPS[group["name"]]: group["participants"] for group in groups}, [n["title"] for n in needs]
    )
    result = town.decide(
        {
            GROUPS[group["name"]]: (group["participants"], [need["dots"][group["name"]] for need in needs])
            for group in groups
        }
    )
    codes = [(group, needs[number - 1]["code"]) for group, number in result.unseen]
    assert ("youth", "C13") in codes
    assert ("disability", "C14") in codes
