"""Where people named a need and nobody plans anything: the matrix of sectors and areas, and its ways on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import Engine

from peoplesprocess.facts.blocks import BLOCKS
from tests.browser import Browser, Page
from tests.factories import MARKET_DAY, Make
from tests.profiles.conftest import Profiler
from tests.statements import statements_of

Visitor = Callable[..., Browser]
Profiled = Callable[..., Profiler]
SECTORS = ("water", "drainage", "roads", "school", "health", "waste")


def counted(page: Page) -> list[int]:
    """Cells, those with a need, those with an action, gaps, no need, no data."""
    words = page.text.partition("Cells ")[2].partition("Sector")[0]
    return [int(number) for number in re.findall(r"\b\d+\b", words)]


def blocks_of(make: Make, place: Any) -> list[Any]:
    with make.act("facilitator", place) as act:
        return [block.id for block in BLOCKS.all(act.db, settlement=place.id)]


def test_of_thirty_cells_eighteen_have_a_need_and_seven_no_action(
    profiled: Profiled, browser: Visitor, make: Make, engine: Engine
) -> None:
    goth = profiled(5, households=100).place
    keys = blocks_of(make, goth)
    places = [(sector, key) for sector in SECTORS for key in keys]
    # Three needs in every sector, in other blocks each time; the fifth block names two.
    wanted = [places[5 * row + (row + step) % 5] for row in range(6) for step in range(3)]
    numbers = [
        make.need(goth, f"Need {at}", sector=each[0], block_id=each[1]) for at, each in enumerate(wanted)
    ]
    make.plan(goth, {line: {"needs": [number]} for line, number in enumerate(numbers[:11], start=1)})
    bo = browser("facilitator", goth)
    page = bo.get(f"/s/{goth.code}/profile/gaps")
    assert counted(page) == [30, 18, 11, 7, 12, 0]
    assert page.text.count("Gap ") == 7 and page.text.count("Planned") >= 11
    adds = [link for link in page.links if "/plan/items/add?need=" in link]
    assert len(adds) == 7
    # The way on: the plan's own form with the need chosen, and then the gap is none.
    assert bo.get(adds[0]).values["needs"] == [str(numbers[11])]
    with make.act("facilitator", goth) as act:
        from peoplesprocess.plans import actions as plans
        from tests.plan_factory import plan_item

        plans.add_item(act, plan_item(12, needs=[numbers[11]]))
    assert counted(bo.get(f"/s/{goth.code}/profile/gaps")) == [30, 18, 12, 6, 12, 0]
    assert statements_of(engine, bo, f"/s/{goth.code}/profile/gaps") <= 6
    text = bo.client.get(f"/s/{goth.code}/export/gap.csv").text
    assert "#status+gap" in text and text.count("Gap,") == 6 and len(text.splitlines()) == 32


def test_needs_count_however_they_came_and_no_data_is_not_no_need(
    profiled: Profiled, browser: Visitor, make: Make, app: Flask
) -> None:
    profile = profiled(3)
    goth = profile.place
    first, *_ = blocks_of(make, goth)
    bo = browser("facilitator", goth)
    page = bo.get(f"/s/{goth.code}/profile/gaps")
    assert "no profile is published" in page.text and "Nobody has said anything yet about: Water" in page.text
    water = make.need(goth, "Taps", sector="water", block_id=first)
    other = make.need(goth, "More taps", sector="water", block_id=first)
    page = bo.get(f"/s/{goth.code}/profile/gaps")
    # Nobody of blocks B and C was asked about anything.
    assert counted(page) == [3, 1, 0, 1, 0, 2]
    number = profile.begin()
    profile.services(number, "N", block=2)
    profile.rest(number)
    # An open round says nothing yet; a published one does.
    assert counted(bo.get(f"/s/{goth.code}/profile/gaps")) == [3, 1, 0, 1, 0, 2]
    profile.publish(number)
    page = bo.get(f"/s/{goth.code}/profile/gaps")
    assert counted(page) == [3, 1, 0, 1, 1, 1]
    assert f"/s/{goth.code}/needs/record" in page.links and "Not functional" in page.text
    # A need that came from a file lies in no block: the place as a whole is one more area.
    make.need(goth, "A tank for all", sector="water")
    assert counted(bo.get(f"/s/{goth.code}/profile/gaps")) == [4, 2, 0, 2, 1, 1]
    # What the plan says of a need that was merged answers the one that it was put into.
    make.plan(goth, {1: {"needs": [other]}})
    with make.act("facilitator", goth) as act:
        from peoplesprocess.needs.actions import merge_need

        merge_need(act, other, water, "The same taps")
    assert counted(bo.get(f"/s/{goth.code}/profile/gaps")) == [4, 2, 1, 1, 1, 1]


def test_what_an_authority_declined_is_a_gap_again(profiled: Profiled, browser: Visitor, make: Make) -> None:
    goth = profiled(1, households=100).place
    (block,) = blocks_of(make, goth)
    need = make.need(goth, "Taps", sector="water", block_id=block)
    make.plan(goth, {1: {"needs": [need]}}, submitted=MARKET_DAY)
    bo = browser("facilitator", goth)
    assert counted(bo.get(f"/s/{goth.code}/profile/gaps")) == [1, 1, 1, 0, 0, 0]
    make.decision(goth, 1, "decline", "The canal is reserved")
    assert counted(bo.get(f"/s/{goth.code}/profile/gaps")) == [1, 1, 0, 1, 0, 0]
    # Who may not write the plan is led to the need.
    ruwan = browser("local_authority", goth)
    assert f"/s/{goth.code}/needs/{need}" in ruwan.get(f"/s/{goth.code}/profile/gaps").links
