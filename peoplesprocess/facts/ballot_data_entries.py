"""Data entries of rounds with double entry: what each person read from a group's paper."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import BallotDataEntry


class BallotDataEntryRow(NamedTuple):
    """A data entry: what one person typed in from a group's paper."""

    group_code: str
    made_by: UUID | None
    people: int
    tokens: dict[str, int]
    marks: dict[str, int]


_entries = (
    select(
        BallotDataEntry.group_code,
        BallotDataEntry.made_by,
        BallotDataEntry.people,
        BallotDataEntry.tokens,
        BallotDataEntry.marks,
    )
    .where(BallotDataEntry.round_id == bindparam("round"))
    .order_by(BallotDataEntry.id)
)
ENTRIES_OF_GROUP = Query(BallotDataEntryRow, _entries.where(BallotDataEntry.group_code == bindparam("group")))
DATA_ENTRIES = Query(BallotDataEntryRow, _entries)
"""All data entries of a round, in the order in which they were made."""
