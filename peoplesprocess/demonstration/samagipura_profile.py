"""The profile of Samagipura: a round published before needs were chosen, and an open one a spring later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from peoplesprocess.core.choice_lists import DAMAGE_GRADES, SERVICES
from peoplesprocess.core.profile_parts import ProfilePartKey, ProfilePartSourceReference, stored_disability
from peoplesprocess.core.washington_group import QUESTIONS, DisabilityCounts
from peoplesprocess.demonstration.story_data import DemonstrationStory
from peoplesprocess.demonstration.story_people import AccountMaker, at
from peoplesprocess.profiles import actions
from peoplesprocess.profiles.actions import ProfilePartInput, ProfileRoundInput

TAKEN_ON, AGAIN_ON = date(2024, 10, 20), date(2025, 3, 27)
STATES = {"F": "functional", "A": "affected", "P": "partly", "N": "not"}
SERVICES_OF_BLOCKS = ("PPNPPFANFFFN", "NNNNNFPNFAFN", "PPPPAFANFF?P", "AAPAFFFPFFFP")
"""The states of the services in each block, in their order; one of them is unknown."""
DAMAGE_OF_BLOCKS = ((24, 5, 2, 0), (6, 11, 8, 2), (17, 3, 1, 0), (16, 1, 0, 0))
PEOPLE = {
    "resident": {"women": [37, 27, 73, 18], "men": [39, 26, 66, 13]},
    "renting": {"women": [14, 11, 24, 4], "men": [15, 10, 22, 3]},
}
DISABILITY = DisabilityCounts(331, dict(zip(QUESTIONS, (6, 4, 9, 3, 3, 2), strict=True)), 17)
WORDS = {
    "needs": "Water stands in the lanes after each rain. 58 households fetch water; toilets are shared.",
    "vulnerabilities": "The canal floods in May and June, October and November. Who rents has no papers.",
    "capacities": "Masons and carpenters in eleven households, five savings groups, a preschool.",
    "context": "96 households on public land along the canal. The council has not decided who may stay.",
    "recommendations": "Drain and toilets first. The council says in writing who may stay.",
}


def take(cast: AccountMaker, story: DemonstrationStory, session: int) -> None:
    """Take both rounds; `session` is the number of the meeting that spoke about services."""
    first = actions.begin_round(cast.act(story, "facilitator", at(TAKEN_ON, 16)), ProfileRoundInput(TAKEN_ON))
    told = ProfilePartSourceReference("meeting", session, "", TAKEN_ON)
    counted = ProfilePartSourceReference("own", None, "", TAKEN_ON)
    for block, letters in enumerate(SERVICES_OF_BLOCKS, start=1):
        _write(cast, story, first.number, ProfilePartKey("services", block), _states(letters), told)
    for status, people in PEOPLE.items():
        _write(cast, story, first.number, ProfilePartKey("population", status=status), people, counted)
    _write(cast, story, first.number, ProfilePartKey("disability"), stored_disability(DISABILITY), counted)
    register = ProfilePartSourceReference(
        "paper", None, "Flood register of the council, June 2024", date(2024, 6, 30)
    )
    for block, counts in enumerate(DAMAGE_OF_BLOCKS, start=1):
        grades = dict(zip(DAMAGE_GRADES, counts, strict=True))
        _write(cast, story, first.number, ProfilePartKey("damage", block), grades, register)
    for part, words in WORDS.items():
        _write(cast, story, first.number, ProfilePartKey(part), {"text": words}, told)
    actions.publish_round(cast.act(story, "facilitator", at(TAKEN_ON, 17)), first.number)


def take_again(cast: AccountMaker, story: DemonstrationStory) -> None:
    """Begin the next round from the last one; the drain along the main lane now has its first slabs."""
    again = ProfileRoundInput(AGAIN_ON, from_last=True)
    row = actions.begin_round(cast.act(story, "facilitator", at(AGAIN_ON, 16)), again)
    seen = ProfilePartSourceReference("own", None, "", AGAIN_ON)
    place, states = ProfilePartKey("services", 1), _states(SERVICES_OF_BLOCKS[0]) | {"drains": "affected"}
    written = ProfilePartInput(place, states, seen)
    actions.write_part(cast.act(story, "facilitator", at(AGAIN_ON, 16)), row.number, written, 1)


def _states(letters: str) -> dict[str, str]:
    return {
        service: STATES[letter] for service, letter in zip(SERVICES, letters, strict=True) if letter in STATES
    }


def _write(
    cast: AccountMaker,
    story: DemonstrationStory,
    number: int,
    place: ProfilePartKey,
    body: Mapping[str, object],
    source: ProfilePartSourceReference,
) -> None:
    act = cast.act(story, "facilitator", at(TAKEN_ON, 16))
    actions.write_part(act, number, ProfilePartInput(place, body, source))
