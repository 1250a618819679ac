"""Queries of contracts: the list, one contract with its parts, and endorsed items without a contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.contracts.conditions_and_promises import CONDITIONS_OF_CONTRACT, PROMISES_OF_CONTRACT
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.attachments import PAPERS_OF_CONTRACT
from peoplesprocess.facts.committee import signatories, women_signatories
from peoplesprocess.facts.contract_signatures import SIGNED_PARTIES, is_signed_by_all, signed_parties
from peoplesprocess.facts.contracts import CONTRACT_COLUMNS, CONTRACTS_BY_LINE, IS_ENDED, ContractRow
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.grant_returns import GRANT_IN_FORCE
from peoplesprocess.facts.places import SettlementRow
from peoplesprocess.facts.plans import ENDORSED_ITEMS, ItemWithDecision
from peoplesprocess.facts.safeguards import CONTRACT_IS_SCREENED
from peoplesprocess.facts.work_states import IS_ACCOUNTED, IS_CERTIFIED
from peoplesprocess.models import (
    Account,
    Contract,
    ItemDeferral,
    Result,
    Round,
    Signature,
    Tranche,
)

_number: ColumnElement[int] = bindparam("number")
_contract: ColumnElement[UUID] = bindparam("contract")


@dataclass(frozen=True, slots=True)
class ContractDetail(ContractRow):
    """A contract with the parties that have signed it and the number of people who sign for the account."""

    version: int
    departure: str
    cycles_before: int
    signed_by: str | None
    signatories: int
    women_signatories: int
    is_ended: bool

    @property
    def parties(self) -> list[str]:
        """The parties that have signed, in the contract's order."""
        return signed_parties(self.signed_by)

    @property
    def is_signed(self) -> bool:
        """Whether all parties have signed."""
        return is_signed_by_all(len(self.parties))


@dataclass(frozen=True, slots=True)
class ContractWithSignatureRow(ContractDetail):
    """A contract with one of its signatures, whose six columns are None if nobody has signed.

    `recounted_at` is when a vote of its cycle was counted again after a signature; `papers` counts its
    papers. `conditions` and `promises` are texts for `contract_terms`. It `is_changeable` until its work is
    certified or it ends.
    """

    party: str | None
    signed_at: datetime | None
    typed_at: datetime | None
    signer: UUID | None
    signer_name: str | None
    thumbprint_witness: str | None
    recounted_at: datetime | None
    papers: int
    is_screened: bool
    conditions: str | None
    promises: str | None
    is_changeable: bool


_later = aliased(Signature)
_recounted_at = (
    select(func.max(Result.made_at))
    .select_from(Result)
    .join(Round, Round.id == Result.round_id)
    .where(
        Round.settlement_id == Contract.settlement_id,
        Round.cycles_before == Contract.cycles_before,
        Result.number > 1,
        Result.made_at
        # Both are the times of typing in, because a recount has no day on paper.
        > select(func.max(_later.made_at)).where(_later.contract_id == Contract.id).scalar_subquery(),
    )
    .correlate(Contract)
    .scalar_subquery()
)
"""When a vote of the contract's cycle was counted again after a party had signed, else NULL."""
_contracts = (
    select(
        *CONTRACT_COLUMNS,
        Contract.version,
        Contract.departure,
        Contract.cycles_before,
        SIGNED_PARTIES.label("signed_by"),
        signatories(Contract.settlement_id.expression).label("signatories"),
        women_signatories(Contract.settlement_id.expression).label("women_signatories"),
        IS_ENDED.label("is_ended"),
    )
    .select_from(Contract)
    .where(Contract.settlement_id == bindparam("settlement"))
    .order_by(Contract.number)
)
CONTRACTS = Query(ContractDetail, _contracts)
"""All contracts of a settlement in order."""
CONTRACT = Query(ContractDetail, _contracts.where(Contract.number == _number))
"""One contract of a settlement by its number."""
SIGNED_COPY = Query(
    ContractWithSignatureRow,
    _contracts.add_columns(
        Signature.party,
        done_at(Signature).label("signed_at"),
        Signature.made_at.label("typed_at"),
        Signature.made_by.label("signer"),
        Account.name.label("signer_name"),
        Signature.thumbprint_witness,
        _recounted_at.label("recounted_at"),
        PAPERS_OF_CONTRACT.label("papers"),
        CONTRACT_IS_SCREENED.label("is_screened"),
        CONDITIONS_OF_CONTRACT.label("conditions"),
        PROMISES_OF_CONTRACT.label("promises"),
        (~(IS_ENDED | IS_CERTIFIED | IS_ACCOUNTED)).label("is_changeable"),
    )
    .outerjoin(Signature, Signature.contract_id == Contract.id)
    .outerjoin(Account, Account.id == Signature.made_by)
    .where(Contract.number == _number),
)
"""One contract, once for each of its signatures, or once if there are none."""


class TrancheTermsRow(NamedTuple):
    """An instalment as the contract states it: share and conditions in percent, sum in minor units.

    With `is_retention`, it is held back until the defects period is over.
    """

    number: int
    percent: int
    amount: int
    work_done: int
    money_spent: int
    certificate: bool
    is_retention: bool


TRANCHES = Query(
    TrancheTermsRow,
    select(
        Tranche.number,
        Tranche.percent,
        Tranche.amount,
        Tranche.work_done,
        Tranche.money_spent,
        Tranche.certificate,
        Tranche.is_retention,
    )
    .where(Tranche.contract_id == _contract)
    .order_by(Tranche.number),
)
"""The instalments of a contract, in order."""


class SignatureRow(NamedTuple):
    """The signer for a party."""

    party: str
    made_by: UUID | None


SIGNATURES = Query(
    SignatureRow,
    select(Signature.party, Signature.made_by)
    .where(Signature.contract_id == _contract)
    .order_by(Signature.id),
)
"""The signatures under a contract."""


LAST_SIGNED_AT = ScalarQuery(select(func.max(done_at(Signature))).where(Signature.contract_id == _contract))
"""When the last signature under a contract was given."""
GRANTED = ScalarQuery(
    select(GRANT_IN_FORCE).where(
        Contract.settlement_id == bindparam("settlement"), Contract.number != bindparam("but")
    )
)
"""The sum of a settlement's grants without contract `but`, in minor units."""


def left_of_envelope(db: Session, settlement: SettlementRow, but: int = 0) -> int | None:
    """Return what is left of a settlement's envelope without contract `but`, None if it has no envelope."""
    granted = GRANTED.get(db, settlement=settlement.id, but=but) or 0
    return settlement.envelope - granted if settlement.envelope else None


def contracts_of_lines(db: Session, settlement: UUID) -> dict[int, int]:
    """Return the numbers of a settlement's contracts by line of the plan, without ended contracts."""
    rows = CONTRACTS_BY_LINE.all(db, settlement=settlement)
    return {row.line: row.number for row in rows if not row.is_ended}


class ItemDeferralRow(NamedTuple):
    """Why an endorsed item gets no contract in a cycle."""

    line: int
    reason: str
    deferred_at: datetime
    typed_at: datetime


_DEFERRALS = Query(
    ItemDeferralRow,
    select(
        ItemDeferral.line,
        ItemDeferral.reason,
        done_at(ItemDeferral).label("deferred_at"),
        ItemDeferral.made_at.label("typed_at"),
    )
    .where(
        ItemDeferral.settlement_id == bindparam("settlement"),
        ItemDeferral.cycles_before == bindparam("cycles_before"),
    )
    .order_by(ItemDeferral.id),
)


def deferrals(db: Session, settlement: UUID, cycles_before: int) -> dict[int, ItemDeferralRow]:
    """Return the newest deferral of each line that gets no contract in a cycle."""
    return {row.line: row for row in _DEFERRALS.all(db, settlement=settlement, cycles_before=cycles_before)}


def items_to_contract(db: Session, settlement: UUID, own: int = 0) -> list[ItemWithDecision]:
    """Return the endorsed items that have no contract, or only contract `own`."""
    return items_without_contract(db, settlement, contracts_of_lines(db, settlement), own)


def items_without_contract(
    db: Session, settlement: UUID, taken: Mapping[int, int], own: int = 0
) -> list[ItemWithDecision]:
    """Return the items without a contract except `own`, given the number of each line's contract."""
    endorsed = ENDORSED_ITEMS.all(db, settlement=settlement)
    return [item for item in endorsed if taken.get(item.line, own) == own]
