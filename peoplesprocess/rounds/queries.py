"""What only the pages of rounds read: the photos of a group's paper."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import PaperPhoto


class BallotPaperPhoto(NamedTuple):
    """A photo of a group's paper, in the store under its digest."""

    digest: str
    size: int
    made_at: datetime


PHOTOS = Query(
    BallotPaperPhoto,
    select(PaperPhoto.digest, PaperPhoto.size, PaperPhoto.made_at)
    .where(PaperPhoto.round_id == bindparam("round"), PaperPhoto.group_code == bindparam("group"))
    .order_by(PaperPhoto.id)
    .limit(20),
)
"""The photos of a group's paper, the first first."""
