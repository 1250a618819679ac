"""Pages of needs that are taken to an office: the list, and recording, correcting and striking."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.referrals import ANSWER_STATES, REFERRAL, REFUSED, RESOLVED, TAKEN_BY
from peoplesprocess.core.time_zones import days_since
from peoplesprocess.facts.item_progress import NEWEST_PROGRESS
from peoplesprocess.facts.local_days import zone_of
from peoplesprocess.facts.need_outcomes import need_outcome
from peoplesprocess.facts.rounds import NEWEST_ROUNDS
from peoplesprocess.needs import referral_actions, referral_queries
from peoplesprocess.needs.addressed_need import need_of
from peoplesprocess.needs.need_detail import NeedDetail
from peoplesprocess.needs.referral_forms import (
    NeedReferralForm,
    ReferralAnswerForm,
    answer_correction_form,
    referral_correction_form,
)
from peoplesprocess.needs.referral_queries import RecordedAnswer, RecordedReferral
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("referrals", __name__)


@bp.get("/s/<code>/needs/referrals")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """List the needs that are taken to offices, with their totals by state."""
    settlement = context.settlement.id
    after = min(max(number_argument("after"), 0), 2**31)
    rows = referral_queries.REFERRAL_NEEDS.all(db(), settlement=settlement, after=after)
    needs = rows[: referral_queries.PAGE]
    items = NEWEST_PROGRESS.all(db(), settlement=settlement)
    rounds = NEWEST_ROUNDS.all(db(), settlement=settlement)
    return render_page(
        "needs/referrals.html",
        needs=[(need, need_outcome(need, items, rounds).sentence) for need in needs],
        sums=referral_queries.REFERRAL_SUMS.one(db(), settlement=settlement),
        more=needs[-1].number if len(rows) > len(needs) else 0,
    )


@bp.get("/s/<code>/needs/<int:number>/referrals")
@allows(Action.SEE_SETTLEMENT)
def of_need(context: Context, number: int) -> ResponseReturnValue:
    """Show the offices to which a need was taken, with all of their answers."""
    need = need_of(context, number)
    return render_page(
        "needs/referral_line.html",
        need=need,
        referrals=referral_queries.referrals_of(db(), need.id),
        days=days_open(context, need),
        can_be_referred=can_be_referred(need),
        refers_next=not need.referred_to and waits_for_office(need),
        takers=TAKEN_BY,
        states=ANSWER_STATES,
    )


@bp.route("/s/<code>/needs/<int:number>/refer", methods=["GET", "POST"])
@allows(Action.REFER_NEED)
def refer(context: Context, number: int) -> ResponseReturnValue:
    """Record that a need was taken to an office."""
    need = need_of(context, number)
    if request.method == "GET" and not can_be_referred(need):
        abort(404)
    form = NeedReferralForm(context)
    return form_view(
        form,
        "needs/refer.html",
        lambda: referral_actions.refer_need(context.act, number, form.input),
        lambda row: url_for("needs.show", number=number),
        need=need,
        corrected=None,
    )


@bp.route("/s/<code>/referrals/<int:number>/correct", methods=["GET", "POST"])
@allows(Action.REFER_NEED)
def correct(context: Context, number: int) -> ResponseReturnValue:
    """Strike a referral and record it anew."""
    known = _referral(context, number)
    form = referral_correction_form(context, known)
    return form_view(
        form,
        "needs/refer.html",
        lambda: referral_actions.correct_referral(context.act, number, form.input, form.reason.value),
        lambda row: _page_of(known),
        need={"number": known.need, "title": known.title},
        corrected=known,
    )


@bp.route("/s/<code>/referrals/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.REFER_NEED)
def strike(context: Context, number: int) -> ResponseReturnValue:
    """Strike a referral."""
    known = _referral(context, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "needs/strike_referral.html",
        lambda: referral_actions.strike_referral(context.act, number, form.reason.value),
        lambda row: _page_of(known),
        known=known,
        said="",
    )


@bp.route("/s/<code>/referrals/<int:number>/answer", methods=["GET", "POST"])
@allows(Action.REFER_NEED)
def answer(context: Context, number: int) -> ResponseReturnValue:
    """Record an office's answer."""
    known = _referral(context, number)
    form = ReferralAnswerForm(context)
    return form_view(
        form,
        "needs/answer_referral.html",
        lambda: referral_actions.record_referral_answer(context.act, number, form.input),
        lambda row: _page_of(known),
        known=known,
        corrected=None,
    )


@bp.route("/s/<code>/referrals/answers/<int:number>/correct", methods=["GET", "POST"])
@allows(Action.REFER_NEED)
def correct_answer(context: Context, number: int) -> ResponseReturnValue:
    """Strike an answer and record it anew."""
    known = _answer(context, number)
    form = answer_correction_form(context, known)
    return form_view(
        form,
        "needs/answer_referral.html",
        lambda: referral_actions.correct_referral_answer(context.act, number, form.input, form.reason.value),
        lambda row: _page_of(known),
        known=known,
        corrected=known,
    )


@bp.route("/s/<code>/referrals/answers/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.REFER_NEED)
def strike_answer(context: Context, number: int) -> ResponseReturnValue:
    """Strike an answer."""
    known = _answer(context, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "needs/strike_referral.html",
        lambda: referral_actions.strike_referral_answer(context.act, number, form.reason.value),
        lambda row: _page_of(known),
        known=known,
        said=known.words,
    )


def can_be_referred(need: NeedDetail) -> bool:
    """Return whether a need is live and of the kind that is taken to an office."""
    return need.is_live and need.response_type == REFERRAL


def waits_for_office(need: NeedDetail) -> bool:
    """Return whether an office still has to answer a need, even if it has not been taken there yet."""
    is_answered = need.referral_state in (RESOLVED, REFUSED) or need.is_answered_by_plan
    return can_be_referred(need) and not is_answered


def days_open(context: Context, need: NeedDetail) -> int | None:
    """Return how many days a need has been with an office, in local days; None if it is not with one."""
    if need.referred_at is None or not waits_for_office(need):
        return None
    return days_since(zone_of(context.settlement), need.referred_at, context.now)


def _referral(context: Context, number: int) -> RecordedReferral:
    """Return the referral; 404 if there is none, or if it was struck and its page is requested."""
    settlement = context.settlement.id
    known = referral_queries.REFERRAL_BY_NUMBER.first(db(), settlement=settlement, number=number)
    return known if known is not None and _has_page(known.is_struck) else abort(404)


def _answer(context: Context, number: int) -> RecordedAnswer:
    """Return the answer; 404 if there is none, or if it counts as struck and its page is requested."""
    known = referral_queries.ANSWER.first(db(), settlement=context.settlement.id, number=number)
    return known if known is not None and _has_page(known.is_struck) else abort(404)


def _page_of(known: RecordedReferral | RecordedAnswer) -> str:
    """Return the address of the need's page, or of the need into which it was merged."""
    return url_for("needs.show", number=known.into_number or known.need)


def _has_page(is_struck: bool) -> bool:
    # A form sent after the strike still gets a refusal, and a repeated one is redirected to its result.
    return request.method == "POST" or not is_struck
