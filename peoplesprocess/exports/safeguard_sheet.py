"""The sheet of safeguards: screening answers of each line, and its measures, without power and conflict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, and_, bindparam, cast, func, select

from peoplesprocess.core.messages import N_
from peoplesprocess.core.safeguards import ANSWERS, LEVEL_NAMES, POLITICAL, QUESTIONS, RESPONSIBLE
from peoplesprocess.db.paged_query import PagedQuery
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.facts.safeguards import IS_PUBLIC_MEASURE, IS_STANDING, NEXT_RECHECK, is_planned
from peoplesprocess.models import Mitigation, Screening

_OPEN = tuple(question for question in QUESTIONS.values() if question.domain != POLITICAL)
SAFEGUARD_HEADINGS = (
    *(N_("Line of the plan"), N_("Screened on"), *(question.words for question in _OPEN)),
    *(
        N_("Risk according to these answers"),
        N_("Measure no."),
        N_("Measure"),
        N_("Who does it"),
        N_("Due by"),
    ),
    N_("Next re-check"),
)


class ExportedSafeguard(NamedTuple):
    """A line with its standing screening and one of its measures; `mitigation` is 0 if there is none."""

    line: int
    mitigation: int
    screened_at: datetime
    answers: list[dict[str, str]]
    level: str
    measure: str | None
    responsible: str | None
    due_on: date | None
    next_on: date | None


_SAFEGUARDS = PagedQuery(
    ExportedSafeguard,
    select(
        Screening.line,
        cast(func.coalesce(Mitigation.number, 0), BigInteger).label("mitigation"),
        Screening.made_at.label("screened_at"),
        *(Screening.answers, Screening.public_level.label("level"), Mitigation.measure),
        *(Mitigation.responsible, Mitigation.due_on, NEXT_RECHECK.label("next_on")),
    )
    .select_from(Screening)
    .outerjoin(
        Mitigation,
        and_(
            Mitigation.settlement_id == Screening.settlement_id,
            Mitigation.line == Screening.line,
            IS_PUBLIC_MEASURE,
        ),
    )
    .where(Screening.settlement_id == bindparam("settlement"), IS_STANDING, is_planned(Screening)),
    2,
)


def safeguards(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    """Yield the screened lines, once for each measure."""
    for row in _SAFEGUARDS.rows(connection, settlement=reader.settlement.id):
        given = {each["question"]: each["answer"] for each in row.answers}
        yield (
            *(row.line, reader.day(row.screened_at)),
            *(_answer(reader, given.get(question.key)) for question in _OPEN),
            *(reader.word(LEVEL_NAMES, row.level), row.mitigation or None, row.measure or ""),
            reader.word(RESPONSIBLE, row.responsible) if row.responsible else "",
            *(row.due_on, row.next_on),
        )


def _answer(reader: ExportFormatter, answer: str | None) -> str:
    """Return an answer in words, "" if the screening is from before the question was asked."""
    return reader.word(ANSWERS, answer) if answer else ""
