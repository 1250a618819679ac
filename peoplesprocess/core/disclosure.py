"""Which counts of people may be shown in public: none under 5, and none that follows from the others.

Figures of one count that appear in several places, on a board, on a poster and in a file, are one table to a
reader, who can combine them. So the figures of a count are published all or none: `figures_may_be_published`.
Without them only the order and the works that are built are published. These stay the same if every count is
multiplied by the same number, so they do not prove any count to be small.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

LEAST = 5
Cell = TypeVar("Cell", bound=Hashable)


def shown(cells: Mapping[Cell, int], total_is_shown: bool = True) -> dict[Cell, int | None]:
    """Return each cell's count, or None if it must stay hidden.

    A count under 5 is hidden, including 0. If the total of the row is shown, further cells are hidden, in
    their order, until every hidden small cell could have any value from 0 to 4; with fewer hidden cells a
    reader could subtract. If that is impossible, every cell is hidden. The caller must decide by the kind of
    table, not by its numbers, whether it shows a total: a total that is missing would be information too.

    Units: people. Source: the k-anonymity floor of 5 in docs/threat-model.md.
    """
    hidden = [cell for cell, count in cells.items() if count < LEAST]
    if hidden and total_is_shown:
        # In the order of the row and not by size: the choice of hidden cells must reveal nothing about them,
        # even to somebody who has read this code.
        for cell in [cell for cell in cells if cell not in hidden]:
            if _tells_nothing(cells, hidden):
                break
            hidden.append(cell)
    return {cell: None if cell in hidden else count for cell, count in cells.items()}


def rounded_growing_count(count: int) -> int:
    """Return the public value of a growing count: rounded down to a multiple of five, 0 for fewer than five.

    An exact count would show a repeated visitor when each person was added. Units: people. Source: the
    k-anonymity floor of 5 in docs/threat-model.md.
    """
    return count - count % LEAST


def figures_may_be_published(
    sheets: Mapping[str, tuple[int, Mapping[int, int]]],
    needs: Collection[int],
    *,
    most_each: int,
    once: bool,
) -> bool:
    """Return whether all figures of a count may be published, because none can hide fewer than five people.

    `sheets` holds each group's number of people and what they chose, by need; `needs` are all that they could
    choose. There must be at least two groups: with a single one, missing figures would show that a count is
    small. Each group must have at least five people, and at least five of each group must have chosen each
    need: 0 is hidden as well, because it reveals what everybody in the group did. `most_each` is how many
    choices one person can put on one need. If each person chooses a need at most `once`, at least five of
    each group must not have chosen it.

    Units: people, choices.
    """
    return len(sheets) > 1 and all(
        people >= LEAST
        and all(
            chosen.get(need, 0) >= LEAST * most_each and (not once or people - chosen.get(need, 0) >= LEAST)
            for need in needs
        )
        for people, chosen in sheets.values()
    )


def total_may_be_shown(cells: Mapping[Cell, int]) -> bool:
    """Return whether a row can show its total beside its cells without revealing a small one."""
    if sum(cells.values()) < LEAST:
        return False
    hidden = [cell for cell, count in shown(cells).items() if count is None]
    return not hidden or _tells_nothing(cells, hidden)


def _tells_nothing(cells: Mapping[Cell, int], hidden: Collection[Cell]) -> bool:
    """Return whether every small hidden cell could be any of 0 to 4, given the sum of the hidden ones."""
    small = sum(1 for cell in hidden if cells[cell] < LEAST)
    large = len(hidden) - small
    together = sum(cells[cell] for cell in hidden)
    # Even with every small cell at 4, each large cell can still be at least 5.
    return large > 0 and together - (LEAST - 1) * small >= LEAST * large
