"""Goth Sukhpur, after the flood: from nobody to a closed work, and who was late. By pages alone.

What is typed comes from the story that the demonstration tells; what must be read is written down here, as
the field's account of the scenario has it.
"""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine

from peoplesprocess.demonstration import sukhpur
from peoplesprocess.demonstration.story_data import DemonstrationMeeting
from tests.journeys.complaint_pages import answer_complaint, complain, seat_officer
from tests.journeys.planning_pages import (
    Town,
    adopt_and_hand_over,
    answer_all,
    map_needs,
    meet,
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

RAMPS, ROAD, SHELTERS = 15, 5, 4
"""The need that is folded into two designs, and the lines of the plan that the taluka did not endorse."""
RANKS = """
1 18.5 1 82 12 raised hand pumps
2 14.3 2 63 8 lockable latrine blocks (16 cubicles)
5 9.3 5 44 Drain, 420 m
4 11 3 49 Brick link road, 650 m
3 11.4 3 49 One-room core shelters
6 6 6 29 Girls' school, 2 rooms repaired
7 5.5 7 23 Health outreach room
9 4.5 8 20 Goat restocking
8 4.6 9 19 20 solar street lights
11 3.2 11 14 Raised flood refuge platform
11 3.2 10 17 Protective bund, 900 m
13 2.4 12 11 Land papers in women's names
15 0.6 15 3 Women's meeting room
14 2.2 13 8 Youth sports field
10 3.3 14 7 Ramps and rails at pump, mosque, school
"""
AUDIT = DemonstrationMeeting(
    "audit",
    date(2023, 9, 10),
    "School yard",
    (12, 32, 7),
    (11, 29, 7),
    81,
    24,
    7,
    "The accounts of the latrine blocks, read aloud",
    "Every bill was shown. Accepted.",
)
VISITS = (
    ("29 May 2023", 22, 812_000, 60_000),
    ("27 Jun 2023", 31, 1_028_000, 60_000),
    ("20 Jul 2023", 64, 2_310_000, 210_000),
    ("19 Aug 2023", 95, 3_395_000, 270_000),
    ("16 Sep 2023", 100, 3_801_000, 310_000),
)


@pytest.fixture
def town(app: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Town:
    return Town(app, set_clock(monkeypatch, date(2022, 12, 1)), sukhpur.STORY)


def test_goth_sukhpur_is_told_by_pages_alone(town: Town) -> None:
    set_up(town)
    seat_officer(town)
    mobilise(town)
    organise(town)
    the_place_is_as_it_was_counted(town)
    map_needs(town)
    prioritise(town)
    assert ranks(town["bo"].open(f"{town.here}/priorities/1/result")) == printed(RANKS)
    plan_and_answers(town)
    before = town.loads
    contract(town)
    log = WorkLog(town)
    log.until(date(2023, 6, 27))
    while_the_money_does_not_come_the_agency_is_late(town)
    log.until(date(2023, 7, 1))
    what_came_after_22_days_was_late_by_the_agency(town, at_work=True)
    the_pump_is_moved_for_the_displaced(town, log)
    log.until(date(2023, 7, 29))
    monsoon(town)
    meeting = certificate_and_audit(town, log)
    account_and_handover(town, meeting)
    what_came_after_22_days_was_late_by_the_agency(town, at_work=False)
    second_half = town.loads - before
    everything_is_told_at_the_end(town)
    print(f"Goth Sukhpur, from the contract to the handover: {second_half} pages opened and forms sent")
    print(f"Goth Sukhpur: {town.loads} pages opened and forms sent, {town.sign_ins} sign-ins")


def the_place_is_as_it_was_counted(town: Town) -> None:
    bo = town["bo"]
    told(bo.read(f"{town.here}/sheet"), "184", "109", "46", "29", "31", "27")
    told(bo.read(f"{town.here}/committee"), "5 of 11")


def plan_and_answers(town: Town) -> None:
    """Three works are endorsed; shelters go to the province; the road comes back with an offer."""
    story = town.story
    write_plan(town, folded={1: [RAMPS], 2: [RAMPS]})
    adopt_and_hand_over(town, 0)
    town.close("plan", story.submitted_on[0])
    told(
        town["bo"].read(f"{town.here}/meetings/7"),
        "151 people were there. Women: 68 of 151",
        "Men 20 51 12",
        "Of these, displaced people 31 Of these, persons with disabilities 9 Households present 127",
    )
    told(town["bo"].read(f"{town.here}/plan"), "Households at the assembly: 127 of 184 (69 %).")
    the_offer_of_a_share_goes_into_the_reason(town)
    answer_all(town)
    revise(town, SHELTERS, ROAD)
    text = town["bo"].read(f"{town.here}/plan")
    told(
        text,
        *("Cost 7,890,000", "in labour 640,000", "in cash 149,000", "in all 789,000", "Grant 7,101,000"),
        *("2,160,000", "3,840,000", "1,890,000", "7,500,000"),
    )
    adopt_and_hand_over(town, 1)
    town.close("approve", story.answered_on[1])
    board = town.stranger(town.board).read(town.board)
    told(
        board,
        "Brick link road, 650 m Roads and paths M Returned on 30 Mar 2023 by Taluka administration: "
        "The taluka can pay half of the road next year.",
        "Forwarded on 30 Mar 2023 by Taluka administration to Provincial housing programme",
        "Land papers in women's names Land and documents D "
        "For another office: the committee will take it there",
        "Ramps and rails at pump, mosque, school Access for persons with disabilities P Endorsed",
    )


def the_offer_of_a_share_goes_into_the_reason(town: Town) -> None:
    """A promise is kept of a yes; who returns an item and offers money writes so, and is told it."""
    town.clock.turn_to(town.story.answered_on[0])
    text = town["carla"].refused(
        f"{town.here}/approval/{ROAD}", verdict="return", reason="Next year.", co_funding="2,275,000"
    )
    told(text, "Conditions and promises go with a yes. Endorse the item, or write them in the reason.")


def contract(town: Town) -> None:
    draft_contract(town)
    sign(town)
    told(
        town["efua"].read(f"{town.here}/contracts/1"),
        *("The work costs 3,840,000", "The community gives 384,000", "Grant 3,456,000"),
        *("1 30 % 1,036,800", "2 40 % 1,382,400", "3 20 % 691,200", "4 10 % 345,600"),
        "From 2 May 2023 to 31 Jul 2023",
    )


def while_the_money_does_not_come_the_agency_is_late(town: Town) -> None:
    """On 27 June, 19 days after the request, when the engineer finds the work standing still."""
    late, turn = "The agency has not answered for 19 days.", "Whose turn it is: The agency"
    bo, work = town["bo"], f"{town.here}/works/1"
    told(bo.read(town.here), "The agency has to answer your request for money")
    told(bo.read(f"{town.here}/works"), f"{late} {turn}")
    told(
        bo.read(work),
        f"{late} {turn}",
        "Instalment 2 was asked for 19 days ago. The agency is 5 days late.",
        "The agency was late by 5 days in all.",
        "27 Jun 2023 stopped for 10 days (Money came late)",
    )
    told(bo.read(f"{work}/visits/2"), "Why work stopped Money came late")
    told(town["efua"].read("/p/recovery/flags"), f"{late} The agency")
    passer_by = town.stranger(town.board)
    told(passer_by.read(town.board), "5 days late", "The agency was late by 5 days in all.")
    told(
        passer_by.read(f"{town.board}/work/1"),
        "it has waited for the agency for 19 days The agency is 5 days late.",
        "Money came late: Work stopped for 10 days.",
    )
    nobody_blames_the_community(town)


def what_came_after_22_days_was_late_by_the_agency(town: Town, at_work: bool) -> None:
    """The same on every page once it is paid, and for good."""
    efua = town["efua"]
    told(
        efua.read(f"{town.here}/works/1"),
        "8 Jun 2023 30 Jun 2023 paid after 22 days, 8 days late",
        "The agency was late by 8 days in all.",
        "3 May 2023 11 May 2023 paid after 8 days",
    )
    told(
        efua.read("/p/recovery/report"),
        f"Late answers The agency {'2' if at_work else '4'} 8 22 1",
    )
    passer_by = town.stranger(town.board)
    told(
        passer_by.read(town.board),
        *(["8 Jun 2023 30 Jun 2023 8 days late"] if at_work else []),
        "The agency was late by 8 days in all.",
    )
    for path in (f"{town.board}/work/1", f"{town.board}/work/1/poster"):
        told(
            passer_by.read(path),
            "asked for on 8 Jun 2023, paid on 30 Jun 2023, after 22 days The agency was 8 days late.",
            "Money came late: Work stopped for 10 days.",
        )
    nobody_blames_the_community(town)


def nobody_blames_the_community(town: Town) -> None:
    """No page of the programme waits for the committee, and the contract says nothing of delay."""
    flags = town["efua"].read("/p/recovery/flags")
    assert "The committee" not in flags and "past its end" not in flags, flags
    assert "late" not in town["efua"].read(f"{town.here}/contracts/1").replace("later", "").replace(
        "comes late", ""
    )


def the_pump_is_moved_for_the_displaced(town: Town, log: WorkLog) -> None:
    """A complaint that was told aloud is answered nine days later."""
    log.until(date(2023, 7, 9))
    neighbour, receipt = complain(
        town, date(2023, 7, 9), "committee", "told", "Block 6 is too far for the displaced families."
    )
    answer_complaint(town, date(2023, 7, 11), date(2023, 7, 18), "Block 6 is relocated by 60 m.")
    text = words(neighbour.do("/complaint", receipt=receipt))
    told(text, "Block 6 is relocated by 60 m.", "9 Jul 2023", "18 Jul 2023")


def monsoon(town: Town) -> None:
    town["bo"].do(
        f"{town.here}/contracts/1/extend", until=date(2023, 8, 24), reason="Three weeks of monsoon rain"
    )
    told(
        town["bo"].read(f"{town.here}/contracts/1"),
        "Extended to 24 Aug 2023: Three weeks of monsoon rain",
    )


def certificate_and_audit(town: Town, log: WorkLog) -> int:
    """Two defects stand in the certificate; the last instalment waits until both are repaired.

    Returns the number of the meeting at which the accounts were read.
    """
    closure = f"{town.here}/closure/1"
    log.until(date(2023, 8, 26))
    town["ines"].do(
        f"{closure}/certificate",
        issued_on=date(2023, 8, 26),
        statement="The work meets the contract but for the defects below.",
        what1="Latches of four doors do not close",
        due1=date(2023, 9, 10),
        what2="The ramp is 1:8; it must be 1:12",
        due2=date(2023, 9, 15),
    )
    told(town["bo"].read(f"{town.here}/works/1"), "2 defects are not repaired yet")
    log.until(date(2023, 9, 9))
    meeting = meet(town, AUDIT)
    told(town["bo"].read(f"{town.here}/meetings/{meeting}"), "98", "51")
    asked = "Why did the second instalment take 22 days? The agency apologised."
    town["bo"].do(f"{closure}/audit", meeting=meeting, questions=asked, accepted=True)
    repairs = (
        (1, date(2023, 9, 12), "New latches on all sixteen doors"),
        (2, date(2023, 9, 14), "The ramp is rebuilt to 1:12"),
    )
    for number, day, how in repairs:
        log.until(date(2023, 9, 12))
        town.clock.turn_to(day)
        town["ines"].do(f"{closure}/defects/{number}/mended", rectified_on=day, how=how)
    log.until(date(2023, 9, 16))
    return meeting


def account_and_handover(town: Town, meeting: int) -> None:
    """The final measurement leaves 39,000 for the repair fund; the work is closed and looked after."""
    closure = f"{town.here}/closure/1"
    town["ines"].do(
        f"{closure}/final",
        measured_on=date(2023, 9, 16),
        cost=3_801_000,
        meeting=meeting,
        surplus_use="To the repair fund",
    )
    for line in (1, 3):
        town["bo"].do(f"{town.here}/contracts/items/{line}/defer", reason="It waits for the next cycle.")
    town.close("build", date(2023, 9, 16))
    town.clock.turn_to(date(2023, 9, 24))
    town["bo"].do(
        f"{closure}/handover",
        handed_on=date(2023, 9, 24),
        receiver="Latrine users' group",
        caretaker="One caretaker for each lane",
        tasks="Clean every day; empty one pit a year",
        fee=30,
        fund=39_000,
    )
    town.close("handover", date(2023, 9, 24))


def everything_is_told_at_the_end(town: Town) -> None:
    bo = town["bo"]
    work = bo.read(f"{town.here}/works/1")
    told(work, "Released 3,456,000", "Spent (with receipts) 3,491,000")
    told(work, "Went to the repair fund at the handover 39,000", "Left in the cash book 0")
    told(work, "Given in labour and materials 310,000", "What the work cost so far 3,801,000")
    told(work, *(f"{built} % {cost - given:,} {given:,}" for _, built, cost, given in VISITS))
    told(work, *(day for day, *_ in VISITS))
    told(
        bo.read(f"{town.here}/closure/1"),
        *("Final cost 3,801,000", "Surplus 39,000", "To the repair fund", "Repair fund at the start 39,000"),
        *("12 Sep 2023: New latches on all sixteen doors", "14 Sep 2023: The ramp is rebuilt to 1:12"),
        "Certificate issued on 26 Aug 2023",
    )
    told(
        bo.read(town.here),
        "All works are handed over",
        "Checks follow 3, 6 and 12 months after the handover.",
    )
    told(
        town["efua"].read("/p/recovery"),
        "Handed over – – 3,456,000 PKR 3,456,000 3,491,000 and 310,000 in kind 100 %",
    )
    passer_by = town.stranger(town.board)
    board, work = passer_by.read(town.board), passer_by.read(f"{town.board}/work/1")
    told(
        board,
        "Handed over on 24 Sep 2023",
        "Final cost 3,801,000 PKR, surplus 39,000 PKR",
        "The agency was late by 8 days in all.",
        "Next check of the work: 24 Dec 2023",
        "Its money, visits, accounts and photos",
    )
    told(
        work,
        "Members build with hired labour",
        "Released 3,456,000 Given in money 74,000 Spent 3,491,000 Given in labour and materials 310,000",
        "Paid days of work: women 218, men 492.",
        "Accounts read and accepted on 10 Sep 2023 98 people were there.",
        "Final cost 3,801,000 PKR, surplus 39,000 PKR What becomes of the surplus: To the repair fund",
    )
    for name in town.people:
        assert f" {name.title()} " not in board + work
