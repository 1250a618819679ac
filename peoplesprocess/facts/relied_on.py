"""What rests on a meeting, a visit, a line of the cash book or a paper, so that it is struck no more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import SQLColumnExpression, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.facts.contracts import NEWEST_VISIT
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    Attachment,
    Ballot,
    BallotSheet,
    CashBookEntry,
    Certificate,
    Contract,
    Defect,
    FinalAccount,
    Meeting,
    Plan,
    PlanAdoption,
    PublicAudit,
    Result,
    RetentionDeduction,
    Round,
    Strike,
    Tranche,
    TrancheRelease,
    Visit,
)

_contract: ColumnElement[UUID] = bindparam("contract")
_later = aliased(Visit)
NEWEST_NUMBER = ScalarQuery(
    select(Visit.number).join(Contract, Visit.id == NEWEST_VISIT).where(Contract.id == _contract)
)
"""The number of a contract's newest visit that was not struck."""


def _was_newest(moment: SQLColumnExpression[datetime]) -> ColumnElement[bool]:
    """Whether no later visit, still counted, had been recorded at a moment after this one's."""
    return (moment >= Visit.made_at) & ~exists(
        select(1)
        .where(_later.contract_id == Visit.contract_id, _later.number > Visit.number)
        .where(_later.made_at <= moment, not_struck(_later.id))
        .correlate_except(_later)
    )


RELEASED_ON_VISIT = ScalarQuery(
    select(Tranche.number)
    .join(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .join(Visit, Visit.contract_id == Tranche.contract_id)
    .where(Visit.id == bindparam("visit"), Tranche.work_done > 0, _was_newest(TrancheRelease.made_at))
    .order_by(Tranche.number)
    .limit(1)
)
"""The first instalment that was released on what a visit measured."""
CERTIFIED_ON_VISIT = ScalarQuery(
    select(Certificate.id)
    .join(Visit, Visit.contract_id == Certificate.contract_id)
    .where(Visit.id == bindparam("visit"), _was_newest(Certificate.made_at))
)
"""The certificate that rests on what a visit measured."""
DEDUCTED_ON_VISIT = ScalarQuery(
    select(Defect.number)
    .join(RetentionDeduction, RetentionDeduction.defect_id == Defect.id)
    .where(Defect.visit_id == bindparam("visit"), not_struck(RetentionDeduction.id))
    .order_by(Defect.number)
    .limit(1)
)
"""The first defect found at a visit whose repair a deduction from the retention paid."""

COUNTERED = ScalarQuery(
    select(whole_sum(CashBookEntry.amount)).where(
        CashBookEntry.corrects == bindparam("line"), not_struck(CashBookEntry.id)
    )
)
"""What counter-entries take from a line of the cash book, as a sum below 0, in minor units."""

IS_RELIED_ON: ColumnElement[bool] = or_(
    exists(
        select(1)
        .select_from(TrancheRelease)
        .join(Tranche, Tranche.id == TrancheRelease.tranche_id)
        .where(Tranche.contract_id == CashBookEntry.contract_id, Tranche.money_spent > 0)
        .where(TrancheRelease.made_at >= CashBookEntry.made_at)
        .correlate(CashBookEntry)
    ),
    exists(
        select(1)
        .where(FinalAccount.contract_id == CashBookEntry.contract_id, not_struck(FinalAccount.id))
        .where(FinalAccount.made_at >= CashBookEntry.made_at)
        .correlate(CashBookEntry)
    ),
)
"""Whether a line of a cash book was counted when money was released or the final account was closed."""
RESTS_ON_LINE = ScalarQuery(
    select(CashBookEntry.number).where(CashBookEntry.id == bindparam("line"), IS_RELIED_ON)
)
"""A line's number if something rests on it."""

# What stands in another one's place is as old as that one, or nobody would be kept from striking both.
_replaces = exists(select(1).where(Strike.replacement_id == Attachment.id).correlate(Attachment))
_paid = or_(
    exists(
        select(1)
        .select_from(TrancheRelease)
        .join(Tranche, Tranche.id == TrancheRelease.tranche_id)
        .where(Tranche.contract_id == Contract.id)
        .where(or_(TrancheRelease.made_at >= Attachment.made_at, _replaces))
        .correlate(Contract, Attachment)
    ),
    exists(
        select(1)
        .where(FinalAccount.contract_id == Contract.id)
        .where(or_(FinalAccount.made_at >= Attachment.made_at, _replaces))
        .correlate(Contract, Attachment)
    ),
)
_of_spending = select(CashBookEntry.contract_id).where(CashBookEntry.id == Attachment.cash_book_entry_id)
RESTS_ON_PAPER = exists(
    select(1)
    .select_from(Contract)
    .where(
        or_(
            Contract.id == _of_spending.correlate(Attachment).scalar_subquery(),
            and_(
                Contract.settlement_id == Attachment.settlement_id,
                Contract.line == Attachment.line,
            ),
        ),
        _paid,
    )
    .correlate(Attachment)
)
"""Whether money moved when an attachment, of a line of the cash book or of the plan, was there already."""

ADOPTED_AT = ScalarQuery(
    select(Plan.number)
    .join(PlanAdoption, PlanAdoption.plan_id == Plan.id)
    .where(PlanAdoption.meeting_id == bindparam("meeting"))
    .limit(1)
)
"""The version of the plan that was adopted at a meeting."""
AUDITED_AT = ScalarQuery(
    select(Contract.number)
    .join(PublicAudit, PublicAudit.contract_id == Contract.id)
    .where(PublicAudit.meeting_id == bindparam("meeting"), not_struck(PublicAudit.id))
    .limit(1)
)
"""The contract whose accounts were read at a meeting."""
DECIDED_AT = ScalarQuery(
    select(Contract.number)
    .join(FinalAccount, FinalAccount.contract_id == Contract.id)
    .where(FinalAccount.meeting_id == bindparam("meeting"), not_struck(FinalAccount.id))
    .limit(1)
)
"""The contract of which a meeting decided what is done with what is left."""
RELEASED_ON_AUDIT = ScalarQuery(
    select(Tranche.number)
    .select_from(PublicAudit)
    .join(Tranche, Tranche.contract_id == PublicAudit.contract_id)
    .join(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .where(PublicAudit.id == bindparam("audit"), TrancheRelease.made_at >= PublicAudit.made_at)
    .order_by(Tranche.number)
    .limit(1)
)
"""The first instalment that was released when a public audit counted."""
COUNTED_WITH = ScalarQuery(
    select(Round.number)
    .join(Meeting, Meeting.settlement_id == Round.settlement_id)
    .where(Meeting.id == bindparam("meeting"), Meeting.kind == "session")
    .where(Round.cycles_before == Meeting.cycles_before)
    .where(exists(select(1).where(Result.round_id == Round.id, Result.made_at >= Meeting.made_at)))
    .where(
        or_(
            exists(
                select(1).where(
                    BallotSheet.round_id == Round.id, BallotSheet.group_code == Meeting.group_code
                )
            ),
            exists(select(1).where(Ballot.round_id == Round.id, Ballot.group_code == Meeting.group_code)),
        )
    )
    .order_by(Round.number)
    .limit(1)
)
"""The first round that was counted with the people of a session."""
