"""A generated settlement: its progress in the process is random, its rows are those of its steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from peoplesprocess.core import choice_lists
from peoplesprocess.core.process.steps import STEPS
from peoplesprocess.demonstration.grown_rows import BEGUN, GrownJournalChain, GrownRows
from peoplesprocess.demonstration.grown_works import GrownContract, add_meeting

GROUPS = ("women", "men", "youth", "displaced", "disability")
SECTORS = tuple(choice_lists.SECTORS)
RESPONSES = tuple(choice_lists.RESPONSE_TYPES)
TITLES = (
    *(
        "Clean water close to the houses",
        "A drain from the mosque to the canal",
        "Light on the way to school",
    ),
    *(
        "Latrines that can be locked",
        "A road that carries a cart in the rains",
        "A room for the health visitor",
    ),
    *("A wall against the flood", "Seeds and tools before the monsoon", "A bridge over the ditch"),
    *("Shade and seats at the clinic", "A place for the women's savings group", "Roofs that hold in a storm"),
)
KEYS = tuple(step.key for step in STEPS)


@dataclass(frozen=True, slots=True)
class GrownProgramme:
    """The programme of the generated settlements."""

    programme: UUID
    process: UUID
    code: str
    currency: str
    areas: list[UUID]


def grow_settlement(rows: GrownRows, place: GrownProgramme, number: int, needs: int) -> UUID:
    """Add the rows of a settlement with a number of needs, and return its key."""
    dice = rows.dice
    closed, households = dice.randrange(2, len(KEYS) + 1), dice.randrange(60, 900)
    key = _settlement(rows, place, number, households)
    chain = GrownJournalChain(rows, key, place.programme, BEGUN + timedelta(days=dice.randrange(30)))
    chain.note("settlement.add", "settlement", currency=place.currency)
    chain.note("sheet.write", "settlement", households=households, people=5 * households)
    _mobilise(rows, chain, households)
    _needs(rows, chain, needs)
    walk = GrownContract(rows, chain, households, needs)
    for step in KEYS[:closed]:
        walk.through(step)
        chain.later(dice.randrange(3, 20))
        waived = step in ("map", "prioritise")
        reason = "The assembly agreed by raising hands" if waived else ""
        chain.add("step_closure", step=step, waiver=reason, missing=[])
        chain.note("step.close", step, waived=waived)
    if closed < len(KEYS):
        walk.into(KEYS[closed])
    chain.end()
    return key


def _settlement(rows: GrownRows, place: GrownProgramme, number: int, households: int) -> UUID:
    kind = rows.dice.choice(("Goth", "Deh", "Basti", "Gama", "Qala"))
    return rows.add(
        "settlement",
        programme_id=place.programme,
        process_id=place.process,
        area_id=rows.dice.choice(place.areas),
        code=f"{place.code}-{number}",
        name=f"{kind} {rows.dice.randrange(10**6):06d}",
        currency=place.currency,
        envelope=0,
        households=households,
        women_headed=households // 9,
        with_disability=households // 12,
        population={"women": [households, households, 2 * households, households // 3]},
        statuses={"resident": households},
        people=5 * households,
        groups=list(GROUPS),
        required_groups=["women", "displaced"],
        version=2,
        made_by=rows.made_by,
        made_at=BEGUN,
    )


def _mobilise(rows: GrownRows, chain: GrownJournalChain, households: int) -> None:
    """Add the no-objection, the orientation, the election, and a session of each group."""
    day = chain.now.date()
    chain.add("no_objection", office="District office", reference="", given_on=day)
    chain.note("no_objection.record", "settlement", given_on=day.isoformat())
    kinds = [("orientation", ""), *(("session", group) for group in GROUPS)]
    for number, (kind, group) in enumerate(kinds, 1):
        people = rows.dice.randrange(20, 90)
        add_meeting(chain, number, kind, people, people // 2, group)
    election = chain.add(
        "election",
        held_on=day,
        eligible_women=2 * households,
        eligible_men=2 * households,
        voted_women=3 * households // 2,
        voted_men=3 * households // 2,
        observers=2,
    )
    for position, office in enumerate(("chair", "vice", "treasurer", "secretary", "member", "member")):
        rows.add(
            "seat",
            election_id=election,
            position=position,
            office=office,
            woman=position % 2 == 1,
            group_code=GROUPS[position % len(GROUPS)],
            signatory=position < 3,
        )
    chain.note("election.record", "committee", seats=6, women=3)


def _needs(rows: GrownRows, chain: GrownJournalChain, needs: int) -> None:
    dice = rows.dice
    for number in range(1, needs + 1):
        sector, severity = SECTORS[number % len(SECTORS)], number % 3 + 1
        key = chain.add(
            "need",
            number=number,
            title=dice.choice(TITLES),
            statement="",
            sector=sector,
            landmark="",
            meeting_id=None,
            households=number % 50 + 1,
            affected=[],
            severity=severity,
            season="all",
            since="",
            cause="",
            coping="",
            response_type=RESPONSES[number % len(RESPONSES)],
            version=1,
        )
        rows.add_unkeyed("need_group", need_id=key, group_code=GROUPS[number % len(GROUPS)])
        chain.note("need.record", f"need {number}", sector=sector, severity=severity)
