"""Writing points on the earth again where what they show concerns displaced people from now on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from peoplesprocess.act import Act
from peoplesprocess.core.coordinates import Point
from peoplesprocess.facts.point_precision import EXACT_DECIMALS, decimals_of
from peoplesprocess.models import EarthPoint, Need, SketchPin


def coarsen_points(act: Act, need: Need, groups: Iterable[str]) -> None:
    """Keep the points of a need, and of pins that show it, no finer than they may be with these groups.

    Older and struck ones too: the database cannot tell more of a home than a page may. The act notes it.
    """
    decimals = decimals_of(act.settlement, groups, need.affected)
    if decimals == EXACT_DECIMALS:
        return
    of_need = or_(EarthPoint.need_id == need.id, SketchPin.need_id == need.id)
    finer = (
        select(EarthPoint)
        .outerjoin(SketchPin, SketchPin.id == EarthPoint.pin_id)
        .where(of_need, EarthPoint.decimals > decimals)
    )
    for row in act.db.scalars(finer).all():
        point = Point(row.latitude, row.longitude).rounded(decimals)
        row.latitude, row.longitude, row.decimals = point.latitude, point.longitude, decimals
