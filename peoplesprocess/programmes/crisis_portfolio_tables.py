"""The figures of a portfolio of crises as tables: shares with their wholes, kinds of crisis, tools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from peoplesprocess.core.crisis_portfolio import CrisisRecord, kinds_of_crisis, shares
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.programmes.report_table import IN_ALL, ReportTable

RECORDS = N_("Records")


def crisis_portfolio_tables(records: Sequence[CrisisRecord]) -> list[ReportTable]:
    """Return the tables of a portfolio; tables of regions or tools only if a record names any."""
    regions = _named(record.region for record in records if record.region)
    tools = _named(tool for record in records for tool in record.tools)
    tables = [
        _shares(records),
        ReportTable(
            N_("Kinds of crisis"),
            N_("Each record once. A record of neither kind is counted as it is, and added to no other kind."),
            (N_("Kinds of crisis"), RECORDS),
            [*((name, (count,)) for name, count in kinds_of_crisis(records)), (IN_ALL, (len(records),))],
        ),
        ReportTable(N_("Regions"), N_("Records by their region."), (N_("Region"), RECORDS), regions),
        ReportTable(
            N_("Tools in use"), N_("Records that use a tool; many use several."), (N_("Tool"), RECORDS), tools
        ),
    ]
    return [table for table in tables if table.rows]


def _shares(records: Sequence[CrisisRecord]) -> ReportTable:
    rows = [
        (
            each.name,
            (
                each.part,
                Message(each.whole_name),
                each.whole,
                None if each.percent is None else Fraction(each.percent),
                each.unknown,
            ),
        )
        for each in shares(records)
    ]
    return ReportTable(
        N_("Crises and what is done"),
        N_(
            "Each share names what it is a share of. Kinds of work overlap and are not added up. A record of "
            "which something is not known is in neither number, and is counted by itself."
        ),
        (N_("Figure"), RECORDS, N_("Of which records"), N_("Of how many"), N_("Share"), N_("Not known")),
        rows,
    )


def _named(names: Iterable[str]) -> list[tuple[str, tuple[int]]]:
    return [(name, (count,)) for name, count in sorted(Counter(names).items())]
