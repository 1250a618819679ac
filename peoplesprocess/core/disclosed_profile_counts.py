"""The counts of a profile as exports and readers from outside the settlement get them.

Counts under five are None, and no hidden count can be computed from the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.core.disclosure import LEAST, shown
from peoplesprocess.core.profile_parts import AGE_BAND_COUNT, SEXES
from peoplesprocess.core.washington_group import DisabilityCounts

People = Mapping[str, list[int]]
Told = Mapping[str, list[int | None]]
_NOT_COVERED = ""
"""The key for people of the statuses that the profile does not cover."""


def disclosed_people(by_status: Mapping[str, People], in_full: bool, sheet: People) -> dict[str, Told]:
    """Return people by status, sex and age, None for a hidden count. Units: people.

    `sheet` is the settlement's sheet with the sums over all statuses, including those that the profile does
    not cover; it is empty if nobody has counted. For each sex and age group, enough counts are hidden that
    neither a hidden count nor a small number of people of the other statuses can be computed.
    """
    disclosed: dict[str, dict[str, list[int | None]]] = {
        status: {sex: list(people[sex]) for sex in SEXES} for status, people in by_status.items()
    }
    if in_full:
        return dict(disclosed)
    for sex in SEXES:
        for band in range(AGE_BAND_COUNT):
            column = {status: people[sex][band] for status, people in by_status.items()}
            left_out = sheet[sex][band] - sum(column.values()) if sex in sheet else 0
            few = {_NOT_COVERED: left_out} if 0 < left_out < LEAST else {}
            for status, count in shown({**column, **few}).items():
                if status != _NOT_COVERED:
                    disclosed[status][sex][band] = count
    return dict(disclosed)


def disclosed_damage(buildings: Mapping[str, int], in_full: bool) -> dict[str, int | None]:
    """Return buildings by grade of damage, None for a hidden count, allowing for a known total."""
    return dict(buildings) if in_full else shown(buildings)


def disclosed_disability(counts: DisabilityCounts, in_full: bool) -> dict[str, int | None]:
    """Return the counts by domain, "asked" and "at_cut_off"; None for a hidden one.

    Each count is part of the next larger one, so a reader can compute the difference between two. A count is
    therefore also hidden if it leaves fewer than five people without the difficulty, or with other
    difficulties only.
    """
    figures = {"asked": counts.asked, **counts.domains, "at_cut_off": counts.at_cut_off}
    if in_full:
        return dict(figures)
    whole = {**dict.fromkeys(counts.domains, counts.at_cut_off), "at_cut_off": counts.asked}
    return {
        name: count if count >= LEAST and (name == "asked" or whole[name] - count >= LEAST) else None
        for name, count in figures.items()
    }
