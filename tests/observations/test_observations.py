"""What groups observe of their place: typed in line by line, read again, corrected, and turned into needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from peoplesprocess.core.messages import Refused
from peoplesprocess.core.observation_kinds import KINDS, branches, checked_lines
from tests.browser import Browser, Page
from tests.factories import Make

People = Callable[..., Browser]
FILLED: dict[str, dict[str, str]] = {
    "transect": {
        "title": "From the well to the canal",
        "where_1": "The well",
        "seen_1": "A queue of twenty jars",
        "problem_1": "The pump is broken",
        "where_3": "The canal",
        "chance_3": "Shade trees",
    },
    "season": {"title": "Women", "topic_1": "Fever", "m7_1": "3", "m8_1": "٢", "m1_1": "0"},
    "mobility": {"title": "Youth", "where_1": "Clinic", "how_1": "boat", "minutes_1": "95", "cost_1": "40"},
    "tree": {
        "title": "Children are ill",
        "what_1": "The water is dirty",
        "part_1": "cause",
        "what_2": "The well has no cover",
        "part_2": "cause",
        "depth_2": "2",
        "what_3": "They miss school",
        "part_3": "effect",
    },
    "institutions": {"title": "Women", "who_1": "Taluka office", "distance_1": "far", "weight_1": "3"},
    "assets": {"title": "East side", "what_1": "Two masons", "asset_1": "skill", "condition_1": "good"},
}


def record(visitor: Browser, place: Any, kind: str, **fields: str | None) -> Page:
    filled = {"observed_on": "2026-03-01", "group_code": "women", **FILLED[kind], **fields}
    return visitor.send(f"/s/{place.code}/observations/record/{kind}", **filled)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_typed_in_and_read_again(make: Make, browser: People, kind: str) -> None:
    goth = make.settlement()
    bo = browser("facilitator", goth)
    page = record(bo, goth, kind)
    assert page.h1 == f"1. {FILLED[kind]['title']}"
    for name, word in FILLED[kind].items():
        if name.startswith(("where", "seen", "problem", "chance", "topic", "what", "who", "minutes")):
            assert word in page.text, name
    assert FILLED[kind]["title"] in bo.get(f"/s/{goth.code}/observations").text
    assert browser("local_authority", goth).get(f"/s/{goth.code}/observations/1").status == 200
    assert browser("local_authority", goth).get(f"/s/{goth.code}/observations/record/{kind}").status == 404


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("transect", {"where_1": "", "where_3": ""}, "Fill this in, or empty the rest of the line."),
        ("season", dict.fromkeys(("topic_1", "m7_1", "m8_1", "m1_1"), ""), "Fill in at least one line."),
        ("season", {"m7_1": "4"}, "This cannot be more than 3."),
        ("season", {"m7_1": "much"}, "Write a whole number in digits."),
        ("mobility", {"how_1": "camel"}, "Choose one from the list."),
        ("assets", {"title": ""}, "Write what it shows"),
        ("assets", {"observed_on": "2099-01-01"}, "has not come yet"),
        ("institutions", {"who_1": "Ask Ali at +92 300 1234567"}, "number"),
        ("transect", {"seen_1": "x" * 201}, "Keep it to 200"),
    ],
)
def test_what_cannot_be_is_said(
    make: Make, browser: People, kind: str, fields: dict[str, str], said: str
) -> None:
    goth = make.settlement()
    assert said in " ".join(record(browser("facilitator", goth), goth, kind, **fields).problems)


def test_an_unknown_kind_is_no_page(make: Make, browser: People) -> None:
    goth = make.settlement()
    assert browser("facilitator", goth).get(f"/s/{goth.code}/observations/record/dream").status == 404


def test_a_need_begins_with_the_words_of_a_line(make: Make, browser: People) -> None:
    goth = make.settlement()
    number = make.meeting(goth, women=9)
    bo = browser("facilitator", goth)
    page = record(bo, goth, "transect", meeting_number=str(number))
    [first, second] = [link for link in page.links if "/needs/record" in link]
    form = bo.get(first)
    asked = parse_qs(urlsplit(first).query)
    assert asked["title"] == ["The pump is broken"] and asked["session"] == [str(number)]
    assert form.values["title"] == ["The pump is broken"]
    assert form.values["landmark"] == ["The well"] and form.values["group_code"] == ["women"]
    assert parse_qs(urlsplit(second).query)["title"] == ["The canal"]
    page = record(bo, goth, "tree")
    problem = next(link for link in page.links if "cause=" in link)
    assert bo.get(problem).values["cause"] == ["The water is dirty"]


def test_a_correction_keeps_both_readable(make: Make, browser: People) -> None:
    goth = make.settlement()
    bo = browser("facilitator", goth)
    record(bo, goth, "season")
    address = f"/s/{goth.code}/observations/1/correct"
    assert "Write the reason" in " ".join(bo.send(address).problems)
    page = bo.send(address, m7_1="2", reason="It was July of the year before")
    assert page.h1.startswith("2.") and "Recorded again in place" in page.text
    old = bo.get(f"/s/{goth.code}/observations/1")
    assert "It was July of the year before" in old.text and "Record as a need" not in old.text
    assert "already been struck" in " ".join(bo.send(address, reason="Again").problems)
    page = bo.send(f"/s/{goth.code}/observations/2/strike", reason="Of another place")
    assert "Of another place" in page.text
    assert bo.get(f"/s/{goth.code}/observations").text.count("Struck") == 2


def test_the_session_of_another_group_is_refused(make: Make, browser: People) -> None:
    goth = make.settlement()
    number = make.meeting(goth, women=9)
    page = record(browser("facilitator", goth), goth, "assets", group_code="men", meeting_number=str(number))
    assert "session of another group" in " ".join(page.problems)


def test_causes_hang_on_the_line_above() -> None:
    lines = [
        {"what": "a", "part": "cause", "depth": "3"},
        {"what": "b", "part": "cause", "depth": "2"},
        {"what": "x", "part": "effect"},
        {"what": "c", "part": "cause", "depth": "3"},
        {"what": "d"},
    ]
    roots = branches(lines, "cause")
    assert [root.words for root in roots] == ["a", "d"]
    assert [branch.words for branch in roots[0].behind] == ["b"]
    assert [branch.words for branch in roots[0].behind[0].behind] == ["c"]


def test_lines_are_checked_whichever_door_they_come_through() -> None:
    with pytest.raises(Refused):
        checked_lines(KINDS["season"], [{"topic": "Fever", "m1": "3"}])
    with pytest.raises(Refused):
        checked_lines(KINDS["transect"], [{"where": 7}])
    kept = checked_lines(KINDS["season"], [{}, {"topic": "Fever", "m1": 3, "unknown": 1}])
    assert kept == [{"topic": "Fever", "m1": 3}]
