"""What it costs a village in page loads to come from nothing to a plan that is with the authority."""

from __future__ import annotations

from datetime import date
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import Engine

from peoplesprocess.demonstration import samagipura, sukhpur
from tests.journeys.planning_pages import (
    Town,
    adopt_and_hand_over,
    map_needs,
    mobilise,
    organise,
    prioritise,
    set_up,
    write_plan,
)
from tests.journeys.readers import set_clock


@pytest.mark.parametrize(
    ("scenario", "begun", "most"),
    [(samagipura, date(2024, 8, 1), 191), (sukhpur, date(2022, 12, 1), 203)],
    ids=["samagipura", "sukhpur"],
)
def test_from_the_first_meeting_to_the_submitted_plan(
    app: Flask,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    scenario: ModuleType,
    begun: date,
    most: int,
) -> None:
    town = Town(app, set_clock(monkeypatch, begun), scenario.STORY)
    set_up(town)
    before = town.loads
    mobilise(town)
    organise(town)
    map_needs(town)
    prioritise(town)
    write_plan(town)
    adopt_and_hand_over(town, 0)
    assert town.loads - before <= most
