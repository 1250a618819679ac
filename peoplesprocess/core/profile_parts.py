"""The parts of a settlement's profile: their content, their sources, and which are still empty."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from peoplesprocess.core.choice_lists import DAMAGE_GRADES, SERVICES
from peoplesprocess.core.messages import N_, Message, Msgid, Refused, keep_to
from peoplesprocess.core.service_scores import SCORES
from peoplesprocess.core.typed_json_values import as_integer, as_list, as_object, as_text
from peoplesprocess.core.washington_group import QUESTIONS, DisabilityCounts, check

LONGEST = 4000
"""The most characters of a part in words."""
SEXES = {"women": N_("Women and girls"), "men": N_("Men and boys")}
AGE_BAND_COUNT = 4
WORDS = {
    "needs": N_("Needs"),
    "vulnerabilities": N_("Vulnerabilities"),
    "capacities": N_("Capacities"),
    "context": N_("Context"),
    "recommendations": N_("Recommendations"),
}
"""The parts that consist of words."""
PARTS: Mapping[str, Msgid] = {
    "services": N_("Services"),
    "population": N_("Population"),
    "disability": N_("Disability"),
    "damage": N_("Damage"),
    **WORDS,
}
"""All parts, in the order of the page. A round can be published when none is empty."""
BY_AREA = ("services", "damage")
"""The parts that are filled in for each area."""
BY_STATUS = ("population",)
"""The parts that are filled in for each status of people."""
SOURCES = {
    "own": N_("Our own count or visit"),
    "paper": N_("A list, register or report"),
    "meeting": N_("Meeting %(number)s"),
    "observation": N_("Observation %(number)s"),
    "assessment": N_("Filled-in form %(number)s"),
}
"""The kinds of source of a part."""
RECORDS = ("meeting", "observation", "assessment")
"""The kinds of source that are numbered records of the settlement."""


@dataclass(frozen=True, slots=True)
class ProfilePartSourceReference:
    """The source of a part: `number` of a record, a note about a paper, and the day of the data."""

    kind: str
    number: int | None
    note: str
    as_of: date


@dataclass(frozen=True, slots=True)
class ProfilePartKey:
    """The key of a part within a round: its `block`, None for the whole place, or its `status` of people."""

    part: str
    block: int | None = None
    status: str = ""


def check_body(part: str, body: Mapping[str, object]) -> None:
    """Refuse content that a part cannot have.

    Errors: Refused, naming the field; ValueError for a wrong shape.
    """
    match part:
        case "services":
            states = read_states(body)
            if unknown := set(states) - set(SERVICES) or set(states.values()) - set(SCORES):
                raise ValueError(f"no such service or state: {sorted(unknown)}")
        case "population":
            read_people(body)
        case "disability":
            check(read_disability(body))
        case "damage":
            read_damage(body)
        case _:
            words = read_words(body)
            if not words:
                raise Refused(Message(N_("Write this part, in a few sentences.")), "text")
            if len(words) > LONGEST:
                raise Refused(keep_to(LONGEST), "text")


def read_states(body: Mapping[str, object]) -> dict[str, str]:
    """Return the known states of services in a stored part. Errors: ValueError."""
    return {service: as_text(state) for service, state in body.items()}


def read_people(body: Mapping[str, object]) -> dict[str, list[int]]:
    """Return people by sex and age band. Errors: ValueError."""
    people = {sex: [_count(value) for value in as_list(body[sex])] for sex in SEXES}
    if any(len(counts) != AGE_BAND_COUNT for counts in people.values()):
        raise ValueError("people by age have four bands")
    return people


def read_disability(body: Mapping[str, object]) -> DisabilityCounts:
    """Return the counts of the Short Set in a stored part. Errors: ValueError."""
    domains = as_object(body["domains"])
    return DisabilityCounts(
        _count(body["asked"]),
        {domain: _count(domains[domain]) for domain in QUESTIONS},
        _count(body["at_cut_off"]),
    )


def read_damage(body: Mapping[str, object]) -> dict[str, int]:
    """Return buildings by grade of damage. Errors: ValueError."""
    return {grade: _count(body[grade]) for grade in DAMAGE_GRADES}


def read_words(body: Mapping[str, object]) -> str:
    """Return the words of a part, stripped. Errors: ValueError."""
    return as_text(body["text"]).strip()


def stored_disability(counts: DisabilityCounts) -> dict[str, object]:
    """Return counts of the Short Set as values for JSON."""
    return {"asked": counts.asked, "domains": dict(counts.domains), "at_cut_off": counts.at_cut_off}


def is_empty(part: str, bodies: Iterable[Mapping[str, object]]) -> bool:
    """Return whether a part has no content: no known service, nobody counted, or nothing stored."""
    match part:
        case "services":
            return not any(read_states(body) for body in bodies)
        case "population":
            return not any(sum(map(sum, read_people(body).values())) for body in bodies)
    return not any(True for _ in bodies)


def empty_parts(bodies: Mapping[str, Collection[Mapping[str, object]]]) -> list[str]:
    """Return the parts that are still empty, in the order of the page."""
    return [part for part in PARTS if is_empty(part, bodies.get(part, ()))]


def _count(value: object) -> int:
    count = as_integer(value)
    if count < 0:
        raise ValueError(f"a count below 0: {count}")
    return count
