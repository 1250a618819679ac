"""What about a work somebody has to look at: each flag from its day on, and whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from peoplesprocess.core.programme_rules import ProgrammeRules, restored
from peoplesprocess.core.work_flags import TURNS, WorkFlagFigures, WorkFlagKind, work_flags

TODAY = date(2025, 4, 20)
QUIET = WorkFlagFigures(
    built=Fraction(50),
    cost_so_far=Fraction(50),
    ends_on=TODAY,
    visited_on=TODAY,
    released_on=date(2025, 3, 12),
    waits_since=None,
    is_over=False,
)


USUAL = ProgrammeRules()


def kinds(rules: ProgrammeRules = USUAL, **signs: Any) -> list[WorkFlagKind]:
    return [flag.kind for flag in work_flags(replace(QUIET, **signs), rules, TODAY)]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_a_work_in_order_has_no_flag() -> None:
    assert kinds() == []


@pytest.mark.parametrize(
    ("kind", "not_yet", "now"),
    [
        (WorkFlagKind.UNANSWERED, {"waits_since": ago(14)}, {"waits_since": ago(15)}),
        (
            WorkFlagKind.UNVISITED,
            {"released_on": ago(21), "visited_on": ago(22)},
            {"released_on": ago(22), "visited_on": ago(23)},
        ),
        (WorkFlagKind.APART, {"cost_so_far": Fraction(65)}, {"cost_so_far": Fraction(651, 10)}),
        (WorkFlagKind.OVERDUE, {"ends_on": TODAY}, {"ends_on": ago(1)}),
    ],
)
def test_a_flag_comes_from_its_day_on(
    kind: WorkFlagKind, not_yet: dict[str, Any], now: dict[str, Any]
) -> None:
    assert kinds(**not_yet) == []
    assert kinds(**now) == [kind]


def test_work_and_money_are_not_compared_once_the_account_is_settled() -> None:
    assert kinds(cost_so_far=Fraction(75), is_accounted=True) == []


def test_a_visit_on_the_day_of_the_release_or_later_has_seen_the_money() -> None:
    assert kinds(released_on=ago(60), visited_on=ago(60)) == []
    assert kinds(released_on=ago(60), visited_on=None) == [WorkFlagKind.UNVISITED]
    assert kinds(released_on=None, visited_on=None) == []


def test_what_is_built_or_ended_waits_for_no_visit_and_has_no_end() -> None:
    assert kinds(released_on=ago(60), visited_on=None, ends_on=ago(60), is_over=True) == []


def test_a_late_check_is_told_and_a_broken_work_until_a_newer_check_finds_it_works() -> None:
    """Handed over on the last day of a month: the check is due on the last day of a shorter one."""
    over: dict[str, Any] = {"is_over": True, "handed_on": date(2024, 12, 31)}
    due = date(2025, 3, 31)
    assert [flag.kind for flag in work_flags(replace(QUIET, **over), USUAL, due)] == []
    assert [flag.kind for flag in work_flags(replace(QUIET, **over), USUAL, due + timedelta(1))] == [
        WorkFlagKind.UNCHECKED
    ]
    assert kinds(**over, checked=frozenset({3}), works=True) == []
    assert kinds(**over, checked=frozenset({3}), works=False) == [WorkFlagKind.BROKEN]


def test_a_programme_sets_its_own_numbers_and_an_old_one_has_the_usual() -> None:
    late: dict[str, Any] = {"released_on": ago(60), "visited_on": None}
    assert (
        kinds(ProgrammeRules(visit_days=0), **late) == []
        and kinds(ProgrammeRules(visit_days=59), **late) != []
    )
    assert restored({"progress_gap": 20}).visit_days == 21


def test_the_agency_is_named_where_the_agency_is_late() -> None:
    (flag,) = work_flags(replace(QUIET, waits_since=ago(22)), ProgrammeRules(), TODAY)
    assert flag.turn == "The agency" and set(TURNS) == set(WorkFlagKind)
