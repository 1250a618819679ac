"""The lines of a part's page: one for each area or status, with its content and source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from peoplesprocess.core import choice_lists
from peoplesprocess.core.disclosed_profile_counts import (
    People,
    disclosed_damage,
    disclosed_disability,
    disclosed_people,
)
from peoplesprocess.core.messages import N_
from peoplesprocess.core.profile_parts import (
    BY_AREA,
    BY_STATUS,
    ProfilePartKey,
    read_damage,
    read_disability,
    read_people,
    read_states,
    read_words,
)
from peoplesprocess.facts.profiles import ProfileArea, ProfilePartRow

WHOLE_SETTLEMENT = N_("The whole settlement")
_COUNTED = ("population", "disability", "damage")
"""The parts that count people or buildings."""


@dataclass(frozen=True, slots=True)
class ProfilePartLine:
    """One area or status of a part with its content; `told` is the content as far as this reader may see it.

    `own_name` is a block's name in people's words, `name` our name for it; both are "" for a part that has
    only one line. `told` is None if nothing is written.
    """

    place: ProfilePartKey
    name: str
    own_name: str
    written: ProfilePartRow | None
    told: object


def part_lines(
    part: str,
    written: Sequence[ProfilePartRow],
    areas: Iterable[ProfileArea],
    sheet: People,
    in_full: bool,
    is_open: bool,
) -> list[ProfilePartLine]:
    """Return the lines of a part, without small counts unless the reader sees all `in_full`.

    `sheet` has the people of the settlement by sex and age, from its sheet. While the round `is_open`, such a
    reader sees no count at all: the difference of two successive contents would reveal what either hides.
    """
    if part in BY_AREA:
        named = {ProfilePartKey(part, area.number): area.name for area in areas}
        named |= {row.place: row.block_name or "" for row in written if row.place not in named}
        named[ProfilePartKey(part)] = ""
    elif part in BY_STATUS:
        named = {ProfilePartKey(part, status=status): "" for status in choice_lists.STATUSES}
    else:
        named = {ProfilePartKey(part): ""}
    by_place = {row.place: row for row in written}
    told = _told(part, written, in_full, sheet)
    if is_open and not in_full:
        told = {place: _without_counts(part, content) for place, content in told.items()}
    return [
        ProfilePartLine(place, name_of(place), own, by_place.get(place), told.get(place))
        for place, own in named.items()
    ]


def replaced_lines(part: str, replaced: Iterable[ProfilePartRow], in_full: bool) -> list[ProfilePartLine]:
    """Return the replaced content, with its counts only for readers who see all `in_full`.

    Compared with the present content, they would reveal what is hidden there.
    """
    lines = []
    for row in replaced:
        told = _told(part, [row], in_full, {})[row.place]
        told = told if in_full else _without_counts(part, told)
        lines.append(ProfilePartLine(row.place, name_of(row.place), row.block_name or "", row, told))
    return lines


def name_of(place: ProfilePartKey) -> str:
    """Return our name for a part's area or status, "" for a block, which people have named, or for none."""
    if place.status:
        return choice_lists.STATUSES[place.status]
    return WHOLE_SETTLEMENT if place.part in BY_AREA and place.block is None else ""


def _told(
    part: str, written: Iterable[ProfilePartRow], in_full: bool, sheet: People
) -> dict[ProfilePartKey, object]:
    match part:
        case "services":
            return {row.place: _states(row) for row in written}
        case "population":
            people = {row.place: read_people(row.body) for row in written}
            by_status = disclosed_people(
                {place.status: counts for place, counts in people.items()}, in_full, sheet
            )
            return {place: by_status[place.status] for place in people}
        case "disability":
            return {row.place: disclosed_disability(read_disability(row.body), in_full) for row in written}
        case "damage":
            return {row.place: disclosed_damage(read_damage(row.body), in_full) for row in written}
    return {row.place: read_words(row.body) for row in written}


def _without_counts(part: str, told: object) -> object:
    """Return the same content with every count hidden."""
    if part not in _COUNTED or not isinstance(told, Mapping):
        return told
    if part == "population":
        return {sex: [None] * len(counts) for sex, counts in told.items()}
    return dict.fromkeys(told)


def _states(row: ProfilePartRow) -> dict[str, str]:
    """Return the state of each service, "" if unknown."""
    states = read_states(row.body)
    return {service: states.get(service, "") for service in choice_lists.SERVICES}
