"""Reading the data of a programme's report, for its page and its files."""

from __future__ import annotations

from sqlalchemy.orm import Session

from peoplesprocess.facts.places import ProgrammeWithRules
from peoplesprocess.facts.programme_figures import ANSWERED_NEEDS, COUNTED_SHEETS, FIGURES, ProgrammeFigure
from peoplesprocess.programmes.programme_queries import AREAS
from peoplesprocess.programmes.report import report
from peoplesprocess.programmes.report_plan_outcomes import plan_tables
from peoplesprocess.programmes.report_table import ProgrammeReportData, ReportTable


def report_records(db: Session, programme: ProgrammeWithRules) -> ProgrammeReportData:
    """Return the data of a programme's report."""
    figures = dict[str, list[ProgrammeFigure]]()
    for row in FIGURES.all(db, programme=programme.id):
        figures.setdefault(row.kind, []).append(row)
    return ProgrammeReportData(
        figures=figures,
        chosen=COUNTED_SHEETS.all(db, programme=programme.id),
        answered=ANSWERED_NEEDS.all(db, programme=programme.id),
        areas={area.path: area.name for area in AREAS.all(db, programme=programme.id)},
        groups=programme.group_names,
        levels={str(level.number): level.name for level in programme.rules.levels},
        women_on_committee=programme.rules.women_on_committee,
        release_days=programme.rules.release_days,
    )


def report_tables(db: Session, programme: ProgrammeWithRules) -> list[ReportTable]:
    """Return all tables of a programme's report, as its files contain them."""
    records = report_records(db, programme)
    return [*report(records), *plan_tables(records)]
