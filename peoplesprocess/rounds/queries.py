"""What only the pages of rounds read: the photos of a group's paper."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import BallotSheetPhoto


class BallotSheetPhotoRow(NamedTuple):
    """A photo of a group's paper, in the store under its digest."""

    digest: str
    size: int
    made_at: datetime


PHOTOS = Query(
    BallotSheetPhotoRow,
    select(BallotSheetPhoto.digest, BallotSheetPhoto.size, BallotSheetPhoto.made_at)
    .where(BallotSheetPhoto.round_id == bindparam("round"), BallotSheetPhoto.group_code == bindparam("group"))
    .order_by(BallotSheetPhoto.id)
    .limit(20),
)
"""The photos of a group's paper, the first first."""
