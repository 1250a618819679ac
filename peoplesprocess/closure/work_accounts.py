"""A work's accounts for reading aloud: what was paid by kind, what was struck, what was given."""

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

STRUCK, OTHER, PAYMENT = "struck", "other", "payment"
PAID_KINDS: dict[str, Msgid] = {
    "wages": N_("Wages, by muster rolls"),
    "compared": N_("Purchases for which quotations were compared"),
    OTHER: N_("Other payments"),
    "back": N_("Money that came back, and counter-entries"),
}
"""The kinds of payments from the cash book, in the order in which they are read."""
PAYMENTS = 8
"""How many of the other payments are read one by one, the largest first."""


class WorkAccountLine(NamedTuple):
    """The sum of one kind in minor units, of `many` lines, or of `many` days of labour.

    A struck line of the cash book stands alone: `many` is its number, with what it was for and why it was
    struck. A payment sums what was paid under the same words.
    """

    kind: str
    many: int
    amount: int
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class WorkAccounts:
    """Payments by kind, struck lines, and what was given without money.

    Of payments without a kind of their own, the largest are listed; the rest is "other".
    """

    paid: Sequence[WorkAccountLine]
    struck: Sequence[WorkAccountLine]
    labour: WorkAccountLine | None
    materials: WorkAccountLine | None


_contract: ColumnElement[UUID] = bindparam("contract")
_kind = case(
    (CashBookEntry.amount < 0, "back"),
    (ROLL_OF_LINE.is_not(None), "wages"),
    (CashBookEntry.comparison.is_not(None), "compared"),
    else_=OTHER,
)
_lines = (
    select(_kind.label("kind"), CashBookEntry.amount, CashBookEntry.what)
    .where(CashBookEntry.contract_id == _contract, not_struck(CashBookEntry.id))
    .subquery()
)
_payments = (
    select(func.count().label("many"), whole_sum(_lines.c.amount).label("amount"), _lines.c.what)
    .where(_lines.c.kind == OTHER)
    .group_by(_lines.c.what)
    .order_by(func.sum(_lines.c.amount).desc(), _lines.c.what)
    .limit(PAYMENTS)
    .subquery()
)
_LINES = Query(
    WorkAccountLine,
    union_all(
        select(
            _lines.c.kind.label("kind"),
            func.count().label("many"),
            whole_sum(_lines.c.amount).label("amount"),
            literal("").label("what"),
            literal("").label("reason"),
        ).group_by(_lines.c.kind),
        select(
            literal(PAYMENT), _payments.c.many, _payments.c.amount, _payments.c.what, literal("")
        ).select_from(_payments),
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
    """Return the accounts of a contract for reading aloud."""
    lines = _LINES.all(db, contract=contract)
    by_kind = {line.kind: line for line in lines if line.kind not in (STRUCK, PAYMENT)}
    payments = sorted((line for line in lines if line.kind == PAYMENT), key=lambda line: -line.amount)
    told = {kind: [by_kind[kind]] for kind in PAID_KINDS if kind in by_kind}
    if payments:
        told[OTHER] = [*payments, _remainder(by_kind[OTHER], payments)]
    return WorkAccounts(
        paid=[line for same in told.values() for line in same if line.many],
        struck=sorted((line for line in lines if line.kind == STRUCK), key=lambda line: line.many),
        labour=by_kind.get(LABOUR),
        materials=by_kind.get(MATERIALS),
    )


def _remainder(whole: WorkAccountLine, parts: Sequence[WorkAccountLine]) -> WorkAccountLine:
    many, amount = sum(part.many for part in parts), sum(part.amount for part in parts)
    return whole._replace(many=whole.many - many, amount=whole.amount - amount)
