"""The sheet of results: each need's rank by every rule, and the tokens of each group."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from peoplesprocess.core.messages import N_
from peoplesprocess.core.prioritisation import COUNTING_RULES
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.exports import queries
from peoplesprocess.exports.export_formatter import ExportFormatter, Row

_HEADINGS = (N_("Round"), N_("Result"), N_("Counted on"), N_("Number"), N_("Need"))


def result_headings(connection: Connection, reader: ExportFormatter) -> list[str]:
    """Return the headings, with one for each counting rule and one for each group that chose."""
    return [
        *map(reader.say, _HEADINGS),
        *(reader.labelled(N_("Rank"), rule.name) for rule in COUNTING_RULES),
        reader.say(N_("Built")),
        *(reader.labelled(N_("Choices"), reader.groups([code])) for code in _groups(connection, reader)),
    ]


def results(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    """Yield each need of each result, in the order in which it was counted."""
    groups = _groups(connection, reader)
    for row in queries.RESULTS.rows(connection, settlement=reader.settlement.id):
        counted = from_json(row.figures)
        sheets = {sheet.group: sheet.tokens for sheet in counted.sheets}
        places = {key: {item.need: item.rank for item in order} for key, order in counted.orders.items()}
        built = counted.allocation.built if counted.allocation else ()
        for item in next(iter(counted.orders.values()), ()):
            title = row.need_titles.get(str(item.need), "")
            yield (
                *(row.round, row.result, reader.day(row.counted_at), item.need, title),
                *(places.get(rule.key, {}).get(item.need) for rule in COUNTING_RULES),
                reader.yes_or_no(str(item.need) in built) if counted.allocation else "",
                *(sheets[code].get(item.need, 0) if code in sheets else None for code in groups),
            )


def _groups(connection: Connection, reader: ExportFormatter) -> list[str]:
    """Return the codes of the groups that have a sheet in any result, in the settlement's order."""
    found = {
        sheet.group
        for row in queries.RESULTS.rows(connection, settlement=reader.settlement.id)
        for sheet in from_json(row.figures).sheets
    }
    return sorted(found, key=lambda code: (reader.settlement.any_group(code).position, code))
