"""Queries of a settlement's spreadsheets; each is read page by page, in order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.db.paged_query import PagedQuery
from peoplesprocess.facts.contract_signatures import SIGNED_PARTIES
from peoplesprocess.facts.contracts import (
    GIVEN_IN_KIND,
    GIVEN_UNTIL_VISIT,
    LATER_END,
    PHYSICAL,
    RELEASED,
    SPENT,
    SPENT_UNTIL_VISIT,
)
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.grant_returns import RETURNED
from peoplesprocess.facts.need_referrals import with_referral
from peoplesprocess.facts.needs import PARTS
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    BillLine,
    CashBookEntry,
    Contract,
    ContractEnding,
    Meeting,
    Merge,
    Need,
    NeedGroup,
    Result,
    Round,
    Visit,
)

_settlement: ColumnElement[UUID] = bindparam("settlement")


class ExportedNeed(NamedTuple):
    """A need; `raised_by` holds the codes of groups, `into_number` is the need that it was merged into.

    `parts` holds the numbers of the needs that it was split into.
    """

    number: int
    title: str
    statement: str
    sector: str
    landmark: str
    households: int | None
    affected: list[str]
    severity: int
    season: str
    since: str
    cause: str
    coping: str
    response_type: str
    raised_by: str | None
    into_number: int | None
    parts: str | None
    made_at: datetime
    referred_to: str | None
    referred_at: datetime | None
    referral_state: str | None
    referral_answered_at: datetime | None


_into = aliased(Need)
NEEDS = PagedQuery(
    ExportedNeed,
    with_referral(
        select(
            *(Need.__table__.c[name] for name in ExportedNeed._fields[:13]),
            select(aggregate_strings(NeedGroup.group_code, " "))
            .where(NeedGroup.need_id == Need.id)
            .correlate(Need)
            .scalar_subquery()
            .label("raised_by"),
            _into.number.label("into_number"),
            PARTS.label("parts"),
            Need.made_at,
        )
        .select_from(Need)
        .outerjoin(Merge, and_(Merge.need_id == Need.id, not_struck(Merge.id)))
        .outerjoin(_into, _into.id == Merge.into_id)
        .where(Need.settlement_id == _settlement, not_struck(Need.id))
    ),
    keys=1,
)
"""A settlement's needs with merged and split ones, without struck ones."""


class ExportedMeeting(NamedTuple):
    """A meeting in counts; what was said and where it was held is on its page."""

    number: int
    kind: str
    group_code: str
    held_on: date
    counts: dict[str, list[int]]
    people: int
    displaced: int | None
    with_disability: int | None
    women_headed: int | None
    households: int
    consent: bool


MEETINGS = PagedQuery(
    ExportedMeeting,
    select(*(Meeting.__table__.c[name] for name in ExportedMeeting._fields)).where(
        Meeting.settlement_id == _settlement, not_struck(Meeting.id)
    ),
    keys=1,
)
"""A settlement's meetings, without struck ones."""


class ExportedResult(NamedTuple):
    """A result of a round, its figures as stored."""

    round: int
    result: int
    rule: str
    need_titles: dict[str, str]
    figures: dict[str, object]
    counted_at: datetime


RESULTS = PagedQuery(
    ExportedResult,
    select(
        Round.number.label("round"),
        Result.number.label("result"),
        Round.rule,
        Round.need_titles,
        Result.figures,
        done_at(Result).label("counted_at"),
    )
    .join(Result, Result.round_id == Round.id)
    .where(Round.settlement_id == _settlement),
    keys=2,
)
"""The results of a settlement's closed rounds."""


class ExportedContract(NamedTuple):
    """A contract with its money in minor units; `signed_by` holds the parties that have signed."""

    number: int
    line: int
    title: str
    mode: str
    total: int
    contribution: int
    grant: int
    starts_on: date
    ends_on: date
    extended_to: date | None
    signed_by: str | None
    released: int | None
    spent: int | None
    given_in_kind: int | None
    ended_on: date | None
    returned: int | None
    from_others: int


CONTRACTS = PagedQuery(
    ExportedContract,
    select(
        Contract.number,
        Contract.line,
        Contract.title,
        Contract.mode,
        Contract.total,
        Contract.contribution,
        Contract.grant,
        Contract.starts_on,
        Contract.ends_on,
        LATER_END.label("extended_to"),
        SIGNED_PARTIES.label("signed_by"),
        RELEASED.label("released"),
        SPENT.label("spent"),
        GIVEN_IN_KIND.label("given_in_kind"),
        ContractEnding.ended_on,
        RETURNED.label("returned"),
        (Contract.total - Contract.contribution - Contract.grant).label("from_others"),
    )
    .outerjoin(ContractEnding, ContractEnding.contract_id == Contract.id)
    .where(Contract.settlement_id == _settlement),
    keys=1,
)
"""A settlement's contracts."""
_contract = Contract.number.label("contract")


class ExportedBillLine(NamedTuple):
    """A line of a bill of quantities: quantity in thousandths of the unit, money in minor units."""

    contract: int
    position: int
    title: str
    unit: str
    quantity: int
    rate: int
    amount: int


BILLS = PagedQuery(
    ExportedBillLine,
    select(
        *(_contract, BillLine.position, BillLine.title, BillLine.unit),
        *(BillLine.quantity, BillLine.rate, BillLine.amount),
    )
    .join(BillLine, BillLine.contract_id == Contract.id)
    .where(Contract.settlement_id == _settlement),
    keys=2,
)
"""The bills of a settlement's contracts."""


class ExportedCashBookEntry(NamedTuple):
    """A line of a cash book, in minor units."""

    contract: int
    number: int
    spent_on: date
    what: str
    amount: int
    paper: str


_MADE_ANEW: Mapping[str, ColumnElement[int]] = {
    "physical": PHYSICAL.label("physical"),
    "spent": SPENT_UNTIL_VISIT.label("spent"),
    "given_in_kind": GIVEN_UNTIL_VISIT.label("given_in_kind"),
}
"""The columns of visits that are computed anew after amendments and corrected books, as on pages."""


def _of_contracts(table: type[CashBookEntry | Visit], names: tuple[str, ...]) -> Select[*tuple[object, ...]]:
    return (
        select(_contract, *(_MADE_ANEW.get(name, table.__table__.c[name]) for name in names))
        .join(table, table.contract_id == Contract.id)
        .where(Contract.settlement_id == _settlement, not_struck(table.id))
    )


CASH_BOOKS = PagedQuery(
    ExportedCashBookEntry, _of_contracts(CashBookEntry, ExportedCashBookEntry._fields[1:]), keys=2
)
"""The cash books of a settlement's works without struck lines, so that the rest adds up."""


class ExportedVisit(NamedTuple):
    """A visit; `physical` in hundredths of a percent, money in minor units."""

    contract: int
    number: int
    visited_on: date
    physical: int
    spent: int
    given_in_kind: int
    days_stopped: int
    notes: str
    final: bool


VISITS = PagedQuery(ExportedVisit, _of_contracts(Visit, ExportedVisit._fields[1:]), keys=2)
"""The visits to a settlement's works, without struck ones."""
