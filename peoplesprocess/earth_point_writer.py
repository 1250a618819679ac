"""Writing points on the earth again that tell more than they may: of displaced people only a cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from peoplesprocess.act import Act
from peoplesprocess.core.coordinates import Point
from peoplesprocess.db import journal
from peoplesprocess.facts.needs import RAISED_BY
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.point_precision import EXACT_DECIMALS, decimals_of
from peoplesprocess.models import EarthPoint, Need, SketchPin

_OF_NEEDS = (
    select(EarthPoint, RAISED_BY, Need.affected)
    .outerjoin(SketchPin, SketchPin.id == EarthPoint.pin_id)
    .join(Need, Need.id == func.coalesce(EarthPoint.need_id, SketchPin.need_id))
    .where(EarthPoint.settlement_id == bindparam("settlement"))
)


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
    _coarsen(act, [(row, decimals) for row in act.db.scalars(finer).all()])


def coarsen_kept_points(act: Act, told_before: Collection[UUID] = ()) -> int:
    """Keep no point of a settlement finer than it may be now; return how many were written anew.

    Of those `told_before` the journal holds a digest from before that can be tried out: it goes too.

    Errors: Forbidden unless the installation itself does it.
    """
    act.require_installation()
    found = points_to_coarsen(act.db, act.settlement, told_before)
    if found:
        _coarsen(act, found)
        act.note("points.coarsen", "points", points=len(found))
    return len(found)


def points_to_coarsen(
    db: Session, place: SettlementWithRules, told_before: Collection[UUID] = ()
) -> Sequence[tuple[EarthPoint, int]]:
    """Return the points of a settlement that tell more than they may, each with what is allowed.

    What concerns displaced people is decided by the needs and the programme's rules as they are now.
    """
    found = []
    for row, raised_by, affected in db.execute(_OF_NEEDS, {"settlement": place.id}):
        decimals = decimals_of(place, (raised_by or "").split(), affected)
        if row.decimals > decimals or (decimals < EXACT_DECIMALS and row.id in told_before):
            found.append((row, decimals))
    return found


def _coarsen(act: Act, rows: Sequence[tuple[EarthPoint, int]]) -> None:
    for row, decimals in rows:
        point = Point(row.latitude, row.longitude).rounded(min(decimals, row.decimals))
        row.latitude, row.longitude = point.latitude, point.longitude
        row.decimals = min(decimals, row.decimals)
        # Also where nothing is other than before: the entry gives it the one digest that keeps its salt.
        flag_modified(row, "decimals")
    # A cell has a million exact points: with its salt a digest of one is found by trying them all.
    journal.forget_salts(act.db, EarthPoint.__tablename__, [row.id for row, _ in rows])
