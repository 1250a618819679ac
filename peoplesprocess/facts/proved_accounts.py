"""How far a contract's accounts are proved: read in public and accepted, and photos of receipts."""

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
# What is written down later with an earlier day no meeting has heard of, as far as anybody can tell: whoever
# read it from the paper says so by recording the audit once more.
_IS_UNREAD = or_(CashBookEntry.spent_on > READ_ON, CashBookEntry.made_at > _READ_AT)
SPENT_UNREAD = (
    select(whole_sum(CashBookEntry.amount))
    .where(CashBookEntry.contract_id == Contract.id, not_struck(CashBookEntry.id))
    .where(_IS_UNREAD)
    .correlate(Contract)
    .scalar_subquery()
)
"""What a contract's cash book paid after the newest meeting that accepted its accounts, or what was written
into it after that audit was recorded. Minor units."""
UNREAD_SINCE = (
    select(func.min(CashBookEntry.made_at))
    .where(CashBookEntry.contract_id == Contract.id, not_struck(CashBookEntry.id))
    .where(_IS_UNREAD)
    .correlate(Contract)
    .scalar_subquery()
)
"""When the first of those payments was written into the cash book, NULL if there is none."""
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
"""How many lines of a contract's cash book that count have no photo of a receipt."""
