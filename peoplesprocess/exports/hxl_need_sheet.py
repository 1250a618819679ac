"""The sheet of needs with their priorities for other programs: a row of HXL tags below the headings.

Such files are passed on, so counts below five are left out, and the groups' choices follow the rule of public
pages: all of them or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import Connection

from peoplesprocess.core import choice_lists
from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.hxl_tags import NEED_TAGS
from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.prioritisation.result import RoundResult
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.exports import queries
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.exports.programme_queries import SETTLEMENT_CODES
from peoplesprocess.facts.item_progress import NEWEST_PROGRESS
from peoplesprocess.facts.need_outcomes import need_outcome
from peoplesprocess.facts.places import ProgrammeWithRules, settlement_by_code
from peoplesprocess.facts.result_disclosure import figures_are_public
from peoplesprocess.facts.rounds import NEWEST_ROUNDS, RoundWithNewestResult
from peoplesprocess.spreadsheets.cells import Cell, Sheet
from peoplesprocess.web.i18n import UNSEEN, Translator

PLACE_TAGS: Mapping[Msgid, str] = {
    N_("Community"): "#loc+name",
    N_("Community ID"): "#loc+id",
    N_("Official place code"): "#loc+code",
    N_("Country code"): "#country+code",
    N_("Code of area 1"): "#adm1+code",
    N_("Code of area 2"): "#adm2+code",
    N_("Code of area 3"): "#adm3+code",
}
_NEED: Mapping[Msgid, str] = {
    N_("Number"): "#need+id",
    N_("Sector"): NEED_TAGS["sector"],
    N_("Need"): NEED_TAGS["title"],
    N_("Raised by"): NEED_TAGS["group_code"],
    N_("How hard it is, 1 to 3"): NEED_TAGS["severity"],
    N_("Households affected"): NEED_TAGS["households"],
    N_("What could answer it"): NEED_TAGS["response_type"],
    N_("Rank"): "#priority+rank",
    N_("Score in the count"): "#priority+score",
}
_END: Mapping[Msgid, str] = {N_("Status"): "#status", N_("Date"): "#date+reported"}
_AREAS = 4


@dataclass(frozen=True, slots=True)
class _NewestCount:
    """The newest count of a settlement: ranks of needs and, if they may be shown, figures and choices."""

    places: Mapping[int, int]
    figures: Mapping[int, Fraction]
    choices: Mapping[str, Mapping[int, int]]


def hxl_headings(connection: Connection, reader: ExportFormatter) -> list[str]:
    """Return the headings of a settlement's sheet."""
    return _headings(
        {code: group.name for code, group in reader.settlement.groups.items()}, reader.translator
    )


def hxl_rows(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    """Yield the tags, then each standing need of a settlement."""
    yield _tags(reader.settlement.groups)
    yield from _rows(connection, reader, list(reader.settlement.groups))


def programme_sheet(connection: Connection, programme: ProgrammeWithRules, translator: Translator) -> Sheet:
    """Return the needs of all settlements of a programme, read while they are written."""
    return Sheet(
        translator._(N_("Needs")),
        _headings(programme.group_names, translator),
        _rows_of_programme(connection, programme, translator),
    )


def _rows_of_programme(
    connection: Connection, programme: ProgrammeWithRules, translator: Translator
) -> Iterator[Row]:
    yield _tags(programme.group_names)
    for code in SETTLEMENT_CODES.all(connection, programme=programme.id):
        place = settlement_by_code(connection, code)
        if place is not None:
            yield from _rows(connection, ExportFormatter(place, translator), list(programme.group_names))


def _headings(groups: Mapping[str, str], translator: Translator) -> list[str]:
    said = [translator._(heading) for heading in (*PLACE_TAGS, *_NEED)]
    label = translator._(N_("Choices"))
    votes = [
        translator._(N_("%(label)s: %(value)s"), label=label, value=translator.say(name)).translate(UNSEEN)
        for name in groups.values()
    ]
    return [*said, *votes, *(translator._(heading) for heading in _END)]


def _tags(groups: Iterable[str]) -> Row:
    votes = (f"#indicator+choices+{code.replace('-', '_')}" for code in groups)
    return [*PLACE_TAGS.values(), *_NEED.values(), *votes, *_END.values()]


def _rows(connection: Connection, reader: ExportFormatter, groups: Sequence[str]) -> Iterator[Row]:
    settlement = reader.settlement
    rounds = NEWEST_ROUNDS.all(connection, settlement=settlement.id)
    items = NEWEST_PROGRESS.all(connection, settlement=settlement.id)
    count = _newest_count(rounds)
    choices = [count.choices.get(code, {}) for code in groups]
    place = place_cells(settlement.name, settlement.code, settlement.place_code, settlement.area)
    for need in queries.NEEDS.rows(connection, settlement=settlement.id):
        if need.into_number is not None or need.parts:
            continue
        outcome = need_outcome(need, items, rounds)
        households = need.households or 0
        yield (
            *place,
            need.number,
            reader.word(choice_lists.SECTORS, need.sector),
            need.title,
            reader.groups((need.raised_by or "").split()),
            need.severity,
            households if households >= LEAST else None,
            reader.word(choice_lists.RESPONSE_TYPES, need.response_type),
            count.places.get(need.number),
            _to_tenths(count.figures.get(need.number)),
            *[of_group.get(need.number) for of_group in choices],
            reader.say(outcome.sentence),
            reader.day(need.made_at),
        )


def place_cells(name: str, code: str, place_code: str, area: str) -> list[Cell]:
    """Return what stands below `PLACE_TAGS` of a settlement: codes of its areas, and never a point."""
    return [name, code, place_code, *[*area.split("/"), *[""] * _AREAS][:_AREAS]]


def _newest_count(rounds: Iterable[RoundWithNewestResult]) -> _NewestCount:
    asked = next((row for row in rounds if row.figures is not None), None)
    if asked is None or asked.figures is None:
        return _NewestCount({}, {}, {})
    counted: RoundResult = from_json(asked.figures)
    places = {item.need: item.place for item in counted.order}
    if not figures_are_public(asked, counted):
        return _NewestCount(places, {}, {})
    choices = {sheet.group: sheet.tokens for sheet in counted.sheets}
    return _NewestCount(places, {item.need: item.figure for item in counted.order}, choices)


def _to_tenths(figure: Fraction | None) -> Decimal | None:
    return None if figure is None else Decimal(round(figure * 10)).scaleb(-1)
