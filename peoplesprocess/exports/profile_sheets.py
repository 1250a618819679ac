"""The sheets of a settlement's profile and of its gaps, with a row of HXL tags below the headings.

Such files are passed on, so counts below five, and counts that they could be computed from, are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection

from peoplesprocess.core import choice_lists
from peoplesprocess.core.disclosed_profile_counts import (
    disclosed_damage,
    disclosed_disability,
    disclosed_people,
)
from peoplesprocess.core.gap_matrix import GAP_STATES
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.profile_parts import (
    PARTS,
    SEXES,
    SOURCES,
    WORDS,
    read_damage,
    read_disability,
    read_people,
    read_words,
)
from peoplesprocess.core.washington_group import QUESTIONS
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.facts.gap_matrix import gap_matrix
from peoplesprocess.facts.profiles import (
    PARTS_IN_FORCE,
    PROFILE_ROUNDS,
    ProfileArea,
    ProfilePartRow,
    ProfileRoundRow,
    ServiceMatrix,
    service_matrix,
)
from peoplesprocess.spreadsheets.cells import Cell

_PROFILE = {
    N_("Round"): "#meta+round",
    N_("Taken on"): "#date+survey",
    N_("Published on"): "#date+published",
    N_("Part"): "#indicator+group",
    N_("Block"): "#loc+name",
    N_("What"): "#indicator+name",
    N_("State"): "#status+service",
    N_("Number"): "#indicator+num",
    N_("In words"): "#description",
    N_("True on"): "#date+reference",
    N_("Source"): "#meta+source",
}
_GAP = {
    N_("Sector"): "#sector",
    N_("Block"): "#loc+name",
    N_("Gap: yes or no"): "#status+gap",
    N_("Needs"): "#need+id",
    N_("Needs without an action"): "#need+id+open",
    N_("State"): "#status+service",
}
PROFILE_HEADINGS, GAP_HEADINGS = tuple(_PROFILE), tuple(_GAP)


def profiles(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    """Yield the tags, then the published rounds of a profile, the newest first."""
    yield list(_PROFILE.values())
    rounds = PROFILE_ROUNDS.all(connection, settlement=reader.settlement.id)
    for taken in (each for each in rounds if each.is_published):
        parts = PARTS_IN_FORCE.all(connection, rounds=[taken.id])
        yield from _services(service_matrix(taken, parts, ()), parts, reader)
        people = {row.status: read_people(row.body) for row in parts if row.part == "population"}
        told = disclosed_people(people, in_full=False, sheet=reader.settlement.population)
        for row in parts:
            for what, count, words in _figures(row, told, reader):
                yield _row(taken, row, _area(row, reader), (what, "", count, words), reader)


def gap(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    """Yield the tags, then each sector in each area with its needs and those without an action."""
    yield list(_GAP.values())
    matrix = gap_matrix(connection, reader.settlement.id)
    names = {area.number: _name(area, reader) for area in matrix.areas}
    for cell in matrix.cells:
        yield (
            reader.word(choice_lists.SECTORS, cell.sector),
            names[cell.area],
            reader.say(GAP_STATES[cell.state]),
            reader.listed(map(str, cell.needs)),
            reader.listed(map(str, cell.open)),
            reader.word(choice_lists.SERVICE_STATES, cell.service) if cell.service else "",
        )


def _services(
    matrix: ServiceMatrix, parts: Iterable[ProfilePartRow], reader: ExportFormatter
) -> Iterator[Row]:
    names = {area.number: _name(area, reader) for area in matrix.areas}
    written = {row.block or 0: row for row in parts if row.part == "services"}
    for cell in matrix.cells:
        what = reader.word(choice_lists.SERVICES, cell.service)
        state = reader.say(choice_lists.SERVICE_STATES.get(cell.state, N_("Unknown")))
        yield _row(
            matrix.round,
            written.get(cell.area),
            names[cell.area],
            (what, state, None, ""),
            reader,
            "services",
        )


def _figures(
    row: ProfilePartRow, people: Mapping[str, Mapping[str, list[int | None]]], reader: ExportFormatter
) -> Iterator[tuple[str, int | None, str]]:
    """Yield the figures of a part: what is counted, how many, and the words beside it."""
    match row.part:
        case "population":
            status = reader.word(choice_lists.STATUSES, row.status)
            for sex, name in SEXES.items():
                for band, count in zip(choice_lists.BAND_NAMES, people[row.status][sex], strict=True):
                    yield reader.listed((status, reader.say(name), reader.say(band))), count, ""
        case "disability":
            told = disclosed_disability(read_disability(row.body), in_full=False)
            yield reader.say(N_("People who were asked")), told["asked"], ""
            for domain, question in QUESTIONS.items():
                yield reader.say(question), told[domain], ""
            yield reader.say(N_("People who are counted in one question at least")), told["at_cut_off"], ""
        case "damage":
            for grade, count in disclosed_damage(read_damage(row.body), in_full=False).items():
                yield reader.word(choice_lists.DAMAGE_GRADES, grade), count, ""
        case part if part in WORDS:
            yield "", None, read_words(row.body)


def _row(
    taken: ProfileRoundRow,
    row: ProfilePartRow | None,
    area: str,
    said: tuple[Cell, Cell, Cell, Cell],
    reader: ExportFormatter,
    part: str = "",
) -> Row:
    return (
        *(taken.number, taken.taken_on, reader.day(taken.published_at)),
        *(reader.say(PARTS[row.part if row else part]), area, *said),
        *((row.as_of, _source(row, reader)) if row else (None, "")),
    )


def _source(row: ProfilePartRow, reader: ExportFormatter) -> str:
    if row.source == "paper":
        return row.source_note
    return reader.say(Message(SOURCES[row.source], {"number": row.source_number or ""}))


def _area(row: ProfilePartRow, reader: ExportFormatter) -> str:
    return _name(ProfileArea(row.block or 0, row.block_name or ""), reader)


def _name(area: ProfileArea, reader: ExportFormatter) -> str:
    return area.name if area.number else reader.say(N_("The whole settlement"))
