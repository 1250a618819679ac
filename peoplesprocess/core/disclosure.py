"""Which counts of people may be shown in public: none under 5, and none that the others give away.

What is told of one count in several places, on a board, a poster and in a file, is one table to a reader, who
puts it together and computes. So the figures of a count are told all or none: `figures_may_be_told`. Without
them an order is left, and which works are built. These stay the same when every count is multiplied by the
same number, so they prove no count to be small.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

LEAST = 5
Cell = TypeVar("Cell", bound=Hashable)


def shown(cells: Mapping[Cell, int], total_is_shown: bool = True) -> dict[Cell, int | None]:
    """Return each cell's count, or None where it must stay hidden.

    A count under 5 is hidden, 0 too. Where the total of the row is shown, further cells are hidden,
    in the order in which they stand, until any of 0 to 4 remains possible for every hidden small cell:
    until then a reader could subtract. A row whose total may not be shown after that hides every cell,
    and must: that the total is missing would tell something too. So decide by the kind of table, not by
    its numbers, whether it has a total. Units: people.
    Source: the k-anonymity floor of 5 in docs/threat-model.md.
    """
    hidden = [cell for cell, count in cells.items() if count < LEAST]
    if hidden and total_is_shown:
        # In the order of the row and not by size: which cells are hidden must tell nothing about them,
        # also to somebody who has read this file.
        for cell in [cell for cell in cells if cell not in hidden]:
            if _tells_nothing(cells, hidden):
                break
            hidden.append(cell)
    return {cell: None if cell in hidden else count for cell, count in cells.items()}


def told_while_it_grows(count: int) -> int:
    """Return what is told of a count that can still grow: its last full five; 0 means fewer than five.

    A count that is told exactly shows whoever looks again and again when each person was added.
    Units: people.
    Source: the k-anonymity floor of 5 in docs/threat-model.md.
    """
    return count - count % LEAST


def figures_may_be_told(
    sheets: Mapping[str, tuple[int, Mapping[int, int]]],
    needs: Collection[int],
    *,
    most_each: int,
    once: bool,
) -> bool:
    """Return whether all figures of a count may be told, because none of them could hide fewer than five.

    `sheets` holds each group's people and what they chose, by need; `needs` are all that they could choose.
    There are two groups at least: of a single one, that figures are missing would tell which count is small.
    Each group has five people or more, and so many of each group chose each need: 0 is hidden as well, as it
    tells what everybody in the group did. `most_each` is how many choices one person can put on one need.
    Where each person chooses a need `once` at most, as many of each group did not choose it, too.
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
    """Return whether a row can show its total beside its cells without giving a small one away."""
    if sum(cells.values()) < LEAST:
        return False
    hidden = [cell for cell, count in shown(cells).items() if count is None]
    return not hidden or _tells_nothing(cells, hidden)


def _tells_nothing(cells: Mapping[Cell, int], hidden: Collection[Cell]) -> bool:
    """Whether every small hidden cell could be any of 0..4, knowing the sum of the hidden ones."""
    small = sum(1 for cell in hidden if cells[cell] < LEAST)
    large = len(hidden) - small
    together = sum(cells[cell] for cell in hidden)
    # One small cell at 4 and the other small ones at 4 still leaves every large one its 5.
    return large > 0 and together - (LEAST - 1) * small >= LEAST * large
