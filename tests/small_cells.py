"""An attack on what is public: which counts of groups follow from what a board tells, by exact search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm

from tests.browser import Page

SMALL = 5


@dataclass(frozen=True, slots=True)
class ToldOrder:
    """What a page tells of an order: people by group, and for each need its mean share and its choices.

    None is not told. Units: percent in tenths, as printed; choices.
    """

    people: Sequence[int | None]
    needs: Mapping[int, tuple[Fraction | None, int | None]]


def proven_small(told: ToldOrder, each: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the least and the most of each cell that is proven to be below five, by need and group.

    The reader knows that each person had `each` choices. A group whose people are not told can be of any
    size, and then nothing bounds what it chose.
    """
    if None in told.people:
        return {}
    cast = [each * (people or 0) for people in told.people]
    found = {}
    for need, (share, total) in told.needs.items():
        if share is None or total is None:
            continue
        columns = list(zip(*solutions(cast, share, total), strict=True))
        for group, values in enumerate(columns):
            if max(values) < SMALL and (min(values) > 0 or max(values) < SMALL - 1):
                found[need, group] = (min(values), max(values))
    return found


def solutions(cast: Sequence[int], share: Fraction, total: int) -> Iterator[tuple[int, ...]]:
    """Return every way in which the groups can have chosen a need, given its mean share and all choices."""
    scale = lcm(*cast)
    weights = [scale // each for each in cast]
    whole = Fraction(len(cast) * scale, 100)
    low, high = ceil((share - Fraction(1, 20)) * whole), ceil((share + Fraction(1, 20)) * whole) - 1
    yield from _search(cast, weights, total, low, high)


def _search(
    most: Sequence[int], weights: Sequence[int], total: int, low: int, high: int
) -> Iterator[tuple[int, ...]]:
    """Fill the first cell with all that leaves the others something possible, then the rest."""
    if not most:
        if total == 0 and low <= 0 <= high:
            yield ()
        return
    if not 0 <= total <= sum(most) or total * max(weights) < low or total * min(weights) > high:
        return
    for count in range(min(most[0], total) + 1):
        taken = count * weights[0]
        for rest in _search(most[1:], weights[1:], total - count, low - taken, high - taken):
            yield (count, *rest)


def read_board(page: Page) -> ToldOrder | None:
    """Return what a board tells of the newest order in its rule of equal groups, or None."""
    around = re.search(r"What comes first (.*?)(?: What comes first)? Need Groups the same", page.text)
    if around is None:
        return None
    groups = re.split(r"the same\.", around[1])[-1].split("·")
    told = [re.search(r"\(([\d,]+) (?:person|people)\)$", group.strip()) for group in groups]
    people = [int(found[1].replace(",", "")) if found else None for found in told]
    table = page.html[page.html.index("What comes first") :]
    rows = re.findall(
        r"<th>([\d,]+)\. <bdi>.*?</bdi>(.*?)(?=<th>|</table>)", table.split("</table>")[0] + "</table>"
    )
    needs = {}
    for number, cells in rows:
        figures = [Fraction(figure.replace(",", "")) for figure in re.findall(r"\(([\d.,]+)\)", cells)]
        share = figures[0] if figures else None
        needs[int(number)] = (share, int(figures[1]) if len(figures) > 1 else None)
    return ToldOrder(people, needs)
