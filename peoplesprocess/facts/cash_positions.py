"""The state of a contract's cash book, and what had come in and gone out by a given day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.cash_position import CashPosition
from peoplesprocess.core.contributions import CASH
from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.contract_money import MONEY_COLUMNS, ContractMoneyRow
from peoplesprocess.facts.contract_signatures import SIGNATURES, is_signed_by_all
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.tranches import NEWEST_ARRIVAL
from peoplesprocess.models import (
    CashBookEntry,
    Contract,
    ContributionEntry,
    FinalAccount,
    GrantReturn,
    Handover,
    OtherPayerPayment,
    Tranche,
    TrancheArrival,
)


@dataclass(frozen=True, slots=True)
class CashBookContract(ContractMoneyRow):
    """A contract with its money, and whether it is signed and closed."""

    signatures: int
    final_accounts: int
    handovers: int

    @property
    def is_signed(self) -> bool:
        """Whether all parties have signed the contract."""
        return is_signed_by_all(self.signatures)

    @property
    def has_money_left(self) -> bool:
        """Whether money has arrived that an open cash book can still spend."""
        return bool(self.is_signed and not self.final_accounts and self.released and self.cash.balance > 0)


_accounts = (
    select(func.count())
    .where(FinalAccount.contract_id == Contract.id, not_struck(FinalAccount.id))
    .correlate(Contract)
    .scalar_subquery()
)
_handovers = (
    select(func.count()).where(Handover.contract_id == Contract.id).correlate(Contract).scalar_subquery()
)
_books = select(
    *MONEY_COLUMNS,
    SIGNATURES.label("signatures"),
    _accounts.label("final_accounts"),
    _handovers.label("handovers"),
).where(Contract.settlement_id == bindparam("settlement"))
BOOK = Query(CashBookContract, _books.where(Contract.number == bindparam("number")))
"""One contract of a settlement by its number, signed or not."""
BOOKS = Query(CashBookContract, _books.order_by(Contract.number))
"""All contracts of a settlement by number, signed or not."""
_contract: ColumnElement[UUID] = bindparam("contract")
_day: ColumnElement[date] = bindparam("day")


class _SumsUntil(NamedTuple):
    arrived: int
    returned: int
    given_in_cash: int
    given_in_kind: int
    paid: int
    others_paid: int


_given = select(whole_sum(ContributionEntry.value)).where(
    ContributionEntry.contract_id == _contract,
    ContributionEntry.given_on <= _day,
    not_struck(ContributionEntry.id),
)
_UNTIL = Query(
    _SumsUntil,
    select(
        select(whole_sum(TrancheArrival.amount))
        .select_from(Tranche)
        .join(TrancheArrival, TrancheArrival.id == NEWEST_ARRIVAL)
        .where(Tranche.contract_id == _contract, TrancheArrival.arrived_on <= _day)
        .scalar_subquery()
        .label("arrived"),
        select(whole_sum(GrantReturn.amount))
        .where(GrantReturn.contract_id == _contract, GrantReturn.returned_on <= _day)
        .where(not_struck(GrantReturn.id))
        .scalar_subquery()
        .label("returned"),
        _given.where(ContributionEntry.kind == CASH).scalar_subquery().label("given_in_cash"),
        _given.where(ContributionEntry.kind != CASH).scalar_subquery().label("given_in_kind"),
        select(whole_sum(CashBookEntry.amount))
        .where(CashBookEntry.contract_id == _contract, CashBookEntry.spent_on <= _day)
        .where(not_struck(CashBookEntry.id))
        .scalar_subquery()
        .label("paid"),
        select(whole_sum(OtherPayerPayment.amount))
        .where(OtherPayerPayment.contract_id == _contract, OtherPayerPayment.received_on <= _day)
        .where(not_struck(OtherPayerPayment.id))
        .scalar_subquery()
        .label("others_paid"),
    ),
)


def position_on(db: Session, contract: ContractMoneyRow, day: date) -> CashPosition:
    """Return a contract's cash position at the end of a day."""
    sums = _UNTIL.one(db, contract=contract.id, day=day)
    return replace(contract.cash, **sums._asdict())
