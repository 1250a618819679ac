"""What is read of contracts: the list, one contract with its parts, and endorsed items that wait for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.core.lists import PARTIES
from peoplesprocess.db.query import Query, Value
from peoplesprocess.db.sums import whole_sum
from peoplesprocess.facts.committee import signatories, women_signatories
from peoplesprocess.facts.contracts import (
    CONTRACT_COLUMNS,
    CONTRACTS_BY_LINE,
    ContractRow,
)
from peoplesprocess.facts.plans import ENDORSED_ITEMS, ItemWithDecision
from peoplesprocess.models import Account, Contract, ContractExtension, Signature, Tranche

_number: ColumnElement[int] = bindparam("number")
_contract: ColumnElement[UUID] = bindparam("contract")


@dataclass(frozen=True, slots=True)
class ContractDetail(ContractRow):
    """A contract with who has signed it, and how many people sign for the committee's account."""

    version: int
    signed_by: str | None
    signatories: int
    women_signatories: int

    @property
    def parties(self) -> list[str]:
        """The parties that have signed, in the contract's order."""
        there = (self.signed_by or "").split()
        return [party for party in PARTIES if party in there]

    @property
    def is_signed(self) -> bool:
        """Whether all parties have signed."""
        return len(self.parties) == len(PARTIES)


@dataclass(frozen=True, slots=True)
class ContractWithSignature(ContractDetail):
    """A contract with one of its signatures; all four are None where nobody has signed."""

    party: str | None
    signed_at: datetime | None
    signer: UUID | None
    signer_name: str | None


_signed_by = (
    select(aggregate_strings(Signature.party, " "))
    .where(Signature.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
_contracts = (
    select(
        *CONTRACT_COLUMNS,
        Contract.version,
        _signed_by.label("signed_by"),
        signatories(Contract.settlement_id.expression).label("signatories"),
        women_signatories(Contract.settlement_id.expression).label("women_signatories"),
    )
    .where(Contract.settlement_id == bindparam("settlement"))
    .order_by(Contract.number)
)
CONTRACTS = Query(ContractDetail, _contracts.limit(200))
"""A settlement's contracts in order."""
CONTRACT = Query(ContractDetail, _contracts.where(Contract.number == _number))
"""One contract of a settlement by its number."""
SIGNED_COPY = Query(
    ContractWithSignature,
    _contracts.add_columns(
        Signature.party,
        Signature.made_at.label("signed_at"),
        Signature.made_by.label("signer"),
        Account.name.label("signer_name"),
    )
    .outerjoin(Signature, Signature.contract_id == Contract.id)
    .outerjoin(Account, Account.id == Signature.made_by)
    .where(Contract.number == _number),
)
"""One contract, once for each of its signatures, or once if there is none."""


class TermsRow(NamedTuple):
    """An instalment as the contract says it: its share and conditions in percent, its sum in minor units."""

    number: int
    percent: int
    amount: int
    work_done: int
    money_spent: int
    certificate: bool


TRANCHES = Query(
    TermsRow,
    select(
        Tranche.number,
        Tranche.percent,
        Tranche.amount,
        Tranche.work_done,
        Tranche.money_spent,
        Tranche.certificate,
    )
    .where(Tranche.contract_id == _contract)
    .order_by(Tranche.number),
)
"""The instalments of a contract, in order."""


class SignatureRow(NamedTuple):
    """Who has signed for which party."""

    party: str
    made_by: UUID | None


SIGNATURES = Query(
    SignatureRow,
    select(Signature.party, Signature.made_by)
    .where(Signature.contract_id == _contract)
    .order_by(Signature.id),
)
"""The signatures under a contract."""


class ExtensionRow(NamedTuple):
    """A later end that was agreed."""

    until: date
    reason: str


EXTENSIONS = Query(
    ExtensionRow,
    select(ContractExtension.until, ContractExtension.reason)
    .where(ContractExtension.contract_id == _contract)
    .order_by(ContractExtension.until),
)
"""The later ends of a contract, in order."""

GRANTED = Value(
    select(whole_sum(Contract.grant)).where(
        Contract.settlement_id == bindparam("settlement"), Contract.number != bindparam("but")
    )
)
"""What a settlement's contracts grant together, without contract `but`."""


def contracts_of_lines(db: Session, settlement: UUID) -> dict[int, int]:
    """Return the numbers of a settlement's contracts by the lines of the plan that they are for."""
    return {row.line: row.number for row in CONTRACTS_BY_LINE.all(db, settlement=settlement)}


def items_to_contract(db: Session, settlement: UUID, own: int = 0) -> list[ItemWithDecision]:
    """Return the endorsed items that have no contract, or only contract `own`."""
    taken = contracts_of_lines(db, settlement)
    endorsed = ENDORSED_ITEMS.all(db, settlement=settlement)
    return [item for item in endorsed if taken.get(item.line, own) == own]
