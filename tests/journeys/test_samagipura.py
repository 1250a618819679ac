"""Samagipura, beside its canal: slabs fail a test and are cast again, an instalment waits. By pages alone.

What is typed comes from the story that the demonstration tells; what must be read is written down here, as
the field's account of the scenario has it.
"""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine

from peoplesprocess.demonstration import samagipura
from tests.journeys.planning_pages import (
    Town,
    adopt_and_hand_over,
    answer_all,
    map_needs,
    mobilise,
    organise,
    prioritise,
    revise,
    set_up,
    write_plan,
)
from tests.journeys.readers import set_clock, told, words
from tests.journeys.results import printed, ranks
from tests.journeys.work_pages import WorkLog, draft_contract, sign

pytestmark = pytest.mark.one_database

TOILETS, RAMPS, WALL = 2, 14, 4
"""The need whose works take in the ramps, the need of ramps, and the line of the wall in the plan."""
RANKS = """
1 18.9 1 60 Covered drain, 210 m
2 15.7 3 47 6 shared toilets rebuilt
3 15.2 2 50 58 water connections
4 11.9 4 34 Concrete footpath, 180 m
6 5.5 6 19 Canal retaining wall
5 7.9 5 27 Tenure cards
11 2.3 9 9 Preschool repair
10 2.4 10 8 Community centre
14 1.7 11 6 Waste collection point
7 5 7 14 14 street lights
12 2.2 14 4 Monthly elders' clinic
15 0.9 14 4 Women's savings and sewing group
8 4.4 8 12 Youth study room with internet
9 4 11 6 Ramps and handrails
13 1.9 11 6 Flood warning and pump
"""
CRACKED = "One cracked under the load; six are cast again"
REPAIRED = "Six slabs are cast again; all held in the test"


@pytest.fixture
def town(app: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Town:
    return Town(app, set_clock(monkeypatch, date(2024, 8, 1)), samagipura.STORY)


def test_samagipura_is_told_by_pages_alone(town: Town) -> None:
    set_up(town)
    mobilise(town)
    organise(town)
    told(town["bo"].read(f"{town.here}/committee"), "6 of 9")
    map_needs(town)
    prioritise(town)
    what_pooling_hides_is_to_be_talked_about(town)
    plan_without_the_wall(town)
    contract(town)
    log = WorkLog(town)
    log.until(date(2025, 3, 27))
    slabs_fail_the_test(town)
    log.until(date(2025, 3, 28))
    six_are_cast_again_and_seen(town)
    the_third_instalment_waits(town)
    print(f"Samagipura: {town.loads} pages opened and forms sent, {town.sign_ins} sign-ins")


def what_pooling_hides_is_to_be_talked_about(town: Town) -> None:
    """The study room of the youth and the ramps of the old stand first with them and nowhere else."""
    page = town["bo"].open(f"{town.here}/priorities/1/result")
    assert ranks(page) == printed(RANKS)
    flag = words(page).partition("Talk about these:")[2].partition("What each group puts first")[0]
    told(flag, "Youth Youth study room with internet")
    told(flag, "Persons with disabilities and older persons Ramps and handrails")


def plan_without_the_wall(town: Town) -> None:
    """The council declines what would stand in the reservation; ramps go into the toilets."""
    story = town.story
    write_plan(town, folded={TOILETS: [RAMPS]})
    adopt_and_hand_over(town, 0)
    town.close("plan", story.submitted_on[0])
    told(town["bo"].read(f"{town.here}/plan"), "Households at the assembly: 71 of 96 (74 %).")
    answer_all(town)
    revise(town, WALL)
    told(
        town["bo"].read(f"{town.here}/plan"),
        *("Cost 8,966,000", "in all 896,600", "Grant 8,069,400"),
        *("4,410,000", "2,700,000", "1,856,000", "9,000,000"),
    )
    adopt_and_hand_over(town, 1)
    town.close("approve", story.answered_on[1])
    told(
        town.stranger(town.board).read(town.board),
        "Canal retaining wall Disaster risk works M Declined on 18 Dec 2024 by Kolonnawa Urban Council: "
        "The wall would stand inside the canal reservation.",
        "Tenure cards Land and documents R For another office: the committee will take it there",
        "Ramps and handrails Access for persons with disabilities P Endorsed",
    )


def contract(town: Town) -> None:
    draft_contract(town)
    sign(town)
    told(
        town["efua"].read(f"{town.here}/contracts/1"),
        *("The work costs 4,410,000", "The community gives 441,000", "Grant 3,969,000"),
        *("1 30 % 1,190,700", "2 40 % 1,587,600", "3 20 % 793,800", "4 10 % 396,900"),
        "From 10 Feb 2025 to 11 Apr 2025",
    )


def slabs_fail_the_test(town: Town) -> None:
    """The visit that measures most of the drain finds a cracked slab: a defect, on every page of the work."""
    bo, passer_by = town["bo"], town.stranger(town.board)
    told(bo.read(f"{town.here}/works/1/visits/2"), "Cover slabs : Failed", CRACKED)
    told(bo.read(f"{town.here}/works/1"), "1 defect is not repaired yet")
    told(
        bo.read(f"{town.here}/closure/1"),
        f"Cover slabs – {CRACKED} Found at the visit of 27 Mar 2025 5 Apr 2025",
    )
    told(passer_by.read(town.board), "1 defect is not repaired yet")
    told(
        passer_by.read(f"{town.board}/work/1"),
        "Tests passed: 0 of 1 Failed on 27 Mar 2025: Cover slabs",
        f"To be repaired by 5 Apr 2025: Cover slabs – {CRACKED}",
    )


def six_are_cast_again_and_seen(town: Town) -> None:
    day = date(2025, 3, 28)
    town["ines"].do(f"{town.here}/closure/1/defects/1/mended", rectified_on=day, how=REPAIRED)
    bo, passer_by = town["bo"], town.stranger(town.board)
    told(bo.read(f"{town.here}/closure/1"), f"5 Apr 2025 28 Mar 2025: {REPAIRED}")
    told(bo.read(f"{town.here}/works/1/visits/2"), REPAIRED)
    assert "not repaired yet" not in bo.read(f"{town.here}/works/1")
    told(
        passer_by.read(f"{town.board}/work/1"),
        f"Repaired on 28 Mar 2025: {REPAIRED} All defects are repaired",
    )
    assert "not repaired yet" not in passer_by.read(town.board)


def the_third_instalment_waits(town: Town) -> None:
    bo = town["bo"]
    told(
        bo.read(f"{town.here}/works/1"),
        *("3 Mar 2025 35 % 1,212,000 190,000", "27 Mar 2025 72 % 2,740,000 310,000"),
        "What the work cost so far 3,050,000",
        *("17 Feb 2025 paid after 7 days", "12 Mar 2025 paid after 8 days"),
        "3 793,800 28 Mar 2025 waits for the agency",
    )
    told(bo.read(f"{town.here}/works/1/muster-rolls"), "212", "498")
    told(bo.read(town.here), "Build Now", "The agency has to answer your request for money")
    told(town["efua"].read("/p/recovery/flags"), "No work here needs anybody's attention.")
    told(
        town.stranger(town.board).read(town.board),
        "3 793,800 28 Mar 2025 –",
        "Paid days of work: women 212, men 498.",
    )
