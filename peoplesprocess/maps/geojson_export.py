"""A settlement's map as GeoJSON (RFC 7946): longitude first, areas counterclockwise, points rounded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from peoplesprocess.core.coordinates import UNITS, Point
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.point_precision import CELL_DECIMALS, EXACT_DECIMALS, concerns_displaced
from peoplesprocess.maps.earth_point_actions import PUBLIC_DECIMALS
from peoplesprocess.maps.queries import EarthPointRow, newest_points, standing_shapes

_FORMS = {"area": "Polygon", "line": "LineString", "point": "Point"}


def export_geojson(db: Session, place: SettlementWithRules, *, public: bool = True) -> Iterator[str]:
    """Yield the shapes and points of a settlement as a GeoJSON text, piece by piece.

    Public points have 3 decimals; those that concern displaced people are never more precise than a cell.
    """
    yield '{"type":"FeatureCollection","features":[\n'
    behind = ""
    for feature in _features(db, place, public):
        yield behind + json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        behind = ",\n"
    yield "\n]}\n"


def geojson_feature(
    form: str, parts: Sequence[Sequence[Sequence[int]]], decimals: int = EXACT_DECIMALS, **words: object
) -> Mapping[str, object]:
    """Return an area, a line or a point in whole units as a feature; `words` are its properties."""
    told = [[_degrees(Point(y, x).rounded(decimals)) for x, y in part] for part in parts]
    coordinates: object = {"area": told, "line": told[0], "point": told[0][0]}[form]
    said = {name: value for name, value in words.items() if value not in ("", None)}
    geometry = {"type": _FORMS[form], "coordinates": coordinates}
    return {"type": "Feature", "properties": said, "geometry": geometry}


def _features(db: Session, place: SettlementWithRules, public: bool) -> Iterator[Mapping[str, object]]:
    most = PUBLIC_DECIMALS if public else EXACT_DECIMALS
    for shape in standing_shapes(db, place.id):
        decimals = most if shape.form == "point" else EXACT_DECIMALS
        yield geojson_feature(shape.form, shape.parts, decimals, kind=shape.kind, name=shape.name)
    for row in newest_points(db, place):
        decimals = min(_decimals(row, place), most)
        kind = row.pin_kind or ("need" if row.need else "settlement")
        name = row.need_title or row.pin_what or place.name
        where = [[(row.longitude, row.latitude)]]
        yield geojson_feature("point", where, decimals, kind=kind, name=name, need=row.need)


def _decimals(row: EarthPointRow, place: SettlementWithRules) -> int:
    is_displaced = concerns_displaced(place, (row.raised_by or "").split(), row.affected or ())
    return min(row.decimals, CELL_DECIMALS if is_displaced else EXACT_DECIMALS)


def _degrees(point: Point) -> list[float]:
    return [point.longitude / UNITS, point.latitude / UNITS]
