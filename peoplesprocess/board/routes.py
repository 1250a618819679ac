"""The notice board of a settlement and its photos; public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.board import queries, routes_works
from peoplesprocess.board.closed_work_lines import closed_work_lines, is_closed
from peoplesprocess.board.conditions_and_promises import terms_by_line, times_by_level
from peoplesprocess.board.contract_summary import ContractSummary, contract_summaries
from peoplesprocess.board.early_end import early_end
from peoplesprocess.board.events import EVENTS
from peoplesprocess.board.need_list import listed_needs
from peoplesprocess.board.result_summary import ResultSummary, first_needs, ranking
from peoplesprocess.board.work_stage_lines import WorkStageLine
from peoplesprocess.core.approval_chain import endorsing_levels, level_after
from peoplesprocess.core.authority_decisions import AuthorityVerdict, answer_due, days_late
from peoplesprocess.core.conditions_and_promises import last_objection_day
from peoplesprocess.core.paper_days import NewestPaper, newest_paper
from peoplesprocess.core.prioritisation.result import RoundResult
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.facts.contract_progress import SIGNED_CONTRACTS, ContractClosureRow
from peoplesprocess.facts.item_progress import PUBLIC_PROGRESS, ItemProgress
from peoplesprocess.facts.local_days import day_in, zone_of
from peoplesprocess.facts.needs import titles_at_use
from peoplesprocess.facts.places import SettlementGroup, SettlementWithRules, settlement_by_code
from peoplesprocess.facts.result_disclosure import figures_are_public, groups_without_sheet
from peoplesprocess.facts.rounds import NEWEST_ROUNDS, RoundWithNewestResult
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.photo_uploads import public_response
from peoplesprocess.web.public_place import for_anybody, public_settlement
from peoplesprocess.web.request_state import db, now, number_argument
from peoplesprocess.web.sessions import cookie_value

bp = Blueprint("board", __name__, template_folder="templates")
bp.register_blueprint(routes_works.bp)


@bp.get("/board")
def find() -> ResponseReturnValue:
    """Redirect to the board of the code that is typed in; no list shows where people live."""
    asked = request.args.get("code", "").strip()[:60]
    if asked and (place := settlement_by_code(db(), asked.lower())):
        return redirect(url_for(".show", code=place.code), 303)
    return render_page("board/find.html", asked=asked)


@bp.get("/board/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show the settlement's notice board, fit to be printed and hung up.

    Readers who come from the settlement's own pages have `back` in the address and get a link back.
    """
    place = public_settlement(code)
    items = PUBLIC_PROGRESS.all(db(), settlement=place.id)
    events = EVENTS.all(db(), settlement=place.id, cycles_before=place.cycles_before)
    contracts = SIGNED_CONTRACTS.all(db(), settlement=place.id)
    rounds = NEWEST_ROUNDS.all(db(), settlement=place.id)
    counted = next((row for row in rounds if row.figures), None)
    result = from_json(counted.figures or {}) if counted else None
    told = queries.NEEDS.all(db(), settlement=place.id, also=_numbers(result) if result else [])
    needs = [need for need in told if need.number <= queries.PAGE]
    works = contract_summaries(contracts, events, place, now())
    titles = {need.number: need.title for need in told}
    response = render_page(
        "board/show.html",
        place=place,
        way_back="back" in request.args and bool(cookie_value()),
        needs=listed_needs(needs, items, rounds, place.groups),
        more=needs[0].total - len(needs) if needs else 0,
        items=items,
        due=_due(place, items),
        terms=terms_by_line(events),
        until=_objections_until(place, items),
        answer_times=times_by_level(events, place.rules),
        ended=rounds[0] if rounds and rounds[0].ended_at else None,
        counted=counted,
        order=_order(counted, result, titles, place.groups) if counted and result else None,
        left_out=groups_without_sheet(counted, result) if counted and result else [],
        first=_first_order(counted, titles, place.groups) if counted and counted.first_figures else [],
        works=sorted(works, key=lambda work: (-work.row.cycles_before, work.row.number)),
        closed=_closed(works, place.currency),
        works_begin=_works_begin(contracts),
        ending=early_end(events),
        has_profile=any(event.kind == "profile" for event in events),
        waivers={event.kind.partition(":")[2]: event for event in events if event.kind.startswith("waiver:")},
    )
    return for_anybody(response)


@bp.get("/board/<code>/needs")
def needs(code: str) -> ResponseReturnValue:
    """Show the needs that do not fit on the board, a page at a time."""
    place = public_settlement(code)
    after = min(max(number_argument("after"), 0), 2**31 - 1)
    rows = queries.FURTHER_NEEDS.all(db(), settlement=place.id, after=after)
    items = PUBLIC_PROGRESS.all(db(), settlement=place.id)
    rounds = NEWEST_ROUNDS.all(db(), settlement=place.id)
    response = render_page(
        "board/needs.html",
        place=place,
        needs=listed_needs(rows, items, rounds, place.groups),
        more=rows[0].total - len(rows) if rows else 0,
    )
    return for_anybody(response)


class AnswerDue(NamedTuple):
    """The day by which a level's answer is due, its delay in days, its office if others endorsed first."""

    day: date
    late: int
    office: str


def _due(place: SettlementWithRules, items: Sequence[ItemProgress]) -> dict[int, AnswerDue]:
    """Return when the first answers are due to items that wait for a level, by line.

    While earlier papers are typed in, lateness is told as of the newest submission or answer.
    """
    rules, found = place.rules, {}
    told_on = _newest_paper(items).lateness_day(zone_of(place), day_in(place, now()))
    for item in items:
        if item.cycle_ended_at is not None or item.submitted_at is None:
            continue
        if item.verdict not in (None, AuthorityVerdict.GIVE_ON):
            continue
        passed = item.passed_level
        level = (
            endorsing_levels(rules.levels)[0]
            if passed is None
            else level_after(rules.levels, passed) or passed
        )
        day = day_in(place, item.decided_at or item.submitted_at)
        limit = rules.days_of(level)
        office = rules.level_name(level) if item.verdict else ""
        found[item.line] = AnswerDue(answer_due(day, limit), days_late(day, limit, told_on), office)
    return found


def _newest_paper(items: Iterable[ItemProgress]) -> NewestPaper:
    return newest_paper(
        paper
        for item in items
        for paper in (
            (item.submitted_at, item.submission_typed_at),
            (item.decided_at, item.decision_typed_at),
        )
    )


def _objections_until(place: SettlementWithRules, items: Iterable[ItemProgress]) -> dict[int, date]:
    """Return the last day for objections to endorsed works, by line, without days that are past."""
    days, today = place.rules.objection_days, day_in(place, now())
    last = {
        item.line: last_objection_day(day_in(place, item.decision_typed_at), days)
        for item in items
        if days and item.verdict == AuthorityVerdict.ENDORSE and item.decision_typed_at is not None
    }
    return {line: day for line, day in last.items() if day >= today}


def _works_begin(contracts: Iterable[ContractClosureRow]) -> dict[int, date]:
    """Return the day on which the first work of each cycle begins, by the number of earlier cycles."""
    begin: dict[int, date] = {}
    for row in contracts:
        begin[row.cycles_before] = min(row.starts_on, begin.get(row.cycles_before, row.starts_on))
    return begin


def _closed(works: Iterable[ContractSummary], currency: str) -> dict[int, list[WorkStageLine]]:
    """Return the lines of the closed works, by contract number."""
    return {work.row.number: list(closed_work_lines(work, currency)) for work in works if is_closed(work)}


def _order(
    counted: RoundWithNewestResult,
    result: RoundResult,
    titles: Mapping[int, str],
    groups: Mapping[str, SettlementGroup],
) -> ResultSummary:
    return ranking(result, titles_at_use(counted, titles), groups, figures_are_public(counted, result))


def _numbers(result: RoundResult) -> list[int]:
    """Return the numbers of the needs that the board names as the result of a round."""
    built = result.allocation.built if result.allocation else ()
    return [*first_needs(result), *(int(need) for need in built)]


def _first_order(
    counted: RoundWithNewestResult, titles: Mapping[int, str], groups: Mapping[str, SettlementGroup]
) -> list[str]:
    """Return the titles of a round's first result, in order: its chosen works, else its needs."""
    first = ranking(from_json(counted.first_figures or {}), titles_at_use(counted, titles), groups, False)
    return first.built or [line.title for line in first.lines]


@bp.get("/board/<code>/photos/<int:contract>/<int:visit>/<int:photo>")
def photo(code: str, contract: int, visit: int, photo: int) -> ResponseReturnValue:
    """Send one photo of a visit."""
    digest = queries.PHOTO.get(db(), code=code, contract=contract, visit=visit, photo=photo)
    return public_response(digest)
