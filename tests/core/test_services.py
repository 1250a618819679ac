"""How services work: points of three, the unknown in no denominator, rounds compared, what is old."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.choice_lists import SECTOR_OF_SERVICE, SECTORS, SERVICE_STATES, SERVICES
from peoplesprocess.core.service_scores import (
    SCORES,
    ServiceCell,
    by_service,
    cells_of,
    compare,
    coverage,
    is_stale,
    restored,
    stale,
)

STATES = st.sampled_from([*SCORES, "", "unknown"])
DAY = date(2026, 3, 1)


def cells(states: str, service: str = "water") -> list[ServiceCell]:
    """A cell for each letter: F, A, P, N, and ? for unknown."""
    words = {"F": "functional", "A": "affected", "P": "partly", "N": "not", "?": ""}
    return [ServiceCell(area, service, words[state], DAY) for area, state in enumerate(states, start=1)]


def test_the_scenario_of_eight_services() -> None:
    told = coverage(cells("FFAPPPNN"))
    assert (told.score.part, told.score.whole, told.score.tenths) == (11, 24, 458)
    # Four more services of which nobody knows anything change nothing but what is known.
    more = coverage(cells("FFAPPPNN????"))
    assert more.score == told.score
    assert (more.known.part, more.known.whole, more.unknown) == (8, 12, 4)
    assert coverage(cells("????")).percent is None


def test_of_96_cells_84_are_known() -> None:
    assert len(SERVICES) == 12
    states = {area: dict.fromkeys(SERVICES, "functional") for area in range(1, 8)}
    told = coverage(cells_of(range(1, 9), list(SERVICES), states, dict.fromkeys(states, DAY)))
    assert (told.known.part, told.known.whole, told.unknown) == (84, 96, 12)
    assert told.known.tenths == 875


def test_water_rose_by_nineteen_points() -> None:
    before = cells("F" * 42 + "N" * 58)
    after = cells("F" * 61 + "N" * 39)
    (change,) = compare(before, after)
    assert change.before and change.after
    assert (change.before.percent, change.after.percent, change.points) == (42, 61, 19)


def test_five_of_eight_services_are_restored() -> None:
    before = [cell for service in range(8) for cell in cells("FN", str(service))]
    before += cells("FF", "always") + cells("??", "unknown")
    after = [cell for service in range(8) for cell in cells("FF" if service < 5 else "FP", str(service))]
    after += cells("FN", "always") + cells("FF", "unknown")
    found = restored(compare(before, after))
    assert (found.part, found.whole) == (5, 8)


def test_a_service_of_one_round_only_is_compared_with_nothing() -> None:
    first, second = compare(cells("F", "water"), cells("F", "waste"))
    assert (first.service, first.before, first.points) == ("waste", None, None)
    assert (second.service, second.after, second.is_restored) == ("water", None, False)


@pytest.mark.parametrize(
    ("as_of", "months", "old"),
    [
        (date(2025, 3, 1), 12, False),
        (date(2025, 2, 28), 12, True),
        (date(2025, 2, 28), 0, False),
        (date(2026, 1, 31), 1, True),
        (date(2026, 3, 1), 1, False),
        (date(2016, 1, 1), 120, True),
    ],
)
def test_what_is_older_than_the_months_is_stale(as_of: date, months: int, old: bool) -> None:
    assert is_stale(as_of, months, DAY) is old


def test_the_last_day_of_february_needs_no_day_that_there_is_not() -> None:
    assert not is_stale(date(2024, 2, 29), 12, date(2025, 2, 28))
    assert not is_stale(date(2026, 2, 28), 1, date(2026, 3, 28))
    assert is_stale(date(2026, 2, 28), 1, date(2026, 3, 31))


def test_only_what_is_known_is_old() -> None:
    found = stale(cells("F?N"), 1, date(2027, 1, 1))
    assert [cell.area for cell in found] == [1, 3]
    assert stale(cells("F?N"), 12, date(2026, 4, 1)) == []


@given(st.lists(STATES, max_size=30))
def test_unknown_cells_change_no_score(states: list[str]) -> None:
    some = [ServiceCell(area, "water", state) for area, state in enumerate(states)]
    known = [cell for cell in some if cell.is_known]
    assert coverage(some).score == coverage(known).score
    assert coverage(some).known.part == len(known)
    percent = coverage(some).percent
    assert percent is None if not known else Fraction(0) <= percent <= 100
    assert sum(map(len, by_service(some).values())) == len(some)


@given(st.lists(STATES, min_size=1, max_size=12), st.lists(STATES, min_size=1, max_size=12))
def test_points_back_and_forth_are_opposite(first: list[str], second: list[str]) -> None:
    sides = [
        [ServiceCell(area, "water", state) for area, state in enumerate(each)] for each in (first, second)
    ]
    (there,), (back,) = compare(*sides), compare(*reversed(sides))
    assert there.points == (None if back.points is None else -back.points)
    assert not (there.is_restored and back.is_restored)


def test_every_service_has_a_sector_and_every_state_a_score() -> None:
    assert set(SECTOR_OF_SERVICE) == set(SERVICES) and set(SECTOR_OF_SERVICE.values()) <= set(SECTORS)
    assert list(SERVICE_STATES) == list(SCORES)
