"""Corrections proposed after a round was closed: what they change, and how they were answered."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import aliased

from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import BallotSheet, CorrectionAnswer, ProposedCorrection

_newer = aliased(ProposedCorrection)
NEWEST_PROPOSAL = (
    select(_newer.id)
    .where(_newer.sheet_id == BallotSheet.id)
    .order_by(_newer.id.desc())
    .limit(1)
    .correlate(BallotSheet)
    .scalar_subquery()
)
"""The key of the newest proposal for a sheet, which replaces earlier ones."""
IS_ANSWERED: ColumnElement[bool] = exists(
    select(1).where(CorrectionAnswer.proposal_id == ProposedCorrection.id).correlate(ProposedCorrection)
)
"""Whether a representative has answered a proposal."""


class ProposedCorrectionRow(NamedTuple):
    """The newest proposal for a sheet, beside the sheet; `agrees` is None while it has not been answered."""

    id: UUID
    sheet_id: UUID
    group_code: str
    sheet_version: int
    people_before: int
    tokens_before: dict[str, int]
    marks_before: dict[str, int]
    people: int
    tokens: dict[str, int]
    marks: dict[str, int]
    reason: str
    made_at: datetime
    made_by: UUID | None
    agrees: bool | None
    answer: str | None
    answered_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for the group's representative."""
        return self.agrees is None


PROPOSALS = Query(
    ProposedCorrectionRow,
    select(
        ProposedCorrection.id,
        BallotSheet.id.label("sheet_id"),
        BallotSheet.group_code,
        ProposedCorrection.sheet_version,
        BallotSheet.people.label("people_before"),
        BallotSheet.tokens.label("tokens_before"),
        BallotSheet.marks.label("marks_before"),
        ProposedCorrection.people,
        ProposedCorrection.tokens,
        ProposedCorrection.marks,
        ProposedCorrection.reason,
        ProposedCorrection.made_at,
        ProposedCorrection.made_by,
        CorrectionAnswer.agrees,
        CorrectionAnswer.reason.label("answer"),
        CorrectionAnswer.made_at.label("answered_at"),
    )
    .select_from(BallotSheet)
    .join(ProposedCorrection, ProposedCorrection.id == NEWEST_PROPOSAL)
    .outerjoin(CorrectionAnswer, CorrectionAnswer.proposal_id == ProposedCorrection.id)
    .where(BallotSheet.round_id == bindparam("round"))
    .order_by(BallotSheet.id),
)
"""The newest proposal for each sheet of a round that has any."""
PROPOSAL = PROPOSALS.where(BallotSheet.group_code == bindparam("group"))
"""The newest proposal for one group's sheet."""
