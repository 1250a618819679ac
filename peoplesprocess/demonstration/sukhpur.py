"""Goth Sukhpur: a village after the flood, whose work is closed and in operation and maintenance."""

from __future__ import annotations

from datetime import date

from peoplesprocess.demonstration.story_data import (
    DemonstrationCashBookEntry,
    DemonstrationContract,
    DemonstrationContribution,
    DemonstrationGroupSession,
    DemonstrationItem,
    DemonstrationMeeting,
    DemonstrationMusterRoll,
    DemonstrationPriceComparison,
    DemonstrationReferral,
    DemonstrationSmallGroup,
    DemonstrationStory,
    DemonstrationVisit,
)

NEEDS = """
12 raised hand pumps | water | At the eight lanes | 184 | 3 | infrastructure | 30 18 9 16 9
8 lockable latrine blocks (16 cubicles) | sanitation | Each lane | 121 | 3 | infrastructure | 34 3 6 12 8
Drain, 420 m | drainage | From the mosque to the canal | 96 | 2 | infrastructure | 14 16 5 6 3
Brick link road, 650 m | roads | From the bus stop to the school | 140 | 2 | infrastructure | 4 27 10 4 4
One-room core shelters | shelter | On the raised ground | 46 | 3 | infrastructure | 8 12 3 22 4
Girls' school, 2 rooms repaired | school | The girls' school | 63 | 2 | infrastructure | 13 4 9 3 0
Health outreach room | health | Beside the school | 184 | 2 | service | 9 5 2 3 4
Goat restocking | livelihood | The whole village | 74 | 2 | self-help | 3 7 4 5 1
20 solar street lights | electricity | The lanes to the pumps | 184 | 1 | infrastructure | 5 2 10 1 1
Raised flood refuge platform | risk | North of the village | 184 | 3 | infrastructure | 2 5 3 3 1
Protective bund, 900 m | risk | Along the canal | 150 | 3 | infrastructure | 1 13 2 1 0
Land papers in women's names | tenure | The whole village | 58 | 2 | referral | 2 1 0 8 0
Women's meeting room | public-space | Near the well | 40 | 1 | infrastructure | 1 1 1 0 0
Youth sports field | public-space | The threshing ground | 45 | 1 | self-help | 0 0 8 0 0
Ramps and rails at pump, mosque, school | access | All three | 27 | 2 | infrastructure | 0 0 0 0 7
"""

ORIENTATION = DemonstrationMeeting(
    "orientation",
    date(2023, 1, 14),
    "School yard",
    (9, 18, 4),
    (12, 27, 7),
    61,
    17,
    4,
    "What the process is, who takes part, what it can and cannot promise",
    "People agreed to begin. Women asked for meetings of their own, before the midday prayer.",
)
ASSEMBLIES = (
    DemonstrationMeeting(
        "assembly",
        date(2023, 3, 12),
        "School yard",
        (17, 42, 9),
        (20, 51, 12),
        127,
        31,
        9,
        "The action plan, read out line by line",
        "Adopted by raised hands, groups apart. The men asked that the road stay on the plan.",
    ),
    DemonstrationMeeting(
        "assembly",
        date(2023, 4, 9),
        "School yard",
        (14, 38, 8),
        (16, 40, 9),
        118,
        28,
        8,
        "The plan without the road and the shelters, after the authority's answers",
        "Adopted. The road comes back next year with the taluka's share.",
    ),
)
PLAN = (
    DemonstrationItem(1, "12 raised hand pumps", 2_160_000, 40_000, 176_000, 0,
              "A pump caretaker for each lane; 20 rupees a household a month", "endorse"),
    DemonstrationItem(2, "8 lockable latrine blocks (16 cubicles)", 3_840_000, 74_000, 310_000, 0,
              "The women's committee holds the keys and the repair fund", "endorse"),
    DemonstrationItem(3, "Drain, 420 m", 1_890_000, 35_000, 154_000, 0,
              "Each lane clears its part before the rains", "endorse"),
    DemonstrationItem(5, "One-room core shelters", 9_200_000, 0, 920_000, 0,
              "The families themselves", "forward",
              "Houses are paid by the provincial housing programme; the list goes there.",
              "Provincial housing programme"),
    DemonstrationItem(4, "Brick link road, 650 m", 4_550_000, 0, 455_000, 0,
              "The committee fills holes after each rain", "return",
              "The taluka can pay half of the road next year. Bring it back with that share."),
)  # fmt: skip
CONTRACT = DemonstrationContract(
    item=2,
    title="8 lockable latrine blocks (16 cubicles)",
    starts_on=date(2023, 5, 2),
    ends_on=date(2023, 7, 31),
    bill=(
        ("Double pits, lined", "pit", 8, 96_000),
        ("Walls and roofs", "m²", 400, 4_800),
        ("Doors with locks, latches and ramps", "set", 16, 48_000),
        ("Hand-washing and water storage", "place", 8, 48_000),
    ),
    percents=(30, 40, 20, 10),
    work_done=(0, 20, 60, 95),
    signed_on=date(2023, 4, 30),
    tranches=(
        (date(2023, 5, 3), date(2023, 5, 11)),
        (date(2023, 6, 8), date(2023, 6, 30)),
        (date(2023, 7, 21), date(2023, 8, 1)),
        (date(2023, 9, 14), date(2023, 9, 14)),
    ),
    visits=(
        DemonstrationVisit(
            date(2023, 5, 29), (8, 16, 0, 0), "All pits are dug and lined. The first walls stand."
        ),
        DemonstrationVisit(
            date(2023, 6, 27),
            (8, 88, 0, 0),
            "Work stopped for ten days: the second instalment has not come.",
            10,
            delay_cause="late-money",
        ),
        DemonstrationVisit(date(2023, 7, 20), (8, 352, 0, 0), "Walls nearly done, roofs on five blocks."),
        DemonstrationVisit(
            date(2023, 8, 19), (8, 400, 12, 8), "Twelve of sixteen doors hang. Rain delayed the rest."
        ),
        DemonstrationVisit(
            date(2023, 9, 16), (8, 400, 16, 8), "All sixteen cubicles lock, drain and have water.", 0, True
        ),
    ),
    bought=(
        DemonstrationCashBookEntry(date(2023, 5, 15), "Cement, rings and bricks", 562_000, "Bill 1 to 4"),
        DemonstrationCashBookEntry(date(2023, 6, 12), "Bricks", 216_000, "Bill 5"),
        DemonstrationCashBookEntry(date(2023, 7, 8), "Roof sheets and timber", 742_000, "Bill 6 to 9", 1),
        DemonstrationCashBookEntry(
            date(2023, 8, 9), "Doors, locks and latches", 655_000, "Bill 10 and 11", 2
        ),
        DemonstrationCashBookEntry(date(2023, 8, 17), "Tanks and taps", 300_000, "Bill 12"),
        DemonstrationCashBookEntry(date(2023, 9, 15), "Last four doors, ramp rebuilt", 306_000, "Bill 13"),
    ),
    given=(
        DemonstrationContribution(
            date(2023, 5, 2), "cash", "Collected in the lanes", 74_000, paper="Receipt book 1"
        ),
        DemonstrationContribution(date(2023, 5, 27), "labour", "Digging the pits", 60_000, (12, 48)),
        DemonstrationContribution(
            date(2023, 7, 18), "labour", "Carrying bricks, curing walls", 150_000, (60, 90)
        ),
        DemonstrationContribution(date(2023, 8, 17), "labour", "Digging for the pipes", 60_000, (20, 40)),
        DemonstrationContribution(
            date(2023, 9, 12), "labour", "Clearing the site, planting trees", 40_000, (25, 15)
        ),
    ),
    rolls=(
        DemonstrationMusterRoll(
            date(2023, 5, 8), date(2023, 5, 27), "Lining the pits", (57, 133), 1_000, "Muster roll 1"
        ),
        DemonstrationMusterRoll(
            date(2023, 7, 1), date(2023, 7, 18), "Walls and roofs", (117, 273), 1_000, "Muster roll 2"
        ),
        DemonstrationMusterRoll(
            date(2023, 8, 5), date(2023, 8, 17), "Hand-washing", (24, 46), 1_000, "Muster roll 3"
        ),
        DemonstrationMusterRoll(
            date(2023, 9, 4), date(2023, 9, 15), "Doors and ramp", (20, 40), 1_000, "Muster roll 4"
        ),
    ),
    compared=(
        DemonstrationPriceComparison(
            date(2023, 7, 5),
            "Roof sheets and timber for eight blocks",
            (("Dadu steel market", 742_000), ("Canal road store", 771_500), ("Depot at the bypass", 798_000)),
            1,
        ),
        DemonstrationPriceComparison(
            date(2023, 8, 4),
            "16 doors with locks and latches",
            (("Johi workshop", 655_000), ("Dadu steel market", 640_000), ("Canal road store", 702_400)),
            1,
            "It hangs the doors itself, and repairs the locks for a year.",
        ),
    ),
    bank=(
        date(2023, 8, 31),
        59_000,
        "Statement of August",
        "The bank took a fee; it is asked to give it back.",
    ),
    extension=(date(2023, 7, 29), date(2023, 8, 24), "Three weeks of monsoon rain"),
)
SMALL_GROUPS = (
    DemonstrationSmallGroup("Mehran", "By the mosque", 18),
    DemonstrationSmallGroup("Indus", "Pump lane", 16),
    DemonstrationSmallGroup("Roshni", "School lane", 17),
    DemonstrationSmallGroup("Umeed", "Raised ground", 15),
    DemonstrationSmallGroup("Brick kiln", "Link road", 18, "man"),
    DemonstrationSmallGroup("Neem", "Old well", 14),
    DemonstrationSmallGroup("New comers", "Camp side", 16),
)
STORY = DemonstrationStory(
    code="goth-sukhpur",
    name="Goth Sukhpur",
    place_code="PK-SD-DAD-014",
    area="PK/SD/DADU",
    area_name="Dadu district, Sindh",
    authority="Taluka administration",
    currency="PKR",
    envelope=7_500_000,
    landmark="The girls' school with the blue gate",
    tenure="customary",
    hazard="flood",
    households=184,
    statuses={"resident": 109, "displaced": 46, "returnee": 29},
    women_headed=31,
    with_disability=27,
    population={"women": [238, 116, 209, 37], "men": [247, 122, 205, 40]},
    groups=("women", "men", "youth", "displaced", "disability"),
    required_groups=("women", "youth", "displaced"),
    no_objection=(date(2023, 1, 20), "Letter of the taluka"),
    orientation=ORIENTATION,
    election=(date(2023, 1, 29), 362, 367, 231, 268, 3),
    seats=(
        ("chair", False, "men", True),
        ("vice", True, "women", False),
        ("secretary", False, "", True),
        ("treasurer", True, "women", True),
        ("member", True, "women", False),
        ("member", True, "women", False),
        ("member", True, "displaced", False),
        ("member", False, "youth", False),
        ("member", False, "men", False),
        ("member", False, "men", False),
        ("member", False, "", False),
    ),
    sessions=(
        DemonstrationGroupSession("women", date(2023, 2, 6), (11, 25, 6), (0, 0, 0), 9, 3),
        DemonstrationGroupSession("men", date(2023, 2, 7), (0, 0, 0), (9, 22, 7), 8, 2),
        DemonstrationGroupSession("youth", date(2023, 2, 8), (11, 0, 0), (13, 0, 0), 5, 0),
        DemonstrationGroupSession("displaced", date(2023, 2, 9), (5, 9, 2), (4, 7, 1), 28, 2),
        DemonstrationGroupSession("disability", date(2023, 2, 10), (0, 3, 4), (0, 3, 4), 3, 9),
    ),
    needs=NEEDS,
    mapped_on=date(2023, 2, 12),
    round_on=date(2023, 2, 26),
    assemblies=ASSEMBLIES,
    first_plan=PLAN,
    submitted_on=(date(2023, 3, 14), date(2023, 4, 11)),
    answered_on=(date(2023, 3, 30), date(2023, 4, 16)),
    revised={},
    deferred={
        1: "This year's money is spent on the latrines. The pumps come first in the next cycle.",
        3: "It waits for the next cycle's money. Each lane clears the old drain meanwhile.",
    },
    works=(date(2023, 5, 1), date(2023, 8, 31)),
    contract=CONTRACT,
    small_groups=SMALL_GROUPS,
    referrals=(
        DemonstrationReferral(
            12,
            "Revenue office",
            date(2023, 4, 20),
            "Papers of the house plots in the names of the wives and the widows",
            "Letter 14",
            (date(2024, 10, 3), "resolved", "Papers of 58 plots are written in the names of both."),
        ),
    ),
    labour_day=1_000,
)
