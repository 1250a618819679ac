"""The report's tables by quarter of the year."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.money import Money
from peoplesprocess.programmes.report_sums import NOTHING, PeopleReachedAtMeetings, added
from peoplesprocess.programmes.report_table import ProgrammeReportData, ReportTable


def quarters(records: ProgrammeReportData) -> ReportTable:
    """Return the table of meetings with their people, needs and works by quarter."""
    reached = PeopleReachedAtMeetings(records.counted("meeting"))
    heads = reached.by(lambda row: row.quarter)
    kinds = [added(records.counted(kind), lambda row: row.quarter) for kind in ("meeting", "need", "work")]
    quarters = sorted({quarter for figures in kinds for quarter in figures})
    return ReportTable(
        N_("By quarter of the year"),
        N_(
            "Meetings by the day they were held, needs by the day they were recorded, works "
            "by the day they begin."
        ),
        (
            *(N_("Quarter"), N_("Meetings"), N_("Women"), N_("Men, other or not stated")),
            *(N_("Displaced people"), N_("Needs"), N_("Works")),
        ),
        [
            (_quarter(quarter), (meetings, *heads.get(quarter, (0, 0, 0)), needs, works))
            for quarter in quarters
            for meetings, needs, works in [[figures.get(quarter, NOTHING).many for figures in kinds]]
        ],
    )


def money_by_quarter(records: ProgrammeReportData) -> ReportTable:
    """Return the table of money released, returned, spent and given, by quarter."""
    kinds = [
        added(records.counted(kind), lambda row: (row.currency, row.quarter))
        for kind in ("release", "return", "spending", "giving")
    ]
    return ReportTable(
        N_("Money by quarter of the year"),
        N_(
            "Instalments by the day they were released, money from ended contracts by the day it came back, "
            "spending by the day in the cash book, labour and materials by the day they were given."
        ),
        (
            *(N_("Quarter"), N_("Released"), N_("Went back to the agency"), N_("Spent")),
            N_("Given in labour and materials"),
        ),
        [
            (
                _quarter(quarter),
                tuple(Money(sums.get((currency, quarter), NOTHING).first, currency) for sums in kinds),
            )
            for currency, quarter in sorted({key for sums in kinds for key in sums})
        ],
    )


def _quarter(number: int) -> Message:
    year, quarter = divmod(number, 4)
    return Message(N_("Quarter %(quarter)s of %(year)s"), {"quarter": quarter + 1, "year": str(year)})
