"""The pages of results: the figures with their reasons, the purchases step by step, the poster, the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from flask import Blueprint, Response, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.prioritisation.ballot_methods import METHODS_BY_KEY
from peoplesprocess.core.prioritisation.inconsistencies import inconsistencies
from peoplesprocess.facts.code_votes import METHOD, late_votes
from peoplesprocess.facts.needs import needs_by_number, read_titles_at_use
from peoplesprocess.facts.places import SettlementGroup, SettlementWithRules
from peoplesprocess.facts.proposed_corrections import PROPOSALS
from peoplesprocess.facts.result_disclosure import figures_are_public, groups_without_sheet
from peoplesprocess.facts.round_progress import BallotSheetProgress, sheet_lines
from peoplesprocess.facts.rounds import ROUND, sheets
from peoplesprocess.results import queries
from peoplesprocess.results.allocation_presenter import changes, works_of
from peoplesprocess.results.allocation_view import AllocationView
from peoplesprocess.results.count_file import count_file_of, seal_of
from peoplesprocess.results.queries import StoredResult
from peoplesprocess.results.ranking_view import COLUMNS, differences, ranking_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.public_place import public_settlement
from peoplesprocess.web.qr_codes import qr_code
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.view_context import Context

bp = Blueprint("results", __name__, template_folder="templates")


@bp.get("/s/<code>/priorities/<int:number>/result")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show a result: its order or its works, each group's part, and the effect of corrections."""
    settlement, results = context.settlement, _results(context.settlement, number)
    shown, several = _chosen(results), len(results) > 1
    seal, titles = seal_of(shown), _titles(settlement, shown)
    lines = sheet_lines(settlement.groups, sheets(db(), shown.id))
    return render_page(
        "results/result.html",
        round=shown,
        results=results,
        works=works_of(settlement, shown.counted, titles),
        seal=seal,
        outcome=ranking_view(settlement, shown.counted, titles),
        titles=titles,
        columns=COLUMNS,
        lines=lines,
        left_out=groups_without_sheet(shown, shown.counted),
        absent=_absent(settlement, shown, lines),
        proposals=PROPOSALS.all(db(), round=shown.id),
        changed=differences(results[0].counted, results[-1].counted, titles) if several else [],
        corrections=queries.CORRECTIONS.all(db(), round=shown.id) if several else [],
        built_changes=_built_changes(results, titles),
        cost_changes=queries.COST_CHANGES.all(db(), round=shown.id) if shown.costs and several else [],
        method=METHODS_BY_KEY[shown.method],
        late=late_votes(db(), shown.id) if shown.method == METHOD else 0,
        talk={
            code: inconsistencies(shown.method, shown.ballot, marks, shown.counted.criteria, titles)
            for code, marks in shown.counted.marks.items()
        },
    )


@bp.get("/s/<code>/priorities/<int:number>/steps")
@allows(Action.SEE_SETTLEMENT)
def steps(context: Context, number: int) -> ResponseReturnValue:
    """Show how works were bought one after the other: who paid how much, and the money left."""
    shown = _allocated(context.settlement, _chosen(_results(context.settlement, number)))
    return render_page("results/steps.html", round=shown.result, works=shown.works)


@bp.get("/s/<code>/priorities/<int:number>/count.pb")
@allows(Action.SEE_SETTLEMENT)
def count_file(context: Context, number: int) -> ResponseReturnValue:
    """Download the count, with which anybody can count again."""
    shown = _allocated(context.settlement, _chosen(_results(context.settlement, number)))
    return _file(context.settlement, shown.result)


@bp.get("/board/<code>/works/<int:number>")
def poster(code: str, number: int) -> ResponseReturnValue:
    """Show the works that are built, on one page for the wall; anybody may read it."""
    settlement = public_settlement(code)
    asked = ROUND.first(db(), settlement=settlement.id, number=number) or abort(404)
    if asked.ended_at is not None:
        return render_page("results/nothing_chosen.html", place=settlement, round=asked)
    # The public gets only the newest result: the difference between two results could reveal a vote.
    shown = _allocated(settlement, _results(settlement, number)[-1])
    needs = needs_by_number(db(), settlement.id, shown.result.ballot)
    in_full = figures_are_public(shown.result, shown.result.counted)
    return render_page(
        "results/poster.html",
        cost_changes=queries.COST_CHANGES.all(db(), round=shown.result.id) if shown.result.result > 1 else [],
        titles=_titles(settlement, shown.result),
        place=settlement,
        round=shown.result,
        works=shown.works,
        seal=seal_of(shown.result),
        sectors={need.number: need.sector for need in needs},
        in_full=in_full,
        left_out=groups_without_sheet(shown.result, shown.result.counted),
        drawn=qr_code(url_for(".poster", code=code, number=number, _external=True)),
    )


@bp.get("/board/<code>/works/<int:number>.pb")
def public_file(code: str, number: int) -> ResponseReturnValue:
    """Download the count without an account, if all of its figures may be public."""
    settlement = public_settlement(code)
    shown = _allocated(settlement, _results(settlement, number)[-1])
    if not figures_are_public(shown.result, shown.result.counted):
        abort(404)
    return _file(settlement, shown.result)


class ResultWithAllocation(NamedTuple):
    """A result that chose works, with the view of these works."""

    result: StoredResult
    works: AllocationView


def _allocated(settlement: SettlementWithRules, shown: StoredResult) -> ResultWithAllocation:
    works = works_of(settlement, shown.counted, _titles(settlement, shown))
    return ResultWithAllocation(shown, works) if works is not None else abort(404)


def _titles(settlement: SettlementWithRules, shown: StoredResult) -> dict[int, str]:
    """Return the titles that the needs had when the round was opened."""
    return read_titles_at_use(db(), settlement.id, shown, shown.ballot)


def _results(settlement: SettlementWithRules, number: int) -> list[StoredResult]:
    return queries.RESULTS.all(db(), settlement=settlement.id, number=number) or abort(404)


def _chosen(results: Sequence[StoredResult]) -> StoredResult:
    """Return the result that the address asks for, or the newest."""
    return results[min(max(number_argument("result", len(results)), 1), len(results)) - 1]


def _absent(
    settlement: SettlementWithRules, shown: StoredResult, lines: Iterable[BallotSheetProgress]
) -> list[SettlementGroup]:
    """Return the groups without a sheet; none for an earlier cycle, as its groups are not known."""
    if shown.method == METHOD or shown.cycles_before != settlement.cycles_before:
        return []
    groups = settlement.groups
    return [groups[line.group] for line in lines if not line.version and line.group in groups]


def _built_changes(
    results: Sequence[StoredResult], titles: Mapping[int, str]
) -> tuple[list[str], list[str]] | None:
    several = len(results) > 1 and results[0].costs
    return changes(results[0].counted, results[-1].counted, titles) if several else None


def _file(settlement: SettlementWithRules, shown: StoredResult) -> Response:
    response = Response(count_file_of(db(), settlement, shown) or abort(404), mimetype="text/plain")
    name = f"{settlement.code}-{shown.number}.pb"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
