"""Queries of maps: drawn maps, their pins, and points on the earth."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.core.coordinates import Point
from peoplesprocess.core.sketch_map_squares import SketchMapPosition
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.needs import RAISED_BY
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.point_precision import decimals_of
from peoplesprocess.facts.strikes import is_struck, not_struck, with_strike
from peoplesprocess.models import (
    Block,
    EarthPoint,
    GazetteerPlace,
    GazetteerRelease,
    MapShape,
    Need,
    SketchMap,
    SketchPin,
    Strike,
)

_settlement: ColumnElement[UUID] = bindparam("settlement")


class SketchMapRow(NamedTuple):
    """A drawn map with its picture; a struck one's picture is no longer shown."""

    id: UUID
    number: int
    digest: str
    size: int
    width: int
    height: int
    made_at: datetime
    is_struck: bool

    @property
    def kilobytes(self) -> int:
        """The size of the picture in kilobytes, rounded up."""
        return -(-self.size // 1000)


SKETCH_MAPS = Query(
    SketchMapRow,
    select(
        SketchMap.id,
        SketchMap.number,
        SketchMap.digest,
        SketchMap.size,
        SketchMap.width,
        SketchMap.height,
        SketchMap.made_at,
        is_struck(SketchMap.id).label("is_struck"),
    )
    .where(SketchMap.settlement_id == _settlement)
    .order_by(SketchMap.number.desc()),
)
"""The drawn maps of a settlement, the newest first."""


class PinRow(NamedTuple):
    """A pin with what it marks and, if it was removed or moved, why."""

    id: UUID
    map_id: UUID
    number: int
    kind: str
    what: str
    x: int | None
    y: int | None
    need: int | None
    need_title: str | None
    block: str | None
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None
    replacement: int | None

    @property
    def words(self) -> str:
        """What is there, in people's own words."""
        return self.need_title or self.what

    @property
    def spot(self) -> SketchMapPosition | None:
        """Its position on the picture, None if only its block is known."""
        return None if self.x is None or self.y is None else SketchMapPosition(self.x, self.y)


_new = aliased(SketchPin)
PINS = Query(
    PinRow,
    with_strike(
        select(
            SketchPin.id,
            SketchPin.map_id,
            SketchPin.number,
            SketchPin.kind,
            SketchPin.what,
            SketchPin.x,
            SketchPin.y,
            Need.number.label("need"),
            Need.title.label("need_title"),
            Block.name.label("block"),
        )
        .outerjoin(Need, Need.id == SketchPin.need_id)
        .outerjoin(Block, Block.id == SketchPin.block_id),
        SketchPin.id,
    )
    .add_columns(
        _new.number.label("replacement"),
    )
    .outerjoin(_new, _new.id == Strike.replacement_id)
    .where(SketchPin.settlement_id == _settlement)
    .order_by(SketchPin.number),
)
"""The pins of a settlement's drawn maps, the first one first."""


class EarthPointRow(NamedTuple):
    """A point on the earth, with the need, the pin or the settlement that is there."""

    id: UUID
    number: int
    need: int | None
    need_title: str | None
    pin: int | None
    pin_what: str | None
    pin_kind: str | None
    latitude: int
    longitude: int
    decimals: int
    raised_by: str | None
    affected: list[str] | None
    made_at: datetime

    @property
    def point(self) -> Point:
        """The point's coordinates."""
        return Point(self.latitude, self.longitude)


POINTS = Query(
    EarthPointRow,
    select(
        EarthPoint.id,
        EarthPoint.number,
        Need.number.label("need"),
        Need.title.label("need_title"),
        SketchPin.number.label("pin"),
        SketchPin.what.label("pin_what"),
        SketchPin.kind.label("pin_kind"),
        EarthPoint.latitude,
        EarthPoint.longitude,
        EarthPoint.decimals,
        RAISED_BY.label("raised_by"),
        Need.affected,
        EarthPoint.made_at,
    )
    .outerjoin(SketchPin, SketchPin.id == EarthPoint.pin_id)
    .outerjoin(Need, Need.id == func.coalesce(EarthPoint.need_id, SketchPin.need_id))
    .where(EarthPoint.settlement_id == _settlement, not_struck(EarthPoint.id))
    .order_by(EarthPoint.number),
)
"""The points of a settlement that are not struck, including older ones of the same subject."""


class ShapeRow(NamedTuple):
    """A shape of the map."""

    id: UUID
    number: int
    kind: str
    name: str
    form: str
    parts: list[list[list[int]]]
    digest: str
    made_at: datetime


SHAPES = Query(
    ShapeRow,
    select(*(getattr(MapShape, name) for name in ShapeRow._fields))
    .where(MapShape.settlement_id == _settlement, not_struck(MapShape.id))
    .order_by(MapShape.number),
)
"""The shapes of a settlement that are not struck, including older ones of the same name."""


class GazetteerPosition(NamedTuple):
    """The coordinates of a place with an official code."""

    latitude: int
    longitude: int


OFFICIAL_PLACE = Query(
    GazetteerPosition,
    select(GazetteerPlace.latitude, GazetteerPlace.longitude)
    .join(GazetteerRelease, GazetteerRelease.id == GazetteerPlace.release_id)
    .where(GazetteerRelease.programme_id == bindparam("programme"), GazetteerPlace.code == bindparam("code"))
    .where(GazetteerPlace.latitude.is_not(None), GazetteerPlace.longitude.is_not(None))
    .order_by(GazetteerRelease.number.desc())
    .limit(1),
)
"""The coordinates of a place, by its code in the newest release."""


def newest_points(db: Session, place: SettlementWithRules) -> list[EarthPointRow]:
    """Return the points in force: the newest of the settlement, of each need and of each pin.

    No point is more precise than the programme allows now, even if it was stored before that.
    """
    found = POINTS.all(db, settlement=place.id)
    newest = {(point.pin, None if point.pin else point.need): point for point in found}
    return [_allowed(point, place) for point in newest.values()]


def _allowed(row: EarthPointRow, place: SettlementWithRules) -> EarthPointRow:
    decimals = decimals_of(place, (row.raised_by or "").split(), row.affected or ())
    if decimals >= row.decimals:
        return row
    point = row.point.rounded(decimals)
    return row._replace(latitude=point.latitude, longitude=point.longitude, decimals=decimals)


def standing_shapes(db: Session, settlement: UUID) -> list[ShapeRow]:
    """Return the shapes in force: the newest of each kind and name."""
    found = SHAPES.all(db, settlement=settlement)
    return list({(shape.kind, shape.name or shape.digest): shape for shape in found}.values())
