"""Samagipura: a settlement beside a canal. The work is under way and an instalment waits."""

from __future__ import annotations

from datetime import date

from peoplesprocess.demonstration.story_data import (
    DemonstrationAssessment,
    DemonstrationBlock,
    DemonstrationCashBookEntry,
    DemonstrationContract,
    DemonstrationContribution,
    DemonstrationGroupObservation,
    DemonstrationGroupSession,
    DemonstrationItem,
    DemonstrationMeeting,
    DemonstrationMusterRoll,
    DemonstrationScreening,
    DemonstrationSmallGroup,
    DemonstrationStory,
    DemonstrationVisit,
)

NEEDS = """
Covered drain, 210 m | drainage | Along the main lane | 96 | 3 | infrastructure | 20 16 8 11 5
6 shared toilets rebuilt | sanitation | At the canal end | 58 | 3 | infrastructure | 17 5 5 14 6
58 water connections | water | The lanes without taps | 58 | 2 | infrastructure | 19 10 5 13 3
Concrete footpath, 180 m | roads | From the road to the canal | 96 | 2 | infrastructure | 5 14 7 3 5
Canal retaining wall | risk | Along the canal | 40 | 3 | infrastructure | 4 9 2 4 0
Tenure cards | tenure | The whole settlement | 96 | 2 | referral | 6 8 1 12 0
Preschool repair | school | The preschool | 31 | 1 | infrastructure | 6 1 1 1 0
Community centre | public-space | Beside the preschool | 96 | 1 | infrastructure | 1 4 3 0 0
Waste collection point | waste | At the road | 96 | 1 | service | 3 0 2 1 0
14 street lights | electricity | The lanes | 96 | 1 | infrastructure | 4 2 5 1 2
Monthly elders' clinic | health | The preschool | 30 | 2 | service | 1 0 0 0 3
Women's savings and sewing group | livelihood | A room near the road | 28 | 1 | self-help | 4 0 0 0 0
Youth study room with internet | school | The preschool, evenings | 36 | 1 | service | 0 0 12 0 0
Ramps and handrails | access | Toilets and footpath | 15 | 2 | infrastructure | 0 0 0 0 6
Flood warning and pump | risk | At the canal gate | 96 | 3 | infrastructure | 0 3 3 0 0
"""

ORIENTATION = DemonstrationMeeting(
    "orientation",
    date(2024, 9, 7),
    "Preschool",
    (8, 18, 4),
    (6, 13, 3),
    44,
    11,
    4,
    "What the process is, in Sinhala and Tamil",
    "People agreed to begin and chose Sundays for meetings.",
)
ASSEMBLIES = (
    DemonstrationMeeting(
        "assembly",
        date(2024, 11, 24),
        "Temple hall",
        (14, 38, 8),
        (11, 29, 6),
        71,
        19,
        8,
        "The action plan, read out in both languages",
        "Adopted. Ramps go into the toilets and the footpath.",
    ),
    DemonstrationMeeting(
        "assembly",
        date(2025, 1, 5),
        "Temple hall",
        (13, 36, 7),
        (10, 26, 5),
        69,
        18,
        7,
        "The plan without the canal wall",
        "Adopted. The wall stays on the list for the day the reservation line moves.",
    ),
)
PLAN = (
    DemonstrationItem(1, "Covered drain, 210 m", 4_410_000, 91_000, 350_000, 0,
              "Each lane lifts and cleans its slabs every month", "endorse"),
    DemonstrationItem(2, "6 shared toilets rebuilt", 2_700_000, 70_000, 200_000, 0,
              "A caretaker paid by the users; ramps and rails kept free", "endorse"),
    DemonstrationItem(3, "58 water connections", 1_856_000, 185_600, 0, 0,
              "Each household pays its meter", "endorse"),
    DemonstrationItem(5, "Canal retaining wall", 3_200_000, 0, 320_000, 0,
              "The committee", "decline", "The wall would stand inside the canal reservation."),
)  # fmt: skip
CONTRACT = DemonstrationContract(
    item=1,
    title="Covered drain, 210 m",
    starts_on=date(2025, 2, 10),
    ends_on=date(2025, 4, 11),
    bill=(
        ("Digging and bedding", "m", 210, 4_200),
        ("Drain walls and base", "m", 210, 10_500),
        ("Cover slabs", "piece", 420, 3_150),
    ),
    percents=(30, 40, 20, 10),
    work_done=(0, 20, 60, 95),
    signed_on=date(2025, 2, 9),
    tranches=(
        (date(2025, 2, 10), date(2025, 2, 17)),
        (date(2025, 3, 4), date(2025, 3, 12)),
        (date(2025, 3, 28), None),
        (None, None),
    ),
    visits=(
        DemonstrationVisit(date(2025, 3, 3), (210, 63, 0), "The trench is open along the whole lane."),
        DemonstrationVisit(
            date(2025, 3, 27),
            (210, 168, 168),
            "A cover slab cracked in the test; six are cast again.",
            weather="dry",
            failed=("Cover slabs", "One cracked under the load; six are cast again", date(2025, 4, 5)),
        ),
    ),
    bought=(
        DemonstrationCashBookEntry(date(2025, 2, 26), "Sand, cement and steel", 902_000, "Bill 1 to 3"),
        DemonstrationCashBookEntry(date(2025, 3, 18), "Cement, steel and moulds", 1_128_000, "Bill 4 to 7"),
    ),
    given=(
        DemonstrationContribution(
            date(2025, 2, 12), "cash", "Collected in the lanes", 91_000, paper="Receipt book 1"
        ),
        DemonstrationContribution(date(2025, 3, 1), "labour", "Digging the trench", 190_000, (64, 126)),
        DemonstrationContribution(date(2025, 3, 25), "labour", "Carrying sand and slabs", 120_000, (51, 69)),
    ),
    rolls=(
        DemonstrationMusterRoll(
            date(2025, 2, 17),
            date(2025, 3, 1),
            "Digging, women and men at one rate",
            (92, 218),
            1_000,
            "Muster roll 1",
        ),
        DemonstrationMusterRoll(
            date(2025, 3, 5), date(2025, 3, 25), "Drain walls and slabs", (120, 280), 1_000, "Muster roll 2"
        ),
    ),
)
SMALL_GROUPS = (
    DemonstrationSmallGroup("Nelum", "Main lane", 15),
    DemonstrationSmallGroup("Canal side", "Along the canal", 14),
    DemonstrationSmallGroup("Jasmine", "Preschool lane", 16),
    DemonstrationSmallGroup("New life", "The rented rooms", 13),
    DemonstrationSmallGroup("Sunrise", "Road side", 12, "man"),
)
SAVINGS = (
    (date(2024, 10, 1), (7_500, 5_600, 8_000, 2_600, 3_000)),
    (date(2024, 11, 1), (7_500, 6_300, 8_000, 3_900, 3_600)),
    (date(2024, 12, 1), (6_000, 5_600, 6_400, 1_950, 2_400)),
)
OBSERVATIONS = (
    DemonstrationGroupObservation(
        "season",
        "A year of the women",
        "women",
        (
            {"topic": "Flood in the lanes", "m5": 3, "m6": 2, "m10": 3, "m11": 3},
            {"topic": "Fever of the children", "m5": 2, "m6": 3, "m7": 1, "m11": 3, "m12": 2},
            {"topic": "Work for wages", "m1": 3, "m2": 3, "m3": 3, "m5": 1, "m8": 2, "m11": 1},
        ),
    ),
    DemonstrationGroupObservation(
        "tree",
        "Dirty water stands in the lanes",
        "renting",
        (
            {"what": "The drain is open and full", "part": "cause", "depth": "1"},
            {"what": "Nobody collects the waste", "part": "cause", "depth": "2"},
            {"what": "Children have fever", "part": "effect", "depth": "1"},
            {"what": "Days of work are lost", "part": "effect", "depth": "2"},
        ),
    ),
)
BLOCKS = (
    DemonstrationBlock("Main lane", 31, ("Along the main lane",)),
    DemonstrationBlock("Canal end", 27, ("At the canal end", "Along the canal", "At the canal gate")),
    DemonstrationBlock(
        "Preschool lane", 21, ("The preschool", "Beside the preschool", "The preschool, evenings")
    ),
    DemonstrationBlock("Road side", 17, ("At the road", "A room near the road")),
)
HAZARDS = (
    ("Flood in the lanes", "flood", "4", "3", "2", "more"),
    ("Heat under tin roofs", "heat", "5", "4", "5", "more"),
    ("Fire from kitchens", "fire", "2", "2", "1", "same"),
)
RISK = DemonstrationAssessment(
    "climate_risk",
    "The lanes at the canal",
    {
        "area": "The lanes at the canal",
        "day": "2024-10-21",
        "hazard": [
            {
                "hazard_name": name,
                "hazard_kind": kind,
                "exposure": exposure,
                "sensitivity": harm,
                "capacity": capacity,
                "trend": trend,
                "hit_hardest": "children older",
            }
            for name, kind, exposure, harm, capacity, trend in HAZARDS
        ],
        "ready": {
            "warning": "1",
            "refuge": "1",
            "drains": "0",
            "savings": "1",
            "learning": "unknown",
            "help": "1",
        },
        "measure": [
            {"measure_hazard": "Flood in the lanes", "measure_what": "Clean the drain", "measure_who": "we"}
        ],
    },
    "The upper lanes",
)
SCREENINGS = (
    DemonstrationScreening(
        1,
        (("harm", "The trench is one metre deep, and children play in the lane"),),
        "The open trench is fenced, with boards at every door, and closed at night",
        date(2025, 2, 10),
        date(2025, 3, 3),
        (date(2025, 3, 3), "The fence is there; two boards were missing and are back", date(2025, 4, 7)),
    ),
    DemonstrationScreening(2),
    DemonstrationScreening(3),
    DemonstrationScreening(
        5,
        (
            ("eviction", "Nine houses stand where the wall would go, inside the canal reservation"),
            ("hazard", "Water could turn to the other bank"),
        ),
    ),
)
STORY = DemonstrationStory(
    code="samagipura",
    name="Samagipura",
    place_code="LK-11-KOL-003",
    area="LK/11/KOLONNAWA",
    area_name="Kolonnawa, Colombo",
    authority="Kolonnawa Urban Council",
    currency="LKR",
    envelope=9_000_000,
    landmark="The preschool by the canal",
    tenure="public",
    hazard="flood",
    households=96,
    statuses={"resident": 71, "renting": 25},
    women_headed=24,
    with_disability=15,
    population={"women": [51, 38, 97, 22], "men": [54, 36, 88, 16]},
    groups=("women", "men", "youth", "renting", "disability"),
    required_groups=("women", "youth", "renting"),
    no_objection=(date(2024, 9, 12), "Minute of the council"),
    orientation=ORIENTATION,
    election=(date(2024, 9, 22), 157, 140, 121, 88, 2),
    seats=(
        ("chair", True, "women", True),
        ("vice", False, "men", False),
        ("secretary", True, "women", True),
        ("treasurer", True, "renting", True),
        ("member", True, "women", False),
        ("member", True, "women", False),
        ("member", True, "youth", False),
        ("member", False, "youth", False),
        ("member", False, "men", False),
    ),
    sessions=(
        DemonstrationGroupSession("women", date(2024, 10, 6), (7, 18, 5), (0, 0, 0), 0, 1),
        DemonstrationGroupSession("men", date(2024, 10, 6), (0, 0, 0), (5, 15, 4), 0, 1),
        DemonstrationGroupSession("youth", date(2024, 10, 13), (9, 0, 0), (9, 0, 0), 0, 0),
        DemonstrationGroupSession("renting", date(2024, 10, 13), (3, 8, 1), (2, 5, 1), 0, 1),
        DemonstrationGroupSession("disability", date(2024, 10, 20), (0, 2, 4), (0, 1, 3), 0, 6),
    ),
    needs=NEEDS,
    mapped_on=date(2024, 10, 21),
    round_on=date(2024, 11, 3),
    assemblies=ASSEMBLIES,
    first_plan=PLAN,
    submitted_on=(date(2024, 11, 26), date(2025, 1, 6)),
    answered_on=(date(2024, 12, 18), date(2025, 1, 20)),
    revised={},
    deferred={},
    works=(date(2025, 2, 10), date(2025, 12, 15)),
    contract=CONTRACT,
    small_groups=SMALL_GROUPS,
    savings=SAVINGS,
    observations=OBSERVATIONS,
    blocks=BLOCKS,
    assessment=RISK,
    screenings=SCREENINGS,
)
