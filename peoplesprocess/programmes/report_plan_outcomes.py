"""The report's tables of the outcomes of plans and of climate."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.plan_choice_lists import CLIMATE, OUTCOMES
from peoplesprocess.programmes.report_sums import added
from peoplesprocess.programmes.report_table import IN_ALL, ProgrammeReportData, ReportTable

_HEADINGS = (N_("Items"), N_("Share"))


def plan_tables(records: ProgrammeReportData) -> list[ReportTable]:
    """Return the tables for the newest plans, each item once; none for tags that no item has."""
    outcomes = _table(
        records,
        "outcome",
        OUTCOMES,
        N_("Outcomes of the plans"),
        N_(
            "Items of the newest plans by the outcome that they serve first. Their other outcomes are not "
            "added up."
        ),
    )
    climate = _table(
        records,
        "climate",
        CLIMATE,
        N_("Climate in the plans"),
        N_("Items of the newest plans that do something about climate change, each counted once."),
    )
    return [table for table in (outcomes, climate) if table.rows]


def _table(
    records: ProgrammeReportData, kind: str, words: Mapping[str, Msgid], name: Msgid, note: Msgid
) -> ReportTable:
    counts = {key: row.many for key, row in added(records.counted(kind), lambda row: row.key).items()}
    total = sum(counts.values())
    tagged = sum(counts.get(word, 0) for word in words)
    lines = [*((label, counts.get(word, 0)) for word, label in words.items()), (IN_ALL, tagged)]
    if kind == "outcome" and total > tagged:
        lines[-1:] = [(N_("No outcome yet"), total - tagged), (IN_ALL, total)]
    rows = [(label, (count, PeopleShare(count, total).percent)) for label, count in lines]
    return ReportTable(name, note, (name, *_HEADINGS), rows if tagged else [])
