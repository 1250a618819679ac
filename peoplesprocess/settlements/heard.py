"""Who has been heard against who lives there: each group's share of both, and their ratio."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.inclusion import Share, parity
from peoplesprocess.core.process.facts import Facts
from peoplesprocess.web.guard import GroupHere, Here


@dataclass(frozen=True, slots=True)
class Heard:
    """A group's line: its share of all people, of those heard in groups' sessions, and the parity."""

    group: GroupHere
    living: Share | None
    heard: Share | None
    parity: Fraction | None


def heard(here: Here, facts: Facts) -> list[Heard]:
    """Return a line for each group that is heard by itself here.

    Groups overlap, so the shares need not add up to the whole.
    """
    everybody = sum(facts.sessions.values())
    lines = []
    for group in here.groups.values():
        living = _living(here, group.stands_for)
        people = facts.sessions.get(group.code, 0)
        present = Share(people, everybody) if people else None
        ratio = parity(present, living) if present and living else None
        lines.append(Heard(group, living, present, ratio))
    return lines


def _living(here: Here, stands_for: str) -> Share | None:
    """The group's share in the profile: of people by sex and age, of households by status."""
    place = here.place
    population = place.population
    if not population:
        return None
    women, men = population["women"], population["men"]
    counts = {
        "women": sum(women[1:]),
        "men": sum(men[1:]),
        "youth": women[1] + men[1],
        "older": women[3] + men[3],
    }
    if stands_for in counts:
        return Share(counts[stands_for], sum(women[1:]) + sum(men[1:]))
    if stands_for == "disability":
        return Share(place.with_disability, place.households)
    households = place.statuses.get(stands_for, 0)
    return Share(households, place.households) if households else None
