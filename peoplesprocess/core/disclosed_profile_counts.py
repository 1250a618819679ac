"""The counts of a profile as files and readers from elsewhere are told them.

None is under five, and none follows from the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.core.disclosure import LEAST, shown
from peoplesprocess.core.profile_parts import BANDS, SEXES
from peoplesprocess.core.washington_group import DisabilityCounts

People = Mapping[str, list[int]]
Told = Mapping[str, list[int | None]]
_LEFT_OUT = ""
"""Stands for the people of all statuses of which nothing is written."""


def people_told(by_status: Mapping[str, People], in_full: bool, sheet: People) -> dict[str, Told]:
    """Return people by status, sex and age, None for a count that stays hidden.

    A settlement's `sheet` has the sums over all statuses, also over those of which nothing is written: of
    each sex and age enough counts are hidden that none follows from the others, nor how few are left out.
    It is empty while nobody has counted. Units: people.
    """
    told: dict[str, dict[str, list[int | None]]] = {
        status: {sex: list(people[sex]) for sex in SEXES} for status, people in by_status.items()
    }
    if in_full:
        return dict(told)
    for sex in SEXES:
        for band in range(BANDS):
            column = {status: people[sex][band] for status, people in by_status.items()}
            left_out = sheet[sex][band] - sum(column.values()) if sex in sheet else 0
            few = {_LEFT_OUT: left_out} if 0 < left_out < LEAST else {}
            for status, count in shown({**column, **few}).items():
                if status != _LEFT_OUT:
                    told[status][sex][band] = count
    return dict(told)


def damage_told(buildings: Mapping[str, int], in_full: bool) -> dict[str, int | None]:
    """Return buildings by grade of damage, None for a count that stays hidden: their sum may be known."""
    return dict(buildings) if in_full else shown(buildings)


def disability_told(counts: DisabilityCounts, in_full: bool) -> dict[str, int | None]:
    """Return the counts by domain, "asked" and "at_cut_off"; None for one that stays hidden.

    Each is a part of the next, so what lies between two that are told is told too: fewer than five who have
    no difficulty at all, or who have another one only, are nobody's to know.
    """
    told = {"asked": counts.asked, **counts.domains, "at_cut_off": counts.at_cut_off}
    if in_full:
        return dict(told)
    whole = {**dict.fromkeys(counts.domains, counts.at_cut_off), "at_cut_off": counts.asked}
    return {
        name: count if count >= LEAST and (name == "asked" or whole[name] - count >= LEAST) else None
        for name, count in told.items()
    }
