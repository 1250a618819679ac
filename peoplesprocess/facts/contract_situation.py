"""The execution of a contract, for acts that concern all of it: costs, progress, requests, closing."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select

from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.contracts import COST_SO_FAR, IS_ENDED, NEWEST_VISIT, OPEN_AMENDMENT, OTHERS_PAID
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.tranches import IS_OPEN, NOT_ARRIVED
from peoplesprocess.facts.work_states import IS_CERTIFIED
from peoplesprocess.models import Contract, FinalAccount, Tranche, TrancheRequest, Visit

_contract: ColumnElement[UUID] = bindparam("contract")


class ContractExecutionRow(NamedTuple):
    """The execution of a contract, in minor units; `measured` is in thousandths of each line's unit.

    `requested` is the number of the tranche with an open request, `accounts` how many final accounts count,
    `open_amendment` the number of the amendment that waits for signatures. `not_arrived` is the part of
    released money that did not arrive, `others_paid` what other payers paid in.
    """

    cost_so_far: int
    measured: dict[str, int] | None
    requested: int | None
    accounts: int
    is_ended: bool
    is_certified: bool
    open_amendment: int | None
    not_arrived: int
    others_paid: int

    @property
    def is_closed(self) -> bool:
        """Whether the contract was ended, or its final account has been written."""
        return self.is_ended or bool(self.accounts)


_requested = (
    select(func.min(Tranche.number))
    .select_from(Tranche)
    .join(TrancheRequest, TrancheRequest.tranche_id == Tranche.id)
    .where(Tranche.contract_id == Contract.id, IS_OPEN)
    .correlate(Contract)
    .scalar_subquery()
)
_accounts = (
    select(func.count())
    .where(FinalAccount.contract_id == Contract.id, not_struck(FinalAccount.id))
    .correlate(Contract)
    .scalar_subquery()
)
CONTRACT_EXECUTION = Query(
    ContractExecutionRow,
    select(
        COST_SO_FAR.label("cost_so_far"),
        Visit.measured,
        _requested.label("requested"),
        _accounts.label("accounts"),
        IS_ENDED.label("is_ended"),
        IS_CERTIFIED.label("is_certified"),
        OPEN_AMENDMENT.label("open_amendment"),
        NOT_ARRIVED.label("not_arrived"),
        OTHERS_PAID.label("others_paid"),
    )
    .select_from(Contract)
    .outerjoin(Visit, Visit.id == NEWEST_VISIT)
    .where(Contract.id == _contract),
)
"""The execution of one contract, by its key."""
