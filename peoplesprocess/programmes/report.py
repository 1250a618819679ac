"""The report of a programme: its figures as tables, each with a note on what it counts."""

from __future__ import annotations

from peoplesprocess.programmes.report_answer_times import agency_answers, authority_answers
from peoplesprocess.programmes.report_needs import first_needs, needs, referrals
from peoplesprocess.programmes.report_people import committees, people, people_by_place
from peoplesprocess.programmes.report_places import places
from peoplesprocess.programmes.report_quarters import money_by_quarter, quarters
from peoplesprocess.programmes.report_table import ProgrammeReportData, ReportTable
from peoplesprocess.programmes.report_works import money, works


def report(records: ProgrammeReportData) -> list[ReportTable]:
    """Return the tables of the report that are not empty, in the order of the process."""
    tables = (
        places(records),
        committees(records),
        people(records),
        people_by_place(records),
        needs(records),
        referrals(records),
        first_needs(records),
        authority_answers(records),
        agency_answers(records),
        works(records),
        money(records),
        quarters(records),
        money_by_quarter(records),
    )
    return [table for table in tables if table.rows]
