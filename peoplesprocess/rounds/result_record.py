"""Storing a round's results, which are counted from its sheets and ballots and never change afterwards."""

from __future__ import annotations

from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.authority_decisions import fingerprint
from peoplesprocess.core.messages import Plural, Refused
from peoplesprocess.core.paper_days import day_detail
from peoplesprocess.core.prioritisation.result_json import to_json
from peoplesprocess.core.prioritisation.round_count import count_round, with_ballots
from peoplesprocess.facts.code_votes import ballot_tallies, codes_by_group
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.rounds import ATTENDANCE, BallotSheetRow, RoundRow, sheets
from peoplesprocess.models import Result, Round
from peoplesprocess.rounds.round_funding_terms import round_terms


def record_result(act: Act, asked: RoundRow, reason: str = "", on_paper: date | None = None) -> Result:
    """Count a round and store its next result; a result after the first one has a reason.

    `on_paper` is the day on which the first result was counted, if it is before today. Errors: Refused if
    more people chose than attended.
    """
    act.db.flush()
    rows = sheets(act.db, asked.id)
    _no_more_than_came(act, asked, rows)
    tallies = with_ballots((row.tally for row in rows), ballot_tallies(act.db, asked.id))
    marks = {row.group_code: row.marks for row in rows if row.marks}
    figures = to_json(count_round(round_terms(act.db.get_one(Round, asked.id)), tallies, marks))
    row = Result(
        **act.columns,
        round_id=asked.id,
        number=act.next_number(Result.number, Result.round_id, asked.id),
        figures=figures,
        reason=reason,
        on_paper_at=noon(act.settlement, on_paper),
    )
    act.db.add(row)
    act.note(
        "round.close" if row.number == 1 else "round.recount",
        f"round {asked.number}",
        result=row.number,
        figures=fingerprint(figures),
        **day_detail(on_paper),
    )
    return row


def _no_more_than_came(act: Act, asked: RoundRow, rows: list[BallotSheetRow]) -> None:
    """Refuse a sheet with more people than have no code or returned it, so that nobody counts twice."""
    codes = codes_by_group(act.db, asked.id)
    for row in rows:
        if row.group_code not in codes:
            continue
        papers = codes[row.group_code]
        attended = ATTENDANCE.get(act.db, round=asked.id, group=row.group_code) or 0
        without = attended - papers.made + papers.returned
        if row.people > without:
            raise Refused(
                Plural(
                    "%(group)s: %(count)s person chose on paper, but the number of people who have no "
                    "code, or handed in their paper with the code, is %(most)s. On the page of the papers "
                    "with codes, enter the papers that were handed in, or correct the sheet.",
                    "%(group)s: %(count)s people chose on paper, but the number of people who have no "
                    "code, or handed in their paper with the code, is %(most)s. On the page of the papers "
                    "with codes, enter the papers that were handed in, or correct the sheet.",
                    row.people,
                    {"group": act.settlement.any_group(row.group_code).name, "most": max(0, without)},
                )
            )
