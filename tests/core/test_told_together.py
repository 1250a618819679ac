"""What is told of a count is told all or none: no reader computes what fewer than five people chose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peoplesprocess.core.disclosure import LEAST, figures_may_be_published
from peoplesprocess.core.prioritisation import COUNTING_RULES, GroupTally
from peoplesprocess.core.prioritisation.group_tally import ranked
from peoplesprocess.demonstration.samagipura import STORY
from tests.small_cells import ToldOrder, proven_small

EACH = 3
Table = Sequence[Sequence[int]]
"""What each group put on each need."""


def sheets(people: Sequence[int], table: Table) -> list[GroupTally]:
    return [
        GroupTally(f"group {place}", many, dict(enumerate(row, 1)))
        for place, (many, row) in enumerate(zip(people, table, strict=True))
    ]


def figures(people: Sequence[int], table: Table) -> ToldOrder:
    """All figures of an order, as a board prints them."""
    needs = range(1, len(table[0]) + 1)
    by_group, by_choice = (rule.figures(needs, sheets(people, table)) for rule in COUNTING_RULES)
    return ToldOrder(people, {need: (by_group[need], int(by_choice[need])) for need in needs})


def told(people: Sequence[int], table: Table, each: int = EACH) -> ToldOrder:
    """What a board tells: all figures or none."""
    known = figures(people, table)
    if may_be_told(people, table, each):
        return known
    return ToldOrder([None] * len(people), dict.fromkeys(known.needs, (None, None)))


def may_be_told(people: Sequence[int], table: Table, each: int = EACH, once: bool = False) -> bool:
    tables = {sheet.group: (sheet.people, sheet.tokens) for sheet in sheets(people, table)}
    return figures_may_be_published(tables, range(1, len(table[0]) + 1), most_each=each, once=once)


def only_small_ones_hidden(people: Sequence[int], table: Table) -> ToldOrder:
    """Planted fault: each figure is told that is not small itself, as boards once did."""
    known = figures(people, table)
    needs: Mapping[int, tuple[Fraction | None, int | None]] = {
        need: (share, total if (total or 0) >= LEAST else None)
        for need, (share, total) in known.needs.items()
    }
    return ToldOrder([many if many >= LEAST else None for many in people], needs)


ROWS = [[int(part) for part in line.split("|")[-1].split()] for line in STORY.needs.strip().splitlines()]
SAMAGIPURA = [list(column) for column in zip(*ROWS, strict=True)]
PEOPLE = [sum(session.women) + sum(session.men) for session in STORY.sessions]


def test_hiding_small_figures_alone_gives_small_counts_away() -> None:
    """Planted fault: the attack finds the count of need 14, as the tester of the first version did."""
    everything = only_small_ones_hidden(PEOPLE, SAMAGIPURA)
    few = {need: told for need, told in everything.needs.items() if need in (9, 11, 12, 14)}
    found = proven_small(ToldOrder(everything.people, few), EACH)
    exact = {cell: low for cell, (low, high) in found.items() if low == high}
    assert {(14, group): 0 for group in range(4)}.items() <= exact.items()
    assert all(SAMAGIPURA[group][need - 1] == count for (need, group), count in exact.items())
    assert len(found) > len(exact)


def test_telling_all_or_none_gives_none_of_them_away() -> None:
    assert proven_small(told(PEOPLE, SAMAGIPURA), EACH) == {}


tables = st.integers(2, 3).flatmap(
    lambda groups: st.tuples(
        st.lists(st.integers(1, 14), min_size=groups, max_size=groups),
        st.integers(2, 4).flatmap(
            lambda needs: st.lists(
                st.lists(st.integers(0, 14), min_size=needs, max_size=needs).filter(any),
                min_size=groups,
                max_size=groups,
            )
        ),
    )
)


@settings(max_examples=60, deadline=None)
@given(tables, st.integers(1, 3))
def test_no_reader_computes_a_small_count(made: tuple[list[int], Table], each: int) -> None:
    people, table = made
    people = [max(many, -(-sum(row) // each)) for many, row in zip(people, table, strict=True)]
    found = proven_small(told(people, table, each), each)
    # A reader who takes all choices for used can be sure of what is not so, which gives nobody away.
    assert not [cell for cell, bounds in found.items() if _holds(table, cell, bounds)]


def _holds(table: Table, cell: tuple[int, int], bounds: tuple[int, int]) -> bool:
    need, group = cell
    return bounds[0] <= table[group][need - 1] <= bounds[1]


def test_a_reader_who_is_wrong_about_unused_choices_computes_what_is_not_so() -> None:
    people, table = [10, 11], [[10, 10], [10, 10]]
    found = proven_small(told(people, table, 2), 2)
    assert found == {(1, 1): (0, 0), (2, 1): (0, 0)}
    assert not any(_holds(table, cell, bounds) for cell, bounds in found.items())


@settings(max_examples=60, deadline=None)
@given(tables, st.booleans(), st.integers(1, 3))
def test_figures_are_told_only_where_every_count_could_be(
    made: tuple[list[int], Table], once: bool, each: int
) -> None:
    people, table = made
    if may_be_told(people, table, each, once):
        assert min(people) >= LEAST
        assert all(count >= LEAST * each for row in table for count in row)
        if once:
            left = [many - count for many, row in zip(people, table, strict=True) for count in row]
            assert min(left) >= LEAST


def test_a_count_is_told_that_has_no_small_cell() -> None:
    assert may_be_told([20, 30], [[5, 9], [25, 5]], 1, once=True)


@pytest.mark.parametrize(
    ("people", "table", "why"),
    [
        ([20, 30], [[0, 9], [25, 5]], "nobody of the first group chose the first need"),
        ([20, 30], [[4, 9], [25, 5]], "four did"),
        ([20, 30], [[16, 9], [25, 5]], "four did not"),
        ([20, 30], [[20, 9], [25, 5]], "everybody did"),
        ([4, 30], [[5, 9], [25, 5]], "there are four"),
        ([20], [[5, 9]], "there is one group alone"),
    ],
)
def test_no_figure_of_a_count_is_told(people: list[int], table: Table, why: str) -> None:
    assert not may_be_told(people, table, 1, once=True), why


@pytest.mark.parametrize(("groups", "needs", "most"), [(1, 3, 9), (2, 2, 7)])
def test_an_order_without_figures_proves_no_count_to_be_small(groups: int, needs: int, most: int) -> None:
    """Every table is grouped with all tables that print the same places; each cell is 5 or more in one."""
    possible: dict[object, list[set[int]]] = defaultdict(lambda: [set() for _ in range(groups * needs)])
    for cells in product(range(most + 1), repeat=groups * needs):
        table = [cells[at : at + needs] for at in range(0, groups * needs, needs)]
        if not all(map(any, table)) or may_be_told([most * needs] * groups, table, 1):
            continue
        for values, cell in zip(possible[places(table)], cells, strict=True):
            values.add(cell)
    for printed, known in possible.items():
        for values in known:
            assert max(values) >= LEAST and len(values) > 1, (printed, values)


def places(table: Table) -> tuple[tuple[int, ...], ...]:
    """The places of the needs by both rules, as a board prints them."""
    needs, tallies = range(1, len(table[0]) + 1), sheets([99] * len(table), table)
    orders = [ranked(rule.figures(needs, tallies)) for rule in COUNTING_RULES]
    return tuple(tuple(item.place for item in sorted(order, key=lambda item: item.need)) for order in orders)
