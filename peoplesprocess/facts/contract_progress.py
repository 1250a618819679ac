"""Signed contracts with their money, newest visit and progress of closing, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, String, bindparam, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.core.contract_closure import ContractClosureFacts
from peoplesprocess.core.surplus_after_deductions import surplus_now
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.contract_money import MONEY_COLUMNS, ContractPapersRow
from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.contracts import NEWEST_VISIT, OPEN_AMENDMENT, PHYSICAL
from peoplesprocess.facts.defects import COUNTS, IS_OPEN
from peoplesprocess.facts.proved_accounts import READ_ON, SPENT_UNREAD
from peoplesprocess.facts.retention_money import (
    DEDUCTED_SINCE_ACCOUNT,
    REPAIRED_ON,
    RETENTION_LEFT,
    RETENTION_NUMBER,
    TO_COME,
)
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.suspensions import STANDS_STILL, SUSPENSIONS, StoredSuspension
from peoplesprocess.facts.tranches import IS_RELEASED
from peoplesprocess.facts.work_papers import PAPER_COLUMNS
from peoplesprocess.models import (
    CashBookEntry,
    Certificate,
    Contract,
    ContractEnding,
    Defect,
    FinalAccount,
    Handover,
    LaterWorkCheck,
    Meeting,
    PublicAudit,
    SettlementSummary,
    Suspension,
    Tranche,
    Visit,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ContractClosureRow(ContractPapersRow):
    """A signed contract with the records of its closing; None is what has not been recorded yet.

    Amounts are in minor units, `physical` in hundredths of a percent. `unreleased` (numbers of tranches),
    `checked` (months after the handover) and `broken` (those at which it did not work) are lists separated
    by blanks; `works` is the finding of the newest check. `read_on` is the day of the newest meeting that
    accepted the accounts, `spent_unread` what was spent after it and `paid_on` the last day of the cash book.
    `items_without_contract` counts the settlement's endorsed items without a contract or a deferral.
    `to_come` is the part of the grant not released yet, less what repairs took from the retention.
    `retention_left` is still to be paid; `retention_number` is its tranche while nobody has requested it.
    `repaired_on` is the day of the last repair, `deducted_since_account` what repairs took from the retention
    after the final account.
    """

    physical: int | None
    visited_on: date | None
    final: bool | None
    unreleased: str | None
    audit_id: UUID | None
    accepted: bool | None
    questions: str | None
    audited_on: date | None
    audit_meeting: int | None
    audit_people: int | None
    issued_on: date | None
    statement: str | None
    defects: int
    defects_open: int
    next_defect: int | None
    next_due: date | None
    account_id: UUID | None
    measured_on: date | None
    cost: int | None
    cost_reason: str | None
    surplus: int | None
    surplus_use: str | None
    deciding_meeting: int | None
    handed_on: date | None
    receiver: str | None
    caretaker: str | None
    tasks: str | None
    fee: int | None
    fund: int | None
    checked: str | None
    broken: str | None
    works: bool | None
    ended_on: date | None
    ended_reason: str | None
    suspended_on: date | None
    suspension_reason: str | None
    stored_suspensions: list[StoredSuspension] | None
    open_amendment: int | None
    read_on: date | None
    spent_unread: int
    paid_on: date | None
    to_come: int
    retention_left: int
    retention_number: int | None
    repaired_on: date | None
    deducted_since_account: int
    cycles_before: int
    items_without_contract: int

    @property
    def surplus_left(self) -> int:
        """What is left of the surplus; repairs since the final account may have taken from the retention."""
        return surplus_now(self.surplus or 0, int(self.deducted_since_account), self.money_left)

    @property
    def money_left(self) -> int:
        """Money that has come and will come, less the final cost; negative if it does not suffice."""
        return self.cash.paid_in + self.to_come - (self.cost or 0)

    @property
    def checked_months(self) -> frozenset[int]:
        """The months after the handover at which the work was checked."""
        return months_of(self.checked)

    @property
    def broken_months(self) -> frozenset[int]:
        """The months after the handover at which a check found that the work did not work."""
        return months_of(self.broken)

    @property
    def closure(self) -> ContractClosureFacts:
        """The facts that the rules about closing work with."""
        return ContractClosureFacts(
            total=self.total,
            spent=self.spent,
            cost_so_far=self.cost_so_far,
            physical=self.physical or 0,
            is_final_visit=bool(self.final),
            visited_on=self.visited_on,
            paid_on=self.paid_on,
            certified_on=self.issued_on,
            defects_open=self.defects_open,
            accounted_on=self.measured_on,
            unreleased=sorted(int(number) for number in (self.unreleased or "").split()),
            handed_on=self.handed_on,
            ended_on=self.ended_on,
            paid_in=self.cash.paid_in,
            to_come=self.to_come,
            open_amendment=self.open_amendment,
        )


def months_of(stored: str | None) -> frozenset[int]:
    """Return the months of a list separated by blanks, as the query returns it."""
    return frozenset(int(month) for month in (stored or "").split())


def _of_contract(
    value: ColumnElement[T], owner: InstrumentedAttribute[UUID], *conditions: ColumnElement[bool]
) -> ScalarSelect[T]:
    return select(value).where(owner == Contract.id, *conditions).correlate(Contract).scalar_subquery()


# An alias, so that the subquery for the newest audit does not refer to the joined table.
_newer = aliased(PublicAudit)
NEWEST_AUDIT = (
    select(_newer.id)
    .where(_newer.contract_id == Contract.id, not_struck(_newer.id))
    .order_by(_newer.id.desc())
    .limit(1)
    .correlate(Contract)
    .scalar_subquery()
)
"""The key of a contract's newest public audit that was not struck."""
_deciding = aliased(Meeting)
_MONTHS = aggregate_strings(cast(LaterWorkCheck.month, String), " ")
CHECKED_MONTHS = _of_contract(_MONTHS, LaterWorkCheck.contract_id)
"""The months at which a work was checked, separated by blanks, NULL if it never was."""
_newest_check = (
    select(LaterWorkCheck.works)
    .where(LaterWorkCheck.contract_id == Contract.id)
    .order_by(LaterWorkCheck.checked_on.desc(), LaterWorkCheck.month.desc())
    .limit(1)
    .correlate(Contract)
)
WORKS_NOW = _newest_check.scalar_subquery()
"""Whether a work worked at its newest check, NULL without a check."""
CHECKED_LAST_ON = _newest_check.with_only_columns(LaterWorkCheck.checked_on).scalar_subquery()
"""The day of the newest check, NULL without a check."""
_summary = SettlementSummary.__table__.c
_items_without_contract = (
    select(_summary.items_without_contract)
    .where(_summary.settlement_id == Contract.settlement_id)
    .correlate(Contract)
    .scalar_subquery()
)
SIGNED_CONTRACTS = Query(
    ContractClosureRow,
    select(
        *MONEY_COLUMNS,
        *PAPER_COLUMNS,
        PHYSICAL.label("physical"),
        Visit.visited_on,
        Visit.final,
        _of_contract(
            aggregate_strings(cast(Tranche.number, String), " "),
            Tranche.contract_id,
            ~IS_RELEASED,
            # The retention is released after the handover.
            Tranche.is_retention.is_(False),
        ).label("unreleased"),
        PublicAudit.id.label("audit_id"),
        PublicAudit.accepted,
        PublicAudit.questions,
        Meeting.held_on.label("audited_on"),
        Meeting.number.label("audit_meeting"),
        Meeting.people.label("audit_people"),
        Certificate.issued_on,
        Certificate.statement,
        _of_contract(func.count(), Defect.contract_id, COUNTS).label("defects"),
        _of_contract(func.count(), Defect.contract_id, IS_OPEN).label("defects_open"),
        _of_contract(func.min(Defect.number), Defect.contract_id, IS_OPEN).label("next_defect"),
        _of_contract(func.min(Defect.due_on), Defect.contract_id, IS_OPEN).label("next_due"),
        FinalAccount.id.label("account_id"),
        FinalAccount.measured_on,
        FinalAccount.cost,
        FinalAccount.cost_reason,
        FinalAccount.surplus,
        FinalAccount.surplus_use,
        _deciding.number.label("deciding_meeting"),
        Handover.handed_on,
        Handover.receiver,
        Handover.caretaker,
        Handover.tasks,
        Handover.fee,
        Handover.fund,
        CHECKED_MONTHS.label("checked"),
        _of_contract(_MONTHS, LaterWorkCheck.contract_id, LaterWorkCheck.works.is_(False)).label("broken"),
        WORKS_NOW.label("works"),
        ContractEnding.ended_on,
        ContractEnding.reason.label("ended_reason"),
        Suspension.suspended_on,
        Suspension.reason.label("suspension_reason"),
        SUSPENSIONS.label("stored_suspensions"),
        OPEN_AMENDMENT.label("open_amendment"),
        READ_ON.label("read_on"),
        SPENT_UNREAD.label("spent_unread"),
        _of_contract(
            func.max(CashBookEntry.spent_on), CashBookEntry.contract_id, not_struck(CashBookEntry.id)
        ).label("paid_on"),
        TO_COME.label("to_come"),
        RETENTION_LEFT.label("retention_left"),
        RETENTION_NUMBER.label("retention_number"),
        REPAIRED_ON.label("repaired_on"),
        DEDUCTED_SINCE_ACCOUNT.label("deducted_since_account"),
        Contract.cycles_before,
        _items_without_contract.label("items_without_contract"),
    )
    .select_from(Contract)
    .outerjoin(Visit, Visit.id == NEWEST_VISIT)
    .outerjoin(PublicAudit, PublicAudit.id == NEWEST_AUDIT)
    .outerjoin(Meeting, Meeting.id == PublicAudit.meeting_id)
    .outerjoin(Certificate, Certificate.contract_id == Contract.id)
    .outerjoin(FinalAccount, (FinalAccount.contract_id == Contract.id) & not_struck(FinalAccount.id))
    .outerjoin(_deciding, _deciding.id == FinalAccount.meeting_id)
    .outerjoin(Handover, Handover.contract_id == Contract.id)
    .outerjoin(ContractEnding, ContractEnding.contract_id == Contract.id)
    .outerjoin(Suspension, STANDS_STILL)
    .where(Contract.settlement_id == bindparam("settlement"), IS_SIGNED)
    .order_by(Contract.number),
)
"""A settlement's contracts that all parties have signed, by number."""
