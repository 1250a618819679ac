"""Reading lines and areas written by telephones as features, such as "lat lon alt acc;lat lon alt acc"."""

from __future__ import annotations

from peoplesprocess.core.coordinates import UNITS, read_point
from peoplesprocess.core.messages import Refused
from peoplesprocess.maps.uploaded_features import MapFeature


def read_traces(text: str) -> list[MapFeature]:
    """Return the lines, areas and points of a text of geotraces, geoshapes and geopoints, one per line."""
    lines = [line.strip().strip('"') for line in text.splitlines()]
    return [_trace(number, line) for number, line in enumerate(lines, 1) if line]


def _trace(number: int, line: str) -> MapFeature:
    try:
        points = [read_point(part) for part in line.split(";") if part.strip()]
    except Refused as refusal:
        return MapFeature(number, "", "other", fault=refusal.sentence)
    positions: list[list[object]] = [[p.longitude / UNITS, p.latitude / UNITS] for p in points]
    if len(positions) == 1:
        return MapFeature(number, "", "other", "point", [positions])
    is_closed = len(positions) > 3 and positions[0] == positions[-1]
    return MapFeature(number, "", "other", "area" if is_closed else "line", [positions])
