"""The report's tables of answer times: of authorities and of the agency."""

from __future__ import annotations

from peoplesprocess.core.answer_times import answer_times
from peoplesprocess.core.messages import N_
from peoplesprocess.programmes.report_sums import added
from peoplesprocess.programmes.report_table import ProgrammeReportData, ReportTable, percent_of


def authority_answers(records: ProgrammeReportData) -> ReportTable:
    """Return the table of the authorities' answers to items of plans, by level."""
    by_level: dict[str, dict[int, int]] = {}
    for (level, days), row in added(records.counted("answer"), lambda row: (row.key, row.quarter)).items():
        by_level.setdefault(level, {})[days] = row.many
    total = sum(sum(days.values()) for days in by_level.values())
    order = [*(level for level in records.levels if level in by_level)]
    taken = {level: answer_times(by_level[level]) for level in order}
    return ReportTable(
        N_("Answers of the authority"),
        N_("Answers to items of plans by the level that gave them, and how many days it had each item."),
        (
            N_("Level"),
            N_("Answers given"),
            N_("Share"),
            N_("Days for half of the answers"),
            N_("Longest, days"),
        ),
        [
            (
                records.levels[level],
                (times.answers, percent_of(times.answers, total), times.median_days, times.longest),
            )
            for level, times in taken.items()
        ],
    )


def agency_answers(records: ProgrammeReportData) -> ReportTable:
    """Return the table of the agency's answers to requests for money, with the number of late ones."""
    by_days = {
        days: row.many for days, row in added(records.counted("agency"), lambda row: row.quarter).items()
    }
    times = answer_times(by_days) if by_days else None
    late = sum(many for days, many in by_days.items() if days > records.release_days)
    return ReportTable(
        N_("Answers of the agency"),
        N_(
            "Answers to requests for money, and the days from the request until it was released or refused, "
            "without the days on which the work was suspended. An answer is late if it took longer than the "
            "programme allows."
        ),
        (
            N_("Who"),
            N_("Answers given"),
            N_("Days for half of the answers"),
            N_("Longest, days"),
            N_("Late answers"),
        ),
        [(N_("The agency"), (times.answers, times.median_days, times.longest, late))] if times else [],
    )
