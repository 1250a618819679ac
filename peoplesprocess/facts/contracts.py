"""A settlement's contracts: signatures, endings, newest visits, and what was released and spent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from peoplesprocess.core.amendments import IN_FORCE
from peoplesprocess.core.contract_payers import OtherPayerAmount, payers_of
from peoplesprocess.core.contributions import CASH
from peoplesprocess.core.money import share_of
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    AmendedProgress,
    Amendment,
    AmendmentOutcome,
    BillLine,
    CashBookEntry,
    Contract,
    ContractEnding,
    ContractExtension,
    ContributionEntry,
    OtherPayerPayment,
    Tranche,
    TrancheRelease,
    Visit,
)

IS_ENDED: ColumnElement[bool] = exists(
    select(1).where(ContractEnding.contract_id == Contract.id).correlate(Contract)
)
"""Whether a contract was ended before its work was built."""

OPEN_AMENDMENT = (
    select(func.min(Amendment.number))
    .where(Amendment.contract_id == Contract.id)
    .where(~exists(select(1).where(AmendmentOutcome.amendment_id == Amendment.id).correlate(Amendment)))
    .correlate(Contract)
    .scalar_subquery()
)
"""The number of a contract's amendment that waits for signatures, NULL if none does."""

_amended_after = exists(
    select(1)
    .select_from(AmendmentOutcome)
    .join(Amendment, Amendment.id == AmendmentOutcome.amendment_id)
    .where(Amendment.contract_id == ContractExtension.contract_id, AmendmentOutcome.outcome == IN_FORCE)
    # Keys are in order of time.
    .where(AmendmentOutcome.id > ContractExtension.id)
    .correlate(ContractExtension)
)
LATER_END = (
    select(func.max(ContractExtension.until))
    .where(ContractExtension.contract_id == Contract.id, ~_amended_after)
    .correlate(Contract)
    .scalar_subquery()
)
"""The end of a contract as last extended, NULL if there is no extension since the newest amendment."""

_visit = aliased(Visit)
NEWEST_VISIT = (
    select(_visit.id)
    .where(_visit.contract_id == Contract.id, not_struck(_visit.id))
    .order_by(_visit.number.desc())
    .limit(1)
    .correlate(Contract)
    .scalar_subquery()
)
"""The key of a contract's newest visit that was not struck."""

_progress = (
    select(AmendedProgress.physical)
    .where(AmendedProgress.visit_id == Visit.id)
    .order_by(AmendedProgress.id.desc())
    .limit(1)
    .correlate(Visit)
    .scalar_subquery()
)
PHYSICAL: ColumnElement[int] = func.coalesce(_progress, Visit.physical)
"""The progress that a visit measured against the bill in force, in hundredths of a percent, or NULL."""

SPENT = (
    select(whole_sum(CashBookEntry.amount))
    .where(CashBookEntry.contract_id == Contract.id, not_struck(CashBookEntry.id))
    .correlate(Contract)
    .scalar_subquery()
)
"""What a contract's cash book paid, in minor units, without struck lines."""
SPENT_UNTIL_VISIT = (
    select(whole_sum(CashBookEntry.amount))
    .where(CashBookEntry.contract_id == Visit.contract_id, CashBookEntry.spent_on <= Visit.visited_on)
    .where(not_struck(CashBookEntry.id))
    .correlate(Visit)
    .scalar_subquery()
)
"""The same up to the day of a visit; counter-entries since then are included."""


def _given(*kind: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(whole_sum(ContributionEntry.value))
        .where(ContributionEntry.contract_id == Contract.id, not_struck(ContributionEntry.id), *kind)
        .correlate(Contract)
        .scalar_subquery()
    )


GIVEN_UNTIL_VISIT = (
    select(whole_sum(ContributionEntry.value))
    .where(ContributionEntry.contract_id == Visit.contract_id, ContributionEntry.kind != CASH)
    .where(ContributionEntry.given_on <= Visit.visited_on, not_struck(ContributionEntry.id))
    .correlate(Visit)
    .scalar_subquery()
)
"""The worth of labour and materials given up to the day of a visit, as recorded now, in minor units."""
GIVEN_IN_CASH = _given(ContributionEntry.kind == CASH)
"""What the community gave to a contract in money, in minor units."""
GIVEN_IN_KIND = _given(ContributionEntry.kind != CASH)
"""The worth of the labour and materials that the community gave to a contract, in minor units."""
COST_SO_FAR: ColumnElement[int] = SPENT + GIVEN_IN_KIND
"""What a contract's work has cost so far: payments, labour and materials given. Minor units."""
OTHERS_PAID = (
    select(whole_sum(OtherPayerPayment.amount))
    .where(OtherPayerPayment.contract_id == Contract.id, not_struck(OtherPayerPayment.id))
    .correlate(Contract)
    .scalar_subquery()
)
"""What other payers than agency and community paid in for a contract, in minor units."""
RELEASED = (
    select(whole_sum(TrancheRelease.amount))
    .join(Tranche, Tranche.id == TrancheRelease.tranche_id)
    .where(Tranche.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
"""What was released for a contract, in minor units."""


@dataclass(frozen=True, slots=True)
class ContractRow:
    """The columns that every row of a contract begins with. Amounts are in minor units.

    `in_cash` is the part of the contribution agreed as money, None where nobody was asked. `technical_fee`
    and `retention` are percentages of the grant; the retention is held back until `defects_months` months
    after the certificate. `extended_to` is a later end, if one was agreed. `signatories_agreed` and
    `women_agreed` say how many people sign for the account, None in contracts from before these columns.
    """

    id: UUID
    number: int
    line: int
    title: str
    mode: str
    total: int
    contribution: int
    in_cash: int | None
    grant: int
    technical_fee: int
    retention: int
    defects_months: int
    starts_on: date
    ends_on: date
    extended_to: date | None
    payers: list[dict[str, object]]
    signatories_agreed: int | None
    women_agreed: int | None

    def account_rules(self, rules: ProgrammeRules) -> ProgrammeRules:
        """Return a programme's rules with the numbers of signatories that this contract agreed."""
        if self.signatories_agreed is None or self.women_agreed is None:
            return rules
        return replace(rules, signatories=self.signatories_agreed, women_signatories=self.women_agreed)

    @property
    def from_others(self) -> int:
        """What other payers than agency and community pay, in minor units."""
        return self.total - self.contribution - self.grant

    @property
    def other_payers(self) -> list[OtherPayerAmount]:
        """The other payers, each with the amount."""
        return payers_of(self.payers)

    @property
    def technical_help(self) -> int:
        """The cost of technical help in addition to the grant, in minor units."""
        return share_of(self.grant, self.technical_fee)

    @property
    def end(self) -> date:
        """The end of the work as agreed now."""
        return self.extended_to or self.ends_on


CONTRACT_COLUMNS = (
    Contract.id,
    Contract.number,
    Contract.line,
    Contract.title,
    Contract.mode,
    Contract.total,
    Contract.contribution,
    Contract.in_cash,
    Contract.grant,
    Contract.technical_fee,
    Contract.retention,
    Contract.defects_months,
    Contract.starts_on,
    Contract.ends_on,
    LATER_END.label("extended_to"),
    Contract.payers,
    Contract.signatories.label("signatories_agreed"),
    Contract.women_signatories.label("women_agreed"),
)
"""The columns of `ContractRow`, to which rooms add their own."""


class PlanItemContract(NamedTuple):
    """The contract for a line of the plan; `physical` is the newest visit's, in hundredths of a percent.

    `departure` says why the contract differs from the line, "" if it does not.
    """

    number: int
    line: int
    departure: str
    physical: int | None
    is_ended: bool


CONTRACTS_BY_LINE = Query(
    PlanItemContract,
    select(
        Contract.number,
        Contract.line,
        Contract.departure,
        PHYSICAL.label("physical"),
        IS_ENDED.label("is_ended"),
    )
    .outerjoin(Visit, Visit.id == NEWEST_VISIT)
    .where(Contract.settlement_id == bindparam("settlement"))
    .order_by(Contract.number),
)
"""A settlement's contracts, signed or not, each with its line of the plan; by number."""


class BillLineRow(NamedTuple):
    """A line of a bill of quantities: quantities in thousandths of the unit, money in minor units."""

    position: int
    title: str
    unit: str
    quantity: int
    rate: int
    amount: int


BILL = Query(
    BillLineRow,
    select(
        BillLine.position, BillLine.title, BillLine.unit, BillLine.quantity, BillLine.rate, BillLine.amount
    )
    .where(BillLine.contract_id == bindparam("contract"))
    .order_by(BillLine.position),
)
"""The bill of quantities of a contract, in order of position."""
