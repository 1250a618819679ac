"""The records that rest on a meeting, visit, cash book line or paper, and so keep it from being struck."""

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
    """Return whether `Visit` was the newest visit at a moment, among those that were not struck since."""
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
"""The number of the first tranche released on the strength of a visit's measurement."""
CERTIFIED_ON_VISIT = ScalarQuery(
    select(Certificate.id)
    .join(Visit, Visit.contract_id == Certificate.contract_id)
    .where(Visit.id == bindparam("visit"), _was_newest(Certificate.made_at))
)
"""The key of the certificate that rests on a visit's measurement."""
DEDUCTED_ON_VISIT = ScalarQuery(
    select(Defect.number)
    .join(RetentionDeduction, RetentionDeduction.defect_id == Defect.id)
    .where(Defect.visit_id == bindparam("visit"), not_struck(RetentionDeduction.id))
    .order_by(Defect.number)
    .limit(1)
)
"""The number of the first defect found at a visit for whose repair a deduction was made."""

COUNTERED = ScalarQuery(
    select(whole_sum(CashBookEntry.amount)).where(
        CashBookEntry.corrects == bindparam("line"), not_struck(CashBookEntry.id)
    )
)
"""The sum of the counter-entries to a line of the cash book, in minor units, zero or negative."""

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
"""Whether a line of a cash book was counted when money was released or the final account was written."""
RESTS_ON_LINE = ScalarQuery(
    select(CashBookEntry.number).where(CashBookEntry.id == bindparam("line"), IS_RELIED_ON)
)
"""The number of a line of a cash book, if something rests on it."""

# A replacement counts as old as the paper it replaced; otherwise both could be struck one after the other.
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
"""Whether money moved while a paper of the cash book or of the plan was attached."""

ADOPTED_AT = ScalarQuery(
    select(Plan.number)
    .join(PlanAdoption, PlanAdoption.plan_id == Plan.id)
    .where(PlanAdoption.meeting_id == bindparam("meeting"))
    .limit(1)
)
"""The number of the version of the plan that was adopted at a meeting."""
AUDITED_AT = ScalarQuery(
    select(Contract.number)
    .join(PublicAudit, PublicAudit.contract_id == Contract.id)
    .where(PublicAudit.meeting_id == bindparam("meeting"), not_struck(PublicAudit.id))
    .limit(1)
)
"""The number of the contract whose accounts were read at a meeting."""
DECIDED_AT = ScalarQuery(
    select(Contract.number)
    .join(FinalAccount, FinalAccount.contract_id == Contract.id)
    .where(FinalAccount.meeting_id == bindparam("meeting"), not_struck(FinalAccount.id))
    .limit(1)
)
"""The number of the contract for which a meeting decided on the surplus."""
RELEASED_ON_AUDIT = ScalarQuery(
    select(Tranche.number)
    .select_from(PublicAudit)
    .join(Tranche, Tranche.contract_id == PublicAudit.contract_id)
    .join(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .where(PublicAudit.id == bindparam("audit"), TrancheRelease.made_at >= PublicAudit.made_at)
    .order_by(Tranche.number)
    .limit(1)
)
"""The number of the first tranche released after a public audit was recorded."""
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
"""The number of the first round that was counted with the attendance of a session."""
