"""Shapes as an SVG drawing, a few hundred units wide, in whole numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from peoplesprocess.core.shapes import Part
from peoplesprocess.maps.queries import EarthPointRow, ShapeRow

WIDTH = 300
HIGHEST = 400
EDGE = 10
"""The margin on each side for labels, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class DrawnShape:
    """A shape or point of the list, with its path and the place of its number."""

    number: int
    row: ShapeRow | EarthPointRow
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class ShapesDrawing:
    """All shapes and points, in the order of the list beside them."""

    width: int
    height: int
    shapes: Sequence[DrawnShape]
    points: Sequence[DrawnShape]


def drawing(shapes: Sequence[ShapeRow], points: Sequence[EarthPointRow]) -> ShapesDrawing | None:
    """Return the drawing of shapes and points, None if there are none."""
    places = [place for shape in shapes for part in shape.parts for place in part]
    places += [[row.longitude, row.latitude] for row in points]
    if not places:
        return None
    west, east = min(place[0] for place in places), max(place[0] for place in places)
    south, north = min(place[1] for place in places), max(place[1] for place in places)
    shrink = max(math.cos(math.radians((south + north) / 200_000)), 0.01)
    wide, high = max((east - west) * shrink, 1), max(north - south, 1)
    scale = min((WIDTH - 2 * EDGE) / wide, (HIGHEST - 2 * EDGE) / high)

    def at(place: Sequence[int]) -> tuple[int, int]:
        return (
            round((place[0] - west) * shrink * scale) + EDGE,
            round((north - place[1]) * scale) + EDGE,
        )

    drawn = [
        _drawn(number, shape, [[at(place) for place in part] for part in shape.parts])
        for number, shape in enumerate(shapes, 1)
    ]
    marked = [
        DrawnShape(number, row, "", *at((row.longitude, row.latitude)))
        for number, row in enumerate(points, len(shapes) + 1)
    ]
    return ShapesDrawing(WIDTH, round(high * scale) + 2 * EDGE, drawn, marked)


def _drawn(number: int, shape: ShapeRow, parts: Sequence[Part]) -> DrawnShape:
    if shape.form == "point":
        return DrawnShape(number, shape, "", *parts[0][0])
    path = "".join(_path(part) + ("z" if shape.form == "area" else "") for part in parts)
    outer = parts[0]
    if shape.form == "line":
        return DrawnShape(number, shape, path, *outer[len(outer) // 2])
    middle = (
        sum(x for x, _ in outer[1:]) // (len(outer) - 1),
        sum(y for _, y in outer[1:]) // (len(outer) - 1),
    )
    return DrawnShape(number, shape, path, *middle)


def _path(part: Part) -> str:
    """Return the path in relative steps, which take fewer characters than absolute positions."""
    (x, y), *rest = part
    steps = [f"M{x} {y}"]
    for next_x, next_y in rest:
        steps.append(f"l{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return "".join(steps).replace(" -", "-")
