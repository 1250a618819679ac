"""Points on the earth more precise than now allowed, and digests from which they could be guessed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from peoplesprocess.act import act_in_settlement
from peoplesprocess.db.session import snapshot, writing
from peoplesprocess.earth_point_writer import coarsen_kept_points, points_to_coarsen
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.facts.point_precision import CELL_DECIMALS
from peoplesprocess.models import EarthPoint, JournalRowDigest, Settlement

_TOLD_BEFORE = (
    select(JournalRowDigest.key)
    .where(JournalRowDigest.table_name == EarthPoint.__tablename__, JournalRowDigest.salt != "")
    .group_by(JournalRowDigest.key)
    .having(func.count() > 1)
)
"""The keys of points that have more than one salted digest in the journal."""
_POINTS = select(EarthPoint.id, EarthPoint.decimals, Settlement.code).join(
    Settlement, Settlement.id == EarthPoint.settlement_id
)


def coarsen_exact_points(engine: Engine, now: datetime) -> int:
    """Coarsen points to the precision now allowed, one settlement at a time; return how many were changed."""
    with snapshot(engine) as db:
        told_before = frozenset(UUID(key) for key in db.scalars(_TOLD_BEFORE))
        codes = sorted(
            {
                code
                for key, decimals, code in db.execute(_POINTS)
                if decimals > CELL_DECIMALS or key in told_before
            }
        )
        codes = [code for code in codes if _is_due(db, code, told_before)]
    count = 0
    for code in codes:
        with writing(engine) as db:
            count += coarsen_kept_points(act_in_settlement(db, None, code, now), told_before)
            db.commit()
    return count


def _is_due(db: Session, code: str, told_before: frozenset[UUID]) -> bool:
    place = settlement_by_code(db, code)
    return place is not None and bool(points_to_coarsen(db, place, told_before))
