"""The box in which the points of a settlement lie: around what is known of it, else its country."""

from __future__ import annotations

from itertools import chain

from sqlalchemy.orm import Session

from peoplesprocess.core.coordinates import Bounds, Point, bounds_around
from peoplesprocess.core.country_boxes import country_bounds
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.maps.queries import OFFICIAL_PLACE, newest_points, standing_shapes


def known_bounds(db: Session, place: SettlementWithRules, *, without: Point | None = None) -> Bounds | None:
    """Return the box around what is known of a settlement, except `without`, a point that is changed."""
    points = [row.point for row in newest_points(db, place) if row.point != without]
    for shape in standing_shapes(db, place.id):
        points += [Point(latitude, longitude) for longitude, latitude in chain.from_iterable(shape.parts)]
    if place.place_code:
        official = OFFICIAL_PLACE.first(db, programme=place.programme_id, code=place.place_code)
        points += [Point(*official)] if official else []
    return bounds_around(points) or country_bounds(place.area)
