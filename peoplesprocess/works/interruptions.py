"""Interruptions of a work: it is suspended, resumed or ended before it is built; grant money is returned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.interruption_rules import (
    GROUNDS,
    NOT_SIGNED,
    InterruptedContractSituation,
    require_endable,
    require_resumable,
    require_returnable,
    require_strikable_return,
    require_suspendable,
)
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.models import ContractEnding, GrantReturn, Resumption, Strike, Suspension
from peoplesprocess.strike_writer import require_not_struck, strike_record
from peoplesprocess.works.interruption_queries import OPEN_SUSPENSION, RETURN, interrupted_situation
from peoplesprocess.works.queries import WorkRow
from peoplesprocess.works.visits import work_of


@dataclass(frozen=True, slots=True)
class SuspensionInput:
    """The day from which a work is suspended, and why."""

    suspended_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ResumptionInput:
    """The day from which a work goes on, and why."""

    resumed_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ContractEndingInput:
    """The day and `ground` of a contract's end, and why."""

    ended_on: date
    ground: str
    reason: str


@dataclass(frozen=True, slots=True)
class GrantReturnInput:
    """A part of the grant that came back, in minor units, with the bank's number."""

    returned_on: date
    amount: int
    paper: str


def suspend_work(act: Act, number: int, suspension: SuspensionInput) -> Suspension:
    """Suspend a work, with the reason. Errors: Forbidden; Refused."""
    act.require(Action.SUSPEND_WORK)
    work = work_of(act, number)
    require_suspendable(_standing(act, work), suspension.suspended_on, act.today)
    row = Suspension(
        **act.columns,
        contract_id=work.id,
        number=act.next_number(Suspension.number, Suspension.contract_id, work.id),
        suspended_on=suspension.suspended_on,
        reason=_reason(suspension.reason),
    )
    act.db.add(row)
    _note(act, "work.suspend", number, suspended_on=suspension.suspended_on.isoformat())
    return row


def resume_work(act: Act, number: int, resumption: ResumptionInput) -> Resumption:
    """Resume a suspended work, with the reason.

    Errors: Forbidden; Refused, also if the actor is a builder here.
    """
    act.require_role(Action.SUSPEND_WORK)
    act.require(Action.SUSPEND_WORK, _of_builders(act))
    work = work_of(act, number)
    require_resumable(_standing(act, work), resumption.resumed_on, act.today)
    row = Resumption(
        **act.columns,
        suspension_id=OPEN_SUSPENSION.get(act.db, contract=work.id),
        resumed_on=resumption.resumed_on,
        reason=_reason(resumption.reason),
    )
    act.db.add(row)
    _note(act, "work.resume", number, resumed_on=resumption.resumed_on.isoformat())
    return row


def end_contract(act: Act, number: int, ending: ContractEndingInput) -> ContractEnding:
    """End a contract before its work is built, by agreement, for cause, or as a party does not sign it.

    Errors: Forbidden; Refused.
    """
    act.require(Action.END_CONTRACT)
    work = work_of(act, number)
    require_endable(_standing(act, work), ending.ended_on, act.today)
    if ending.ground not in (GROUNDS if work.is_signed else (NOT_SIGNED,)):
        raise Refused(Message(N_("Choose one from the list.")), "ground")
    row = ContractEnding(
        **act.columns,
        contract_id=work.id,
        ended_on=ending.ended_on,
        ground=ending.ground,
        reason=_reason(ending.reason),
    )
    act.db.add(row)
    _note(act, "contract.end", number, ended_on=ending.ended_on.isoformat(), ground=ending.ground)
    return row


def return_grant(act: Act, number: int, returned: GrantReturnInput) -> GrantReturn:
    """Record that a part of an ended contract's grant came back to the agency.

    Errors: Forbidden; Refused, also if the actor is a builder here: one word of a builder would otherwise
    account for money that left the account.
    """
    act.require_role(Action.RETURN_GRANT)
    act.require(Action.RETURN_GRANT, _of_builders(act))
    work = work_of(act, number)
    currency = act.settlement.currency
    require_returnable(_standing(act, work), returned.amount, returned.returned_on, act.today, currency)
    if not returned.paper.strip():
        raise Refused(Message(N_("Give the number of the payment.")), "paper")
    row = GrantReturn(
        **act.columns,
        contract_id=work.id,
        number=act.next_number(GrantReturn.number, GrantReturn.contract_id, work.id),
        returned_on=returned.returned_on,
        amount=returned.amount,
        paper=returned.paper.strip(),
    )
    act.db.add(row)
    _note(act, "grant.return", number, amount=returned.amount, returned_on=returned.returned_on.isoformat())
    return row


def strike_return(act: Act, number: int, returned: int, reason: str) -> Strike:
    """Strike a return that was recorded wrongly: its money can be spent or returned again.

    Errors: Forbidden; Refused as `return_grant`, if it is struck already, or without a reason.
    """
    act.require_role(Action.RETURN_GRANT)
    act.require(Action.RETURN_GRANT, _of_builders(act))
    work = work_of(act, number)
    found = RETURN.first(act.db, contract=work.id, number=returned)
    if found is None:
        raise Refused(Message(N_("No money that came back has this number here. See the page of the work.")))
    require_not_struck(found.struck_at is not None)
    require_strikable_return(_standing(act, work))
    row = strike_record(act, GrantReturn, found.id, reason)
    act.note("grant_return.strike", f"contract {number} return {returned}", amount=found.amount)
    return row


def _of_builders(act: Act) -> ActSubject:
    return ActSubject(**builders_here(act.db, act.settlement, act.actor.id))


def _standing(act: Act, work: WorkRow) -> InterruptedContractSituation:
    return interrupted_situation(act.db, work)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(Message(N_("Write why. Everybody can read it.")), "reason")
    return reason.strip()


def _note(act: Act, what: str, number: int, **detail: object) -> None:
    act.note(what, f"contract {number}", **detail)
