"""What the reader can do about a work besides its money and visits, and the state of the work today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from flask import request
from flask.wrappers import Response

from peoplesprocess.core.actions import Action
from peoplesprocess.core.amendments import waiting_amendment
from peoplesprocess.core.contract_closure import is_in_use
from peoplesprocess.core.interruption_rules import (
    InterruptedContractSituation,
    how_it_goes_on,
    require_endable,
    require_left_to_return,
    require_strikable_return,
    require_suspendable,
)
from peoplesprocess.core.messages import Message, Msgid, Refused, Sentence
from peoplesprocess.web.refused_form import refused_page, refused_while_amended
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.interruption_queries import interrupted_situation
from peoplesprocess.works.queries import WorkRow

InterruptionRule = Callable[[InterruptedContractSituation, date, date], None]


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


def refused_today(
    context: Context, work: WorkRow, rule: InterruptionRule, asked: Msgid, back: str
) -> Response | None:
    """Return the page that says in the place of a form why `rule` refuses it today; None if it does not.

    `asked` is the heading of the form, and `back` where it stands.
    """
    if request.method != "GET":
        return None
    situation, waiting = interrupted_situation(db(), work), None
    if (refusal := _refusal(lambda: rule(situation, context.today, context.today))) is None:
        return None
    if situation.open_amendment is not None and refusal == waiting_amendment(situation.open_amendment):
        waiting = situation.open_amendment
    return refused_while_amended(work.number, waiting, asked, back) or refused_page(refusal, asked, back)


def return_obstacle(context: Context, work: WorkRow) -> Sentence | None:
    """Return why no part of a work's grant can be recorded as returned today, None if one can."""
    situation, currency = interrupted_situation(db(), work), context.settlement.currency
    return _refusal(lambda: require_left_to_return(situation, currency))


def return_strike_obstacle(work: WorkRow) -> Sentence | None:
    """Return why no return of a work's grant can be struck today, None if one can."""
    return _refusal(lambda: require_strikable_return(interrupted_situation(db(), work)))


def _holds(rule: InterruptionRule, situation: InterruptedContractSituation, today: date) -> bool:
    return _refusal(lambda: rule(situation, today, today)) is None


def _refusal(rule: Callable[[], None]) -> Sentence | None:
    try:
        rule()
    except Refused as refused:
        return refused.sentence
    return None
