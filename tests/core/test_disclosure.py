"""Counts of people in public: what is hidden stays unknown, also to a reader who knows the rule by heart."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peoplesprocess.core.disclosure import LEAST, rounded_growing_count, shown, total_may_be_shown

SMALL = set(range(LEAST))


def published(table: tuple[int, ...]) -> tuple[object, ...]:
    """What a board would print of a row: its cells, and its total where that is allowed."""
    cells = dict(enumerate(table))
    return (*shown(cells).values(), sum(table) if total_may_be_shown(cells) else None)


@pytest.mark.parametrize(("cells", "highest"), [(2, 30), (3, 13), (4, 7), (5, 5)])
def test_no_reader_can_narrow_a_small_count_down_whatever_the_row(cells: int, highest: int) -> None:
    """Every table is grouped with all tables that print the same; in each group a small cell takes 0 to 4."""
    possible: dict[tuple[object, ...], list[set[int]]] = defaultdict(lambda: [set() for _ in range(cells)])
    for table in product(range(highest + 1), repeat=cells):
        for values, value in zip(possible[published(table)], table, strict=True):
            values.add(value)
    for printed, values in possible.items():
        *counts, total = printed
        hidden_sum = 0 if total is None else total - sum(count or 0 for count in counts)  # type: ignore[misc, operator]
        if hidden_sum > highest:
            continue  # its group holds tables that were not enumerated
        for count, taken in zip(counts, values, strict=True):
            if count is None and taken & SMALL:
                assert taken >= SMALL, (printed, taken)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=6))
def test_every_hidden_small_count_has_a_row_for_each_of_its_values(table: list[int]) -> None:
    """For longer rows: another row prints exactly the same, for each value that a small cell could have."""
    printed = published(tuple(table))
    hidden = [at for at, count in enumerate(printed[:-1]) if count is None]
    for cell in [at for at in hidden if table[at] < LEAST]:
        for value in SMALL:
            assert any(published(other) == printed for other in _others(table, hidden, cell, value)), (
                table,
                cell,
                value,
            )


def _others(table: list[int], hidden: list[int], cell: int, value: int) -> list[tuple[int, ...]]:
    """Rows in which `cell` is `value`: with the same sum, and, for rows that print nothing, others at 0."""
    free = [at for at in hidden if at != cell]
    found = [tuple(value if at == cell else 0 for at in range(len(table)))]
    for values in product((0, 5), repeat=max(0, len(free) - 1)):
        for taker in free:
            other = list(table)
            other[cell] = value
            for at, put in zip([at for at in free if at != taker], values, strict=True):
                other[at] = put
            other[taker] = sum(table) - sum(count for at, count in enumerate(other) if at != taker)
            if other[taker] >= 0:
                found.append(tuple(other))
    return found


@given(st.dictionaries(st.integers(), st.integers(0, 60), min_size=1, max_size=6))
def test_no_count_under_five_is_ever_shown(cells: dict[int, int]) -> None:
    for with_total in (True, False):
        for cell, count in shown(cells, with_total).items():
            assert count is None or count == cells[cell] >= LEAST


@given(st.dictionaries(st.integers(), st.integers(LEAST, 60), min_size=1, max_size=6))
def test_a_row_without_small_counts_hides_nothing(cells: dict[int, int]) -> None:
    assert shown(cells) == cells
    assert total_may_be_shown(cells)


@given(st.dictionaries(st.integers(), st.integers(0, 60), min_size=2, max_size=6))
def test_without_a_total_only_small_counts_are_hidden(cells: dict[int, int]) -> None:
    assert {cell for cell, count in shown(cells, False).items() if count is None} == {
        cell for cell, count in cells.items() if count < LEAST
    }


def test_the_neighbour_of_a_small_count_is_hidden_with_it() -> None:
    assert shown({"women": 3, "men": 20, "youth": 30}) == {"women": None, "men": None, "youth": 30}


def test_a_second_equal_count_does_not_give_the_small_one_away() -> None:
    """Hiding the smallest neighbour would: with 4, 20 and 20 only a 4 leaves the first 20 the smaller one."""
    other = shown({"a": 0, "b": 24, "c": 20})
    assert {cell: count is None for cell, count in other.items()} == {"a": True, "b": True, "c": False}
    assert [*shown({"a": 4, "b": 20, "c": 20}).values()] == [*other.values()]


def test_a_total_of_fewer_than_five_is_not_shown() -> None:
    assert not total_may_be_shown({"women": 1, "men": 3})
    assert not total_may_be_shown({"women": 3, "men": 5})


def test_what_is_told_of_a_count_while_it_grows_goes_by_fives() -> None:
    assert [rounded_growing_count(count) for count in (0, 1, 4, 5, 9, 10, 61)] == [0, 0, 0, 5, 5, 10, 60]
