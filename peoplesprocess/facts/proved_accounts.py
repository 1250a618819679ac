"""How far a contract's accounts are proved: accepted in public, and by photos of receipts."""

from __future__ import annotations

from sqlalchemy import exists, func, or_, select

from peoplesprocess.db.sums import whole_sum
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Attachment, CashBookEntry, Contract, Meeting, PublicAudit

READ_ON = (
    select(func.max(Meeting.held_on))
    .select_from(PublicAudit)
    .join(Meeting, Meeting.id == PublicAudit.meeting_id)
    .where(PublicAudit.contract_id == Contract.id, PublicAudit.accepted.is_(True))
    .where(not_struck(PublicAudit.id))
    .correlate(Contract)
    .scalar_subquery()
)
"""The day of the newest meeting that accepted a contract's accounts, NULL if none did."""
_READ_AT = (
    select(PublicAudit.made_at)
    .join(Meeting, Meeting.id == PublicAudit.meeting_id)
    .where(PublicAudit.contract_id == Contract.id, PublicAudit.accepted.is_(True))
    .where(not_struck(PublicAudit.id))
    .order_by(Meeting.held_on.desc(), PublicAudit.made_at.desc())
    .limit(1)
    .correlate(Contract)
    .scalar_subquery()
)
# A line typed in after the audit was recorded counts as unread even if its day is earlier. If the meeting
# did hear it from the paper, the audit has to be recorded again.
_IS_UNREAD = or_(CashBookEntry.spent_on > READ_ON, CashBookEntry.made_at > _READ_AT)
SPENT_UNREAD = (
    select(whole_sum(CashBookEntry.amount))
    .where(CashBookEntry.contract_id == Contract.id, not_struck(CashBookEntry.id))
    .where(_IS_UNREAD)
    .correlate(Contract)
    .scalar_subquery()
)
"""What a contract's cash book paid after the newest meeting that accepted its accounts, in minor units.

Lines typed in after that audit was recorded are included, whatever their day.
"""
UNREAD_SINCE = (
    select(func.min(CashBookEntry.made_at))
    .where(CashBookEntry.contract_id == Contract.id, not_struck(CashBookEntry.id))
    .where(_IS_UNREAD)
    .correlate(Contract)
    .scalar_subquery()
)
"""When the first of those payments was typed in, NULL if there is none."""
UNPROVEN = (
    select(func.count())
    .select_from(CashBookEntry)
    .where(CashBookEntry.contract_id == Contract.id, not_struck(CashBookEntry.id))
    .where(CashBookEntry.amount > 0)
    .where(
        ~exists(
            select(1)
            .where(Attachment.cash_book_entry_id == CashBookEntry.id, not_struck(Attachment.id))
            .correlate(CashBookEntry)
        )
    )
    .correlate(Contract)
    .scalar_subquery()
)
"""How many payments in a contract's cash book have no photo of a receipt; struck lines do not count."""
