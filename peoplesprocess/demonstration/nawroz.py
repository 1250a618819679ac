"""Hay Al-Nawroz: a neighbourhood that hosts displaced families, whose work is nearly done."""

from __future__ import annotations

from datetime import date

from peoplesprocess.demonstration.story_data import (
    DemonstrationCashBookEntry,
    DemonstrationCondition,
    DemonstrationContract,
    DemonstrationContribution,
    DemonstrationGroupSession,
    DemonstrationItem,
    DemonstrationMeeting,
    DemonstrationReferral,
    DemonstrationScreening,
    DemonstrationSmallGroup,
    DemonstrationStory,
    DemonstrationVisit,
)

NEEDS = """
Water branch line, 1.2 km | water | Tower to last street | 288 | 3 | infrastructure | 18 17 12 9 7 5
Roof tanks for IDP rentals | water | The rented houses | 84 | 2 | infrastructure | 0 0 11 7 2 2
Storm culvert | drainage | At the market crossing | 120 | 2 | infrastructure | 9 12 3 2 2 3
4 extra classrooms | school | The primary school | 210 | 2 | service | 14 8 9 6 12 1
60 LED street lights | electricity | The streets to the school | 312 | 1 | infrastructure | 8 6 4 1 10 4
Park with women/child area | public-space | The municipal plot | 180 | 1 | infrastructure | 11 2 4 0 9 2
Health centre extension | health | The health centre | 312 | 2 | service | 9 5 5 2 1 7
40 shelter upgrades, unfinished buildings | shelter | Main street | 40 | 3 | infrastructure | 0 0 12 14 3 2
Rental agreements, civil papers | tenure | The rented houses | 118 | 2 | referral | 0 0 5 9 1 1
Youth tool hub / workshop | livelihood | The old garage | 90 | 1 | self-help | 2 3 1 6 15 0
Sports pitch | public-space | Beside the school | 75 | 1 | infrastructure | 0 3 0 0 12 0
Waste collection point | waste | Behind the market | 140 | 1 | service | 5 4 0 0 1 1
Footpaths with ramps | access | Between mosque and clinic | 41 | 2 | infrastructure | 1 1 0 0 1 8
New transformer | electricity | The main street | 200 | 2 | service | 4 13 0 3 2 0
Clearing of suspect vacant plot | risk | Known to the authority | 20 | 3 | referral | 0 1 0 1 0 0
"""

ORIENTATION = DemonstrationMeeting(
    "orientation",
    date(2024, 1, 13),
    "Neighbourhood hall",
    (9, 24, 5),
    (11, 29, 6),
    70,
    31,
    6,
    "What the process is, for old and new residents alike",
    "Host and displaced families agreed to meet apart first and together afterwards.",
)
ASSEMBLIES = (
    DemonstrationMeeting(
        "assembly",
        date(2024, 2, 24),
        "School hall",
        (22, 71, 12),
        (25, 78, 14),
        201,
        79,
        14,
        "The action plan, read out in Arabic and Kurdish",
        "Adopted. Host families asked for the classrooms, displaced families for the shelters.",
    ),
    DemonstrationMeeting(
        "assembly",
        date(2024, 3, 23),
        "School hall",
        (20, 66, 11),
        (21, 70, 12),
        192,
        76,
        12,
        "The owners' promise, and the plan without the classrooms",
        "Adopted. The classrooms are with the Education Directorate.",
    ),
)
PLAN = (
    DemonstrationItem(1, "Water branch line, 1.2 km", 96_000_000, 0, 0, 4_800_000,
              "The water directorate, with a street caretaker", "endorse"),
    DemonstrationItem(8, "40 shelter upgrades, unfinished buildings", 72_000_000, 0, 0, 3_600_000,
              "The owners keep up what is built", "return",
              "The owners must first promise in writing not to raise the rent for twelve months."),
    DemonstrationItem(5, "60 LED street lights", 27_000_000, 0, 0, 1_350_000,
              "The municipality pays the current and changes lamps", "endorse"),
    DemonstrationItem(4, "4 extra classrooms", 110_000_000, 0, 0, 5_500_000,
              "The school", "forward", "Teachers and land are for the Education Directorate to give.",
              "Education Directorate"),
)  # fmt: skip
CONTRACT = DemonstrationContract(
    item=1,
    title="Water branch line, 1.2 km",
    starts_on=date(2024, 4, 15),
    ends_on=date(2024, 6, 29),
    bill=(
        ("Trench and pipe, 110 mm", "m", 1_200, 56_000),
        ("Valve chambers", "piece", 8, 1_200_000),
        ("House connections", "piece", 160, 120_000),
    ),
    percents=(25, 35, 30, 10),
    work_done=(0, 20, 60, 95),
    signed_on=date(2024, 4, 14),
    tranches=(
        (date(2024, 4, 16), date(2024, 4, 23)),
        (date(2024, 5, 9), date(2024, 5, 20)),
        (date(2024, 6, 3), date(2024, 6, 12)),
        (None, None),
    ),
    visits=(
        DemonstrationVisit(date(2024, 5, 8), (480, 0, 0), "480 metres of pipe lie and hold pressure."),
        DemonstrationVisit(
            date(2024, 6, 2), (840, 4, 56), "Half of the chambers are built. Connections have begun."
        ),
        DemonstrationVisit(
            date(2024, 6, 26), (1_200, 8, 64), "The line is complete. Connections go on street by street."
        ),
    ),
    bought=(
        DemonstrationCashBookEntry(
            date(2024, 5, 4), "Pipe and fittings, first half", 22_000_000, "Bill 1 to 3"
        ),
        DemonstrationCashBookEntry(
            date(2024, 5, 30), "Pipe, chambers and digging", 30_000_000, "Bill 4 to 8, muster roll 1"
        ),
        DemonstrationCashBookEntry(
            date(2024, 6, 24), "Connections and road repair", 29_300_000, "Bill 9 to 14, muster roll 2"
        ),
    ),
    given=(
        DemonstrationContribution(
            date(2024, 5, 4), "materials", "Sand for the trench", 1_900_000, quantity=95, unit="m³"
        ),
        DemonstrationContribution(
            date(2024, 5, 30), "materials", "Gravel", 1_300_000, quantity=52, unit="m³"
        ),
        DemonstrationContribution(
            date(2024, 6, 24), "materials", "Paving stones", 1_600_000, quantity=320, unit="m²"
        ),
    ),
    amendment=(date(2024, 6, 27), date(2024, 7, 31), "96 house connections wait for meters."),
)
SMALL_GROUPS = (
    DemonstrationSmallGroup("Nawroz one", "North street", 20),
    DemonstrationSmallGroup("Nawroz two", "South street", 20, "man"),
    DemonstrationSmallGroup("Water line", "Main street", 19),
    DemonstrationSmallGroup("School street", "Beside the school", 18),
    DemonstrationSmallGroup("Unfinished houses", "East side", 20),
    DemonstrationSmallGroup("Bakery", "Market lane", 18, "man"),
    DemonstrationSmallGroup("Tenants", "West side", 19),
    DemonstrationSmallGroup("Park", "Around the park", 18),
    DemonstrationSmallGroup("Health centre", "Clinic lane", 19),
    DemonstrationSmallGroup("Hill", "Upper lane", 19, "man"),
)
SCREENINGS = tuple(DemonstrationScreening(item.need) for item in PLAN)
STORY = DemonstrationStory(
    code="hay-al-nawroz",
    name="Hay Al-Nawroz",
    place_code="IQ-DH-SUM-007",
    area="IQ/DH/SUMEL",
    area_name="Sumel, Dohuk",
    authority="Municipality of Sumel",
    currency="IQD",
    envelope=200_000_000,
    landmark="The water tower",
    tenure="private",
    hazard="conflict",
    households=312,
    statuses={"host": 176, "displaced": 118, "refugee": 18},
    women_headed=39,
    with_disability=41,
    population={"women": [318, 171, 312, 44], "men": [331, 178, 305, 47]},
    groups=("host-women", "host-men", "displaced-women", "displaced-men", "youth", "disability"),
    required_groups=("host-women", "displaced-women", "displaced-men", "youth"),
    no_objection=(date(2024, 1, 16), "Letter of the municipality"),
    orientation=ORIENTATION,
    election=(date(2024, 1, 27), 527, 530, 330, 342, 4),
    seats=(
        ("chair", False, "", True),
        ("vice", True, "displaced-women", True),
        ("secretary", True, "host-women", False),
        ("treasurer", False, "host-men", True),
        ("member", True, "displaced-women", False),
        ("member", True, "displaced-women", False),
        ("member", False, "displaced-men", False),
        ("member", False, "displaced-men", False),
        ("member", True, "host-women", False),
        ("member", True, "youth", False),
        ("member", False, "youth", False),
        ("member", False, "host-men", False),
        ("member", False, "host-men", False),
        ("member", False, "", False),
    ),
    sessions=(
        DemonstrationGroupSession("host-women", date(2024, 2, 3), (6, 17, 4), (0, 0, 0), 0, 1),
        DemonstrationGroupSession("host-men", date(2024, 2, 3), (0, 0, 0), (5, 16, 4), 0, 1),
        DemonstrationGroupSession("displaced-women", date(2024, 2, 4), (5, 14, 3), (0, 0, 0), 22, 2),
        DemonstrationGroupSession("displaced-men", date(2024, 2, 4), (0, 0, 0), (5, 13, 2), 20, 1),
        DemonstrationGroupSession("youth", date(2024, 2, 5), (12, 0, 0), (14, 0, 0), 9, 0),
        DemonstrationGroupSession("disability", date(2024, 2, 6), (0, 3, 3), (0, 3, 3), 4, 8),
    ),
    needs=NEEDS,
    mapped_on=date(2024, 2, 8),
    round_on=date(2024, 2, 17),
    assemblies=ASSEMBLIES,
    first_plan=PLAN,
    submitted_on=(date(2024, 2, 26), date(2024, 3, 25)),
    answered_on=(date(2024, 3, 10), date(2024, 4, 2)),
    conditions={
        8: DemonstrationCondition(
            "Each owner signs the promise not to raise the rent for twelve months.",
            "signing",
            date(2024, 4, 30),
            date(2024, 4, 6),
            "All owners signed. The papers lie with the committee.",
            date(2024, 4, 8),
        )
    },
    revised={8: "The owners keep up what is built; rents do not rise for twelve months, in writing"},
    deferred={},
    works=(date(2024, 4, 15), date(2024, 9, 30)),
    contract=CONTRACT,
    small_groups=SMALL_GROUPS,
    referrals=(
        DemonstrationReferral(
            15, "Mine action", date(2024, 4, 10), "A look at the plot, and signs until it is cleared"
        ),
    ),
    contribution=5,
    screenings=SCREENINGS,
)
