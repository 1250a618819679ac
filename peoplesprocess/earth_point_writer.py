"""Coarsening points that are more precise than allowed: those of displaced people are kept only as cells."""

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
    """Coarsen the points of a need, and of pins that show it, to the precision allowed with these groups.

    Older and struck points, too: the database must not reveal more of a home than a page may. The caller
    notes it in the journal.
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
    """Coarsen all points of a settlement to the precision now allowed; return how many were rewritten.

    For points in `told_before` the journal has an older salted digest, from which the point could be guessed;
    the salt is cleared.

    Errors: Forbidden for an account; only the installation itself does it.
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
    """Return the points of a settlement that are too precise, each with the number of decimals allowed.

    The needs and the programme's rules as they are now decide what concerns displaced people.
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
        # Even if nothing changed: the act's entry then makes a new digest, the only one that keeps its salt.
        flag_modified(row, "decimals")
    # A cell has a million exact points: knowing the salt, one could find the right one by trying all.
    journal.forget_salts(act.db, EarthPoint.__tablename__, [row.id for row, _ in rows])
