"""What the reader can do about a work besides its money and visits, and the state of the work today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from peoplesprocess.core.actions import Action
from peoplesprocess.core.contract_closure import is_in_use
from peoplesprocess.core.interruption_rules import (
    InterruptedContractSituation,
    how_it_goes_on,
    require_endable,
    require_suspendable,
)
from peoplesprocess.core.messages import Message, Refused
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.queries import WorkRow


class PossibleWorkActs(NamedTuple):
    """Whether the reader may suspend a work, end its contract, or report what does not work.

    `going_on` is its state while it is neither suspended nor ended.
    """

    suspends: bool
    ends: bool
    reports: bool
    going_on: Message


def possible_work_acts(context: Context, work: WorkRow) -> PossibleWorkActs:
    """Return what the reader can do today, disregarding requests and amendments that wait for an answer."""
    situation = InterruptedContractSituation(
        signed=work.is_signed,
        starts_on=work.starts_on,
        suspended_on=work.suspended_on,
        ended_on=work.ended_on,
        certified=work.certificates > 0,
        accounted=work.final_accounts > 0,
        requested=None,
        open_amendment=None,
        cash=work.cash,
        released=work.released,
    )
    in_use = work.ended_on is None and is_in_use(work.physical, work.certified_on)
    return PossibleWorkActs(
        suspends=context.may(Action.SUSPEND_WORK) and _holds(require_suspendable, situation, context.today),
        ends=context.may(Action.END_CONTRACT) and _holds(require_endable, situation, context.today),
        reports=context.may(Action.REPORT_DEFECT) and work.is_signed and in_use,
        going_on=how_it_goes_on(situation, work.handed_on, context.today),
    )


def _holds(
    rule: Callable[[InterruptedContractSituation, date, date], None],
    situation: InterruptedContractSituation,
    today: date,
) -> bool:
    try:
        rule(situation, today, today)
    except Refused:
        return False
    return True
