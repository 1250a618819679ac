"""Pages that suspend a work, resume it or end its contract, and record grant money that came back."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.interruption_rules import (
    GROUNDS,
    require_endable,
    require_resumable,
    require_suspendable,
)
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.money import Money
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_form, refused_page, refused_to_builder
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_record_view import strike_record_view
from peoplesprocess.web.view_context import Context
from peoplesprocess.works import interruptions
from peoplesprocess.works.addressed_work import addressed_work
from peoplesprocess.works.interruption_forms import (
    ContractEndingForm,
    GrantReturnForm,
    ResumptionForm,
    SuspensionForm,
)
from peoplesprocess.works.interruption_queries import RETURN, RETURNS, SUSPENSIONS
from peoplesprocess.works.possible_work_acts import (
    possible_work_acts,
    refused_today,
    return_obstacle,
    return_strike_obstacle,
)

bp = Blueprint("interruptions", __name__)


@bp.get("/s/<code>/works/<int:number>/interruptions")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show the suspensions of a work, its end, what came back, and what can be done about it."""
    work = addressed_work(context, number)
    subject = ActSubject(**builders_here(db(), context.settlement, context.person.id))
    may_return = context.may(Action.RETURN_GRANT, subject)
    return render_page(
        "works/interruptions.html",
        work=work,
        may_resume=context.may(Action.SUSPEND_WORK, subject),
        may_return=may_return,
        no_return=return_obstacle(context, work) if may_return and work.ended_on else None,
        offers=possible_work_acts(context, work),
        suspensions=SUSPENSIONS.all(db(), contract=work.id),
        returns=RETURNS.all(db(), contract=work.id) if work.ended_on else [],
        ground=GROUNDS.get(work.ground or "", ""),
    )


@bp.route("/s/<code>/works/<int:number>/suspend", methods=["GET", "POST"])
@allows(Action.SUSPEND_WORK)
def suspend(context: Context, number: int) -> ResponseReturnValue:
    """Suspend a work."""
    work = addressed_work(context, number)
    asked, back = N_("Why is the work suspended?"), url_for(".show", number=number)
    if page := refused_today(context, work, require_suspendable, asked, back):
        return page
    form = SuspensionForm(context, {"suspended_on": context.today})
    return form_view(
        form,
        "works/suspend.html",
        lambda: interruptions.suspend_work(context.act, number, form.input),
        lambda row: url_for(".show", number=number),
        work=work,
    )


@bp.route("/s/<code>/works/<int:number>/resume", methods=["GET", "POST"])
@allows(Action.SUSPEND_WORK)
def resume(context: Context, number: int) -> ResponseReturnValue:
    """Resume a suspended work."""
    work = addressed_work(context, number)
    asked, back = N_("Why can the work go on?"), url_for(".show", number=number)
    refused = refused_to_builder(context, Action.SUSPEND_WORK, asked, back)
    if page := refused or refused_today(context, work, require_resumable, asked, back):
        return page
    form = ResumptionForm(context, {"resumed_on": context.today})
    return form_view(
        form,
        "works/resume.html",
        lambda: interruptions.resume_work(context.act, number, form.input),
        lambda row: url_for(".show", number=number),
        work=work,
    )


@bp.route("/s/<code>/works/<int:number>/end", methods=["GET", "POST"])
@allows(Action.END_CONTRACT)
def end(context: Context, number: int) -> ResponseReturnValue:
    """End a contract before its work is built."""
    work = addressed_work(context, number)
    asked, back = (
        N_("Why does the contract end before the work is finished?"),
        url_for(".show", number=number),
    )
    refused = refused_form(context, Action.END_CONTRACT, ActSubject(), asked, back)
    if page := refused or refused_today(context, work, require_endable, asked, back):
        return page
    form = ContractEndingForm(context, {"ended_on": context.today})
    return form_view(
        form,
        "works/end.html",
        lambda: interruptions.end_contract(context.act, number, form.input),
        lambda row: url_for(".show", number=number),
        work=work,
    )


@bp.route("/s/<code>/works/<int:number>/returns/record", methods=["GET", "POST"])
@allows(Action.RETURN_GRANT)
def record_return(context: Context, number: int) -> ResponseReturnValue:
    """Record that a part of an ended contract's grant came back."""
    work = addressed_work(context, number)
    asked, back = N_("How much of the grant came back?"), url_for(".show", number=number)
    if page := refused_to_builder(context, Action.RETURN_GRANT, asked, back):
        return page
    obstacle = return_obstacle(context, work) if request.method == "GET" else None
    way = url_for("works.show", number=number), Message(N_("Work %(number)s"), {"number": number})
    if page := refused_page(obstacle, asked, back, way):
        return page
    form = GrantReturnForm(context)
    return form_view(
        form,
        "works/record_return.html",
        lambda: interruptions.return_grant(context.act, number, form.input),
        lambda row: url_for(".show", number=number),
        work=work,
    )


@bp.route("/s/<code>/works/<int:number>/returns/<int:returned>/strike", methods=["GET", "POST"])
@allows(Action.RETURN_GRANT)
def strike_return(context: Context, number: int, returned: int) -> ResponseReturnValue:
    """Strike a return of the grant that was recorded wrongly."""
    work = addressed_work(context, number)
    found = RETURN.first(db(), contract=work.id, number=returned) or abort(404)
    asked, back = N_("Why is this struck?"), url_for(".show", number=number)
    if request.method == "GET":
        refused = refused_to_builder(context, Action.RETURN_GRANT, asked, back)
        obstacle = return_strike_obstacle(work)
        if page := refused or refused_page(obstacle, asked, back):
            return page
    told = {"sum": Money(found.amount, context.settlement.currency), "day": found.returned_on}
    return strike_record_view(
        context,
        work,
        Message(N_("%(sum)s that came back on %(day)s"), told),
        back,
        lambda reason: interruptions.strike_return(context.act, number, returned, reason),
    )
