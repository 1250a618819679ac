"""Deductions from a contract's retention for repairs that somebody else paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.act import Act
from peoplesprocess.closure import queries
from peoplesprocess.closure.queries import DefectRow
from peoplesprocess.closure.signed_contract import signed_contract
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.retention import RetentionStanding, may_deduct, paid_by_retention
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.facts.contract_progress import ContractClosureRow
from peoplesprocess.facts.retention_money import RETENTION
from peoplesprocess.facts.strikes import with_strike
from peoplesprocess.models import Defect, RetentionDeduction, Strike
from peoplesprocess.strike_writer import require_not_struck, strike_record


@dataclass(frozen=True, slots=True)
class DeductionInput:
    """The cost of a defect's repair in minor units, when and with which paper it was paid, and why."""

    defect: int
    deducted_on: date
    amount: int
    reason: str
    paper: str


class DeductionRow(NamedTuple):
    """A deduction in minor units, with the number of its defect; if struck, with the reason and the time."""

    id: UUID
    number: int
    defect: int
    what: str
    deducted_on: date
    amount: int
    words: str
    paper: str
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None

    @property
    def is_struck(self) -> bool:
        """Whether it was struck, so that it takes nothing."""
        return self.struck_at is not None


DEDUCTIONS = Query(
    DeductionRow,
    with_strike(
        select(
            RetentionDeduction.id,
            RetentionDeduction.number,
            Defect.number.label("defect"),
            Defect.what,
            RetentionDeduction.deducted_on,
            RetentionDeduction.amount,
            RetentionDeduction.reason.label("words"),
            RetentionDeduction.paper,
        ).join(Defect, Defect.id == RetentionDeduction.defect_id),
        RetentionDeduction.id,
    )
    .where(RetentionDeduction.contract_id == bindparam("contract"))
    .order_by(RetentionDeduction.number),
)
"""The deductions from a contract's retention, in order, struck ones too."""


def deduct(act: Act, number: int, deduction: DeductionInput) -> RetentionDeduction:
    """Deduct the cost of a defect's repair from a contract's retention.

    Errors: Forbidden; Refused, naming the field, if there is no retention or it is released, if the defect
    was repaired before the certificate, or without a reason.
    """
    _require_payer(act)
    contract = signed_contract(act, number)
    may_deduct(_standing(act, contract), deduction.amount, deduction.reason, act.settlement.currency)
    defect = _defect(act, contract, deduction.defect)
    begin = contract.issued_on
    if begin is None or not begin <= deduction.deducted_on <= act.today:
        sentence = N_("Give a day from %(day)s until today.")
        raise Refused(Message(sentence, {"day": begin}), "deducted_on")
    if not deduction.paper.strip():
        raise Refused(Message(N_("Give the number of the bill or receipt.")), "paper")
    row = RetentionDeduction(
        **act.columns,
        contract_id=contract.id,
        number=act.next_number(RetentionDeduction.number, RetentionDeduction.contract_id, contract.id),
        defect_id=defect.id,
        deducted_on=deduction.deducted_on,
        amount=deduction.amount,
        reason=deduction.reason.strip(),
        paper=deduction.paper.strip(),
    )
    act.db.add(row)
    act.note("retention.deduct", f"contract {number} deduction {row.number}", amount=row.amount)
    return row


def strike_deduction(act: Act, number: int, deduction: int, reason: str) -> Strike:
    """Strike a wrong deduction, so that the retention holds its sum again.

    Errors: Forbidden; Refused if there is none, if it is struck already, if the retention is released, or
    without a reason.
    """
    _require_payer(act)
    contract = signed_contract(act, number)
    lines = DEDUCTIONS.all(act.db, contract=contract.id)
    found = next((line for line in lines if line.number == deduction), None)
    if found is None:
        raise Refused(Message(N_("There is no such deduction here. See the page of the work’s handover.")))
    require_not_struck(found.is_struck)
    if _standing(act, contract).released:
        sentence = N_("The retention was released after this deduction, so the deduction stays as it is.")
        raise Refused(Message(sentence))
    row = strike_record(act, RetentionDeduction, found.id, reason)
    act.note("retention.strike", f"contract {number} deduction {deduction}", amount=found.amount)
    return row


def _require_payer(act: Act) -> None:
    """Refuse an actor who may not pay, or is a builder: nobody deducts from others for their own repair."""
    act.require_role(Action.DEDUCT_RETENTION)
    act.require(Action.DEDUCT_RETENTION, ActSubject(**builders_here(act.db, act.settlement, act.actor.id)))


def _standing(act: Act, contract: ContractClosureRow) -> RetentionStanding:
    row = RETENTION.first(act.db, contract=contract.id)
    return row.standing if row is not None else RetentionStanding(0, 0, released=False, certified=False)


def _defect(act: Act, contract: ContractClosureRow, number: int) -> DefectRow:
    found = queries.DEFECT.first(act.db, contract=contract.id, number=number)
    if found is None:
        raise Refused(Message(N_("Choose the defect whose repair was paid.")), "defect")
    if not paid_by_retention(found.rectified_on, contract.issued_on):
        sentence = N_(
            "Defect %(number)s was repaired on %(day)s, before the certificate. The retention pays only for "
            "repairs after it. Choose another defect."
        )
        values = {"number": found.number, "day": found.rectified_on}
        raise Refused(Message(sentence, values), "defect")
    return found
