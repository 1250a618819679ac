"""The report's tables of committees and of the people reached."""

from __future__ import annotations

from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.facts.programme_figures import ProgrammeFigure
from peoplesprocess.programmes.report_sums import PeopleReachedAtMeetings
from peoplesprocess.programmes.report_table import (
    IN_ALL,
    Label,
    ProgrammeReportData,
    ReportCell,
    ReportTable,
    percent_of,
)

_OTHERS = N_("Men, other or not stated")


def has_too_few_women(records: ProgrammeReportData) -> bool:
    """Return whether women hold too few seats of any committee in office."""
    return not all(_has_enough_women(row, records) for row in records.counted("committee"))


def _has_enough_women(row: ProgrammeFigure, records: ProgrammeReportData) -> bool:
    return PeopleShare(int(row.key), row.quarter).reaches(records.women_on_committee)


def committees(records: ProgrammeReportData) -> ReportTable:
    """Return the table of committees in office in which women hold the share of seats that the rules ask."""
    counts: dict[str, tuple[int, int]] = {}
    for row in records.counted("committee"):
        enough, all_of_them = counts.get(row.area, (0, 0))
        is_enough = _has_enough_women(row, records)
        counts[row.area] = (enough + is_enough * row.many, all_of_them + row.many)
    lines: list[tuple[Label, tuple[int, int]]] = [
        (records.areas.get(area, area), counts[area]) for area in sorted(counts)
    ]
    in_all = (sum(enough for enough, _ in counts.values()), sum(each for _, each in counts.values()))
    note = N_(
        "Committees in office, and in how many of them women hold at least %(share)s %% of the seats, as the "
        "programme asks."
    )
    return ReportTable(
        N_("Women on committees"),
        Message(note, {"share": records.women_on_committee}),
        (N_("Place"), N_("Committees in office"), N_("With enough women"), N_("Share")),
        [
            (label, (many, enough, percent_of(enough, many)))
            for label, (enough, many) in (*lines, (IN_ALL, in_all))
            if many
        ],
    )


def people(records: ProgrammeReportData) -> ReportTable:
    """Return the table of people reached, by sex and displacement."""
    reached = PeopleReachedAtMeetings(
        records.counted("meeting"), sum(row.first for row in records.counted("other"))
    )
    parts: list[tuple[Label, ReportCell]] = [(IN_ALL, reached.total), (N_("Women"), reached.women)]
    if reached.shows_men:
        parts += [(N_("Men"), reached.men), (N_("Other or not stated"), reached.other)]
    else:
        parts.append((_OTHERS, reached.others))
    parts += [(N_("Displaced people"), reached.displaced), (N_("Not displaced"), reached.settled)]
    if reached.has_uncounted:
        parts.append((N_("Displaced people were not counted"), reached.unknown))
    rows = [
        (label, (count, percent_of(count, reached.total) if isinstance(count, int) else None))
        for label, count in parts
    ]
    return ReportTable(
        N_("People reached at meetings"),
        N_(
            "Everybody who was counted at a recorded meeting. Somebody who came to two meetings is counted "
            "twice. A count under 5 is hidden, and so is any figure that would reveal it."
        ),
        (N_("Who"), N_("People"), N_("Share")),
        rows if reached.rows else [],
    )


def people_by_place(records: ProgrammeReportData) -> ReportTable:
    """Return the table of the same people by place."""
    by_area = PeopleReachedAtMeetings(records.counted("meeting")).by(lambda row: row.area)
    return ReportTable(
        N_("People reached by place"),
        N_("The same people, in the places where a meeting is recorded."),
        (N_("Place"), N_("Women"), _OTHERS, N_("Displaced people")),
        [(records.areas.get(area, area), by_area[area]) for area in sorted(by_area)],
    )
