"""What a work's accounts are read aloud from: what was paid by kind, what was struck, what was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, bindparam, case, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from peoplesprocess.core.contributions import CASH, LABOUR, MATERIALS
from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.muster_rolls import ROLL_OF_LINE
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import CashBookEntry, ContributionEntry, Strike

PAID_KINDS: dict[str, Msgid] = {
    "wages": N_("Wages, by muster rolls"),
    "compared": N_("Purchases for which quotations were compared"),
    "other": N_("Other payments"),
    "back": N_("Money that came back, and counter-entries"),
}
"""What the cash book pays for, in this order."""
STRUCK = "struck"


class AccountLine(NamedTuple):
    """A sum of one kind in minor units, of `many` lines; of labour `many` are days.

    A struck line of the cash book stands by itself: `many` is its number, with what it was for and why it was
    struck.
    """

    kind: str
    many: int
    amount: int
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class WorkAccounts:
    """What was paid by kind, which lines were struck, and what was given that no money paid for."""

    paid: Sequence[AccountLine]
    struck: Sequence[AccountLine]
    labour: AccountLine | None
    materials: AccountLine | None


_contract: ColumnElement[UUID] = bindparam("contract")
_kind = case(
    (CashBookEntry.amount < 0, "back"),
    (ROLL_OF_LINE.is_not(None), "wages"),
    (CashBookEntry.comparison.is_not(None), "compared"),
    else_="other",
)
_lines = (
    select(_kind.label("kind"), CashBookEntry.amount)
    .where(CashBookEntry.contract_id == _contract, not_struck(CashBookEntry.id))
    .subquery()
)
_LINES = Query(
    AccountLine,
    union_all(
        select(
            _lines.c.kind.label("kind"),
            func.count().label("many"),
            whole_sum(_lines.c.amount).label("amount"),
            literal("").label("what"),
            literal("").label("reason"),
        ).group_by(_lines.c.kind),
        select(
            ContributionEntry.kind,
            cast(func.sum(ContributionEntry.women_days + ContributionEntry.men_days), BigInteger),
            whole_sum(ContributionEntry.value),
            *(literal(""), literal("")),
        )
        .where(ContributionEntry.contract_id == _contract, ContributionEntry.kind != CASH)
        .where(not_struck(ContributionEntry.id))
        .group_by(ContributionEntry.kind),
        select(literal(STRUCK), CashBookEntry.number, CashBookEntry.amount, CashBookEntry.what, Strike.reason)
        .join(Strike, Strike.record_id == CashBookEntry.id)
        .where(CashBookEntry.contract_id == _contract),
    ),
)


def accounts_of(db: Session, contract: UUID) -> WorkAccounts:
    """Return what a contract's accounts are read aloud from."""
    lines = _LINES.all(db, contract=contract)
    by_kind = {line.kind: line for line in lines if line.kind != STRUCK}
    return WorkAccounts(
        paid=[by_kind[kind] for kind in PAID_KINDS if kind in by_kind],
        struck=sorted((line for line in lines if line.kind == STRUCK), key=lambda line: line.many),
        labour=by_kind.get(LABOUR),
        materials=by_kind.get(MATERIALS),
    )
