"""Queries that only rounds need: photos of a group's paper, and who typed its sheet in."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.models import BallotSheet, BallotSheetCorrection, BallotSheetPhoto


class BallotSheetPhotoRow(NamedTuple):
    """A photo of a group's paper; its digest is its name in the store."""

    digest: str
    size: int
    made_at: datetime


PHOTOS = Query(
    BallotSheetPhotoRow,
    select(BallotSheetPhoto.digest, BallotSheetPhoto.size, BallotSheetPhoto.made_at)
    .where(BallotSheetPhoto.round_id == bindparam("round"), BallotSheetPhoto.group_code == bindparam("group"))
    .order_by(BallotSheetPhoto.id),
)
"""All photos of a group's paper, oldest first. No limit: the newest one may prove a correction."""
_corrected_by = (
    select(BallotSheetCorrection.made_by)
    .where(BallotSheetCorrection.sheet_id == BallotSheet.id)
    .order_by(BallotSheetCorrection.id.desc())
    .limit(1)
    .correlate(BallotSheet)
    .scalar_subquery()
)
SHEET_TYPED_BY = ScalarQuery(
    select(func.coalesce(_corrected_by, BallotSheet.made_by)).where(BallotSheet.id == bindparam("sheet"))
)
"""The account that typed in the present content of a sheet."""
