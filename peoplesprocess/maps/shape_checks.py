"""Checks that make a feature of a map file a shape; each refusal says what to do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from peoplesprocess.core.coordinates import Bounds, Point, checked_point
from peoplesprocess.core.messages import N_, Message, Plural, Refused
from peoplesprocess.core.personal_numbers import looks_personal
from peoplesprocess.core.shapes import (
    CrossingBudget,
    NamedShape,
    Position,
    TooManySides,
    area,
    crossing,
    normal_line,
    normal_ring,
    simplified,
)
from peoplesprocess.maps.uploaded_features import MapFeature, RawPart

LONGEST_NAME = 80
MOST_POINTS = 5_000
"""The most points that a shape may have before it is simplified."""
_PROJECTED = N_(
    "These are not degrees. Export the map in WGS 84 (EPSG:4326): longitude ends at 180 and latitude at 90."
)
_NO_POINTS = N_("This shape has no points. Draw it, or leave it out.")
_OPEN = N_("This area is not closed. Its last point must be its first: add it, or make it a line.")
_CROSSES = N_(
    "This area crosses itself near latitude %(latitude)s, longitude %(longitude)s. Put its corners in order."
)


def checked_shape(feature: MapFeature, bounds: Bounds | None, effort: CrossingBudget) -> NamedShape:
    """Return a feature as a normalized, simplified shape. Errors: Refused."""
    if feature.fault is not None:
        raise Refused(feature.fault)
    name = "".join(sign for sign in feature.name if sign.isprintable()).strip()
    if len(name) > LONGEST_NAME:
        raise Refused(
            Message(N_("This name is longer than %(most)s characters. Shorten it."), {"most": LONGEST_NAME}),
            "name",
        )
    if looks_personal(name):
        raise Refused(
            Message(
                N_("This name looks like a person's telephone or identity number. Write what the place is.")
            ),
            "name",
        )
    count = sum(len(part) for part in feature.parts if isinstance(part, Sequence))
    if count > MOST_POINTS:
        sentence = Plural(
            "This shape has %(count)s point. Simplify it to %(most)s before you export it.",
            "This shape has %(count)s points. Simplify it to %(most)s before you export it.",
            count,
            {"most": MOST_POINTS},
        )
        raise Refused(sentence)
    if not feature.parts:
        raise Refused(Message(_NO_POINTS))
    raw = [[_numbers(position) for position in _listed(part)] for part in feature.parts]
    parts = [[_position(pair, bounds) for pair in part] for part in raw]
    if feature.form == "area":
        return NamedShape(feature.kind, name, "area", simplified(_rings(raw, parts, effort), "area"))
    return NamedShape(feature.kind, name, feature.form, simplified(_lines(feature.form, parts), feature.form))


def _listed(part: RawPart) -> RawPart:
    if not isinstance(part, list) or not part:
        raise Refused(Message(_NO_POINTS))
    return part


def _numbers(position: object) -> tuple[float, float]:
    """Return longitude and latitude as numbers. Errors: Refused."""
    if not isinstance(position, list) or len(position) < 2:
        raise Refused(Message(N_("A point of this shape is not two numbers, longitude and latitude.")))
    found = []
    for number in position[:2]:
        if isinstance(number, bool) or not isinstance(number, int | float):
            sentence = N_("“%(number)s” is not a number. Write longitude and latitude as numbers.")
            raise Refused(Message(sentence, {"number": str(number)[:20]}))
        try:
            value = float(number)
        except OverflowError:
            value = math.inf
        if not math.isfinite(value):
            raise Refused(
                Message(N_("A number of this shape is not known (NaN) or infinite. Draw the shape again."))
            )
        found.append(value)
    return found[0], found[1]


def _position(pair: tuple[float, float], bounds: Bounds | None) -> Position:
    longitude, latitude = pair
    if abs(longitude) > 360 or abs(latitude) > 360:
        raise Refused(Message(_PROJECTED))
    point: Point = checked_point(Decimal(repr(latitude)), Decimal(repr(longitude)), bounds)
    return point.longitude, point.latitude


def _rings(
    raw: Sequence[Sequence[tuple[float, float]]], parts: Sequence[Sequence[Position]], effort: CrossingBudget
) -> list[tuple[Position, ...]]:
    """Return the rings of an area, the outer one first. Errors: Refused."""
    for ring in raw:
        _check_ring(ring, effort)
    rings = [normal_ring(ring, hole=index > 0) for index, ring in enumerate(parts)]
    # Holes smaller than a metre vanish; an area smaller than that is none.
    kept = [ring for ring in rings if len(ring) > 3 and area(ring) != 0]
    if not kept or kept[0] is not rings[0]:
        raise Refused(Message(N_("This area is smaller than a metre. Make it a point.")))
    return [kept[0], *sorted(kept[1:])]


def _check_ring(ring: Sequence[tuple[float, float]], effort: CrossingBudget) -> None:
    """Refuse a ring that is open, too small, or crosses itself. Errors: Refused."""
    if ring[0] != ring[-1]:
        raise Refused(Message(_OPEN))
    if len(set(ring)) < 3:
        raise Refused(Message(N_("This area has fewer than three corners. Draw it again.")))
    try:
        found = crossing(ring, effort)
    except TooManySides:
        raise Refused(
            Message(N_("This area is too complicated. Draw it again with fewer corners."))
        ) from None
    if found is not None:
        where = {"longitude": f"{found[0]:.5f}", "latitude": f"{found[1]:.5f}"}
        raise Refused(Message(_CROSSES, where))


def _lines(form: str, parts: Sequence[Sequence[Position]]) -> list[tuple[Position, ...]]:
    lines = [normal_line(part) for part in parts]
    if form == "line" and any(len(line) < 2 for line in lines):
        raise Refused(Message(N_("This line has fewer than two points. Make it a point, or leave it out.")))
    return lines
