"""Participation: each group's share of the people heard and of the people who live here, and their ratio."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.inclusion import PeopleShare, parity
from peoplesprocess.facts.meetings import SessionAttendance
from peoplesprocess.facts.places import SettlementGroup, SettlementWithRules

COUNTED_AS_PEOPLE = ("women", "men", "youth", "older")
"""The groups that the profile counts as people; it counts the others as households."""


@dataclass(frozen=True, slots=True)
class GroupParity:
    """A group's share of all people, its share of those heard in groups' sessions, and their parity.

    If the profile counts the group `by_household`, parity compares people with households. There are no
    figures while `uncounted` sessions do not say how many of the group came: a partial count would mislead.
    """

    group: SettlementGroup
    living: PeopleShare | None
    heard: PeopleShare | None
    parity: Fraction | None
    by_household: bool
    uncounted: int


def participation(place: SettlementWithRules, sessions: Sequence[SessionAttendance]) -> list[GroupParity]:
    """Return a line for each group that meets separately here.

    The people heard are all who came to any group's session: a woman among the youth counts among the women
    too. Groups overlap, so their shares need not add up to the whole.
    """
    everybody = sum(session.people for session in sessions)
    asked = {session.group_code for session in sessions}
    groups_by_kind = Counter(group.stands_for for group in place.groups.values())
    lines = []
    for group in place.groups.values():
        # If two groups stand for the same people, the profile cannot tell how many live here.
        kind = group.stands_for if groups_by_kind[group.stands_for] == 1 else ""
        living = _living(place, kind)
        counts = [_present(group.code, kind, session) for session in sessions] if group.code in asked else []
        uncounted = counts.count(None)
        is_known = bool(counts) and not uncounted
        present = PeopleShare(sum(count or 0 for count in counts), everybody) if is_known else None
        ratio = parity(present, living) if present and living else None
        lines.append(GroupParity(group, living, present, ratio, kind not in COUNTED_AS_PEOPLE, uncounted))
    return lines


def _present(code: str, kind: str, session: SessionAttendance) -> int | None:
    """Return how many people at a session belong to the group; None if nobody counted them."""
    match kind:
        case "women" | "men":
            return sum(session.counts[kind])
        case "youth":
            return sum(counts[0] for counts in session.counts.values())
        case "older":
            return sum(counts[-1] for counts in session.counts.values())
    # People at a group's own session belong to the group, unless they were counted differently.
    by_session = session.people if session.group_code == code else None
    match kind:
        case "displaced":
            return by_session if session.displaced is None else session.displaced
        case "disability":
            return by_session if session.with_disability is None else session.with_disability
    return by_session or 0


def _living(place: SettlementWithRules, stands_for: str) -> PeopleShare | None:
    """Return the group's share in the profile: of people by sex and age, or of households by status."""
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
        return PeopleShare(counts[stands_for], sum(women[1:]) + sum(men[1:]))
    if stands_for == "disability":
        return PeopleShare(place.with_disability, place.households)
    households = place.statuses.get(stands_for, 0)
    return PeopleShare(households, place.households) if households else None
