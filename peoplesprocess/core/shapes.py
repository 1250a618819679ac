"""Areas, lines and points on the earth: self-crossing areas, simplification, and a canonical form."""

from __future__ import annotations

import hashlib
import heapq
import itertools
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from peoplesprocess.core.messages import N_

Position = tuple[int, int]
"""Longitude and latitude in units of 0.00001 degrees, in the order of map files."""
Part = Sequence[Position]

SHAPE_KINDS = {
    "outline": N_("Outline"),
    "block": N_("Block"),
    "hazard": N_("Hazard"),
    "service": N_("Service"),
    "other": N_("Other"),
}
MOST_SHAPES = 30
"""The most shapes of a page, so that a telephone can draw it."""
MOST_POSITIONS = 60
"""The most points of a shape."""
MOST_COMPARED = 800_000
"""The most pairs of sides that are compared in one file; shapes drawn by people need a hundredth of it."""


class TooManySides(Exception):
    """An area has so many adjacent sides that the check for crossings takes too long."""


@dataclass(slots=True)
class CrossingBudget:
    """The number of pairs of sides that may still be compared."""

    left: int = MOST_COMPARED


@dataclass(frozen=True, slots=True)
class NamedShape:
    """An area (rings: the outer one, then its holes), a line, or a point, with its kind and name."""

    kind: str
    name: str
    form: str
    parts: tuple[tuple[Position, ...], ...]

    @property
    def digest(self) -> str:
        """A digest that recognises the same shape in another file."""
        content = json.dumps([self.kind, self.name, self.form, self.parts], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()


def digest_of_shapes(shapes: Iterable[NamedShape]) -> str:
    """Return one digest of shapes, independent of their order and of the file format."""
    return hashlib.sha256("\n".join(sorted(shape.digest for shape in shapes)).encode()).hexdigest()


def crossing(ring: Sequence[tuple[float, float]], effort: CrossingBudget) -> tuple[float, float] | None:
    """Return where a closed ring crosses itself, None if it does not. Errors: TooManySides."""
    sides = [
        (min(a[0], b[0]), max(a[0], b[0]), index, a, b)
        for index, (a, b) in enumerate(itertools.pairwise(ring))
        if a != b
    ]
    sides.sort()
    for at, (_, right, index, a, b) in enumerate(sides):
        for left, _, other, c, d in sides[at + 1 :]:
            if left > right:
                break
            effort.left -= 1
            if effort.left < 0:
                raise TooManySides
            if index != other and _cross(a, b, c, d):
                return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    return _crossed_corner(ring)


def _cross(a: Sequence[float], b: Sequence[float], c: Sequence[float], d: Sequence[float]) -> bool:
    """Return whether two sides cross in the interior of both."""
    if min(a[1], b[1]) > max(c[1], d[1]) or min(c[1], d[1]) > max(a[1], b[1]):
        return False
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: Sequence[float], b: Sequence[float], c: Sequence[float]) -> int:
    turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (turn > 0) - (turn < 0)


def _crossed_corner(ring: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Return a corner that a ring visits twice with opposite turns, as in an eight; None if there is none."""
    seen: dict[tuple[float, float], int] = {}
    for index, corner in enumerate(ring[:-1]):
        first = seen.setdefault(corner, index)
        if first != index and index - first > 1:
            loop, rest = ring[first : index + 1], [*ring[: first + 1], *ring[index + 1 :]]
            if area(loop) * area(rest) < 0:
                return corner
    return None


def area(ring: Sequence[Sequence[float]]) -> float:
    """Return twice the signed area of a closed ring, positive if it is counter-clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))


def normal_ring(ring: Part, *, hole: bool = False) -> tuple[Position, ...]:
    """Return a closed ring in canonical form, starting from its smallest corner.

    Outer rings run counter-clockwise, holes clockwise.
    """
    corners = _without_repeats(ring)[:-1]
    if not corners:
        return tuple(ring[:1])
    closed = [*corners, corners[0]]
    if (area(closed) < 0) is not hole:
        corners.reverse()
    first = corners.index(min(corners))
    turned = corners[first:] + corners[:first]
    return (*turned, turned[0])


def normal_line(line: Part) -> tuple[Position, ...]:
    """Return a line without repeated consecutive points."""
    return tuple(_without_repeats(line))


def simplified(parts: Sequence[Part], form: str) -> tuple[tuple[Position, ...], ...]:
    """Return parts reduced to at most `MOST_POSITIONS` points together, keeping those that stand out most."""
    if sum(map(len, parts)) <= MOST_POSITIONS:
        return tuple(map(tuple, parts))
    kept = [set(_anchors(part, form)) for part in parts]
    waiting: list[tuple[float, int, int, int, int]] = []
    for index, part in enumerate(parts):
        anchors = sorted(kept[index])
        for start, end in itertools.pairwise(anchors):
            _queue_middle(waiting, index, part, start, end)
    while waiting and sum(map(len, kept)) < MOST_POSITIONS:
        _, index, start, middle, end = heapq.heappop(waiting)
        kept[index].add(middle)
        _queue_middle(waiting, index, parts[index], start, middle)
        _queue_middle(waiting, index, parts[index], middle, end)
    return tuple(tuple(part[at] for at in sorted(chosen)) for part, chosen in zip(parts, kept, strict=True))


def _anchors(part: Part, form: str) -> list[int]:
    """Return the points that always stay: a line's ends; four corners of a ring, so that it stays an area."""
    last = len(part) - 1
    if form != "area" or last < 4:
        return list(range(len(part))) if last < 4 else [0, last]
    far = max(range(last), key=lambda at: math.dist(part[0], part[at]))
    aside = max(range(last), key=lambda at: _distance(part, 0, at, far))
    return [0, far, aside, last]


def _queue_middle(
    waiting: list[tuple[float, int, int, int, int]], index: int, part: Part, start: int, end: int
) -> None:
    """Queue the point that stands out most between two others."""
    if end - start < 2:
        return
    middle = max(range(start + 1, end), key=lambda at: _distance(part, start, at, end))
    heapq.heappush(waiting, (-_distance(part, start, middle, end), index, start, middle, end))


def _distance(part: Part, start: int, at: int, end: int) -> float:
    """Return the distance of a point from the line between two others; longitudes shrink with latitude."""
    shrink = math.cos(math.radians(part[start][1] / 100_000))
    (ax, ay), (px, py), (bx, by) = ((part[i][0] * shrink, part[i][1]) for i in (start, at, end))
    length = math.hypot(bx - ax, by - ay)
    if length == 0:
        return math.hypot(px - ax, py - ay)
    return abs((bx - ax) * (py - ay) - (by - ay) * (px - ax)) / length


def _without_repeats(part: Part) -> list[Position]:
    return [each for at, each in enumerate(part) if at == 0 or each != part[at - 1]]
