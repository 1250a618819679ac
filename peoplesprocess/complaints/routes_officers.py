"""Pages of complaints for the officers who answer them, and of their ages for programme managers."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, current_app, g, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.complaints import actions, queries, sealed_text
from peoplesprocess.complaints.eligible_officers import officers_without
from peoplesprocess.complaints.forms import (
    ASKED,
    AcknowledgeComplaintForm,
    ComplaintAnswerForm,
    NewOfficerPassphraseForm,
    OfficerPassphraseForm,
    ShareComplaintForm,
    SurvivorSupportContactForm,
)
from peoplesprocess.complaints.listed_complaints import (
    ON_A_PAGE,
    TOLD_TO_MANAGERS,
    by_place_and_day,
    listed_complaints,
)
from peoplesprocess.complaints.queries import ComplaintRecord
from peoplesprocess.core.actions import Action
from peoplesprocess.core.complaints import ABOUT, CHANNELS_TOLD, STAGE_NAMES
from peoplesprocess.core.messages import N_, Refused
from peoplesprocess.web.form import token_is_good, wrong_token
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_form
from peoplesprocess.web.request_state import db, number_argument, take_turn
from peoplesprocess.web.view_context import Context

bp = Blueprint("officers", __name__, template_folder="templates")


@bp.get("/p/<programme>/complaints")
@allows(Action.SEE_COMPLAINTS)
def index(context: Context) -> ResponseReturnValue:
    """List the complaints that the officer may read, without their words."""
    keys = queries.OFFICER_KEYS.all(db(), programme=context.programme.id, now=context.now)
    skip = max(0, number_argument("after"))
    records = listed_complaints(db(), context.programme.id, skip)
    found = [
        record
        for record in records[:ON_A_PAGE]
        if context.may(Action.READ_COMPLAINT, record.subject(context.person.actor))
    ]
    found.sort(key=lambda record: (record.due(context.rules) or context.today.max, -record.row.number))
    return render_page(
        "complaints/index.html",
        days=by_place_and_day(found),
        has_key=any(row.account_id == context.person.id for row in keys),
        officers=len(keys),
        categories=ASKED,
        stages=STAGE_NAMES,
        more=skip + ON_A_PAGE if len(records) > ON_A_PAGE else 0,
    )


@bp.route("/p/<programme>/complaints/key", methods=["GET", "POST"])
@allows(Action.SEE_COMPLAINTS)
def key(context: Context) -> ResponseReturnValue:
    """Choose the passphrase that opens complaints."""
    keys = queries.OFFICER_KEYS.all(db(), programme=context.programme.id, now=context.now)
    form = NewOfficerPassphraseForm(context)
    return form_view(
        form,
        "complaints/key.html",
        lambda: actions.set_officer_key(context.act, form.key_password.data, _fast()),
        lambda row: url_for(".index"),
        has_key=any(row.account_id == context.person.id for row in keys),
    )


@bp.route("/p/<programme>/complaints/contact", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def contact(context: Context) -> ResponseReturnValue:
    """Write where people who suffered violence find help."""
    known = queries.REFERRAL.get(db(), programme=context.programme.id)
    form = SurvivorSupportContactForm(context, {"contact": known or ""})
    return form_view(
        form,
        "complaints/contact.html",
        lambda: actions.write_survivor_support_contact(context.act, form.contact.data),
        lambda row: url_for("programmes.show"),
    )


@bp.get("/p/<programme>/complaints/ages")
@allows(Action.SEE_PROGRAMME)
def ages(context: Context) -> ResponseReturnValue:
    """Show the ages of the complaints that wait longest, without words, places or people."""
    records = listed_complaints(db(), context.programme.id)[:ON_A_PAGE]
    told = TOLD_TO_MANAGERS.one(db(), programme=context.programme.id)
    return render_page(
        "complaints/ages.html",
        ages=_open_ages(records, context),
        answered=told.answered,
        officers=len(queries.OFFICER_KEYS.all(db(), programme=context.programme.id, now=context.now)),
        contact=told.contact,
    )


def _open_ages(records: list[ComplaintRecord], context: Context) -> list[tuple[int, bool]]:
    """Return the age in days of each complaint that waits, and whether it is late; the oldest first."""
    waiting = [record for record in records if record.due(context.rules) is not None]
    ages_and_late = (
        ((record.day_of(context.now) - record.row.filed_on).days, record.is_late(context.rules, context.now))
        for record in waiting
    )
    return sorted(ages_and_late, reverse=True)


@bp.route("/p/<programme>/complaints/<int:number>", methods=["GET", "POST"])
@allows(Action.READ_COMPLAINT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show a complaint and, given the passphrase, its words this once."""
    record = _record(context, number)
    form, told = OfficerPassphraseForm(context), None
    if request.method == "POST" and "language" not in request.form and "unsaved" not in g:
        told = _opened(context, record, form)
    response = render_page(
        "complaints/show.html",
        422 if form.is_wrong else 200,
        record=record,
        form=form,
        told=told,
        others=officers_without(db(), record, context.now),
        categories=ASKED,
        abouts=ABOUT,
        channels=CHANNELS_TOLD,
        stages=STAGE_NAMES,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _opened(context: Context, record: ComplaintRecord, form: OfficerPassphraseForm) -> list[str] | None:
    """Return the words of a complaint and of its events, in order; None if the form is wrong."""
    if not token_is_good(form):
        form.sentences.append(
            wrong_token(N_("This form was open too long or came from elsewhere. Check it and send it again."))
        )
    elif form.validate():
        try:
            # Reading writes an entry. Take the turn first, or the slow hash would be computed again within
            # it.
            take_turn()
            opened = actions.read_complaint(context.act, record.row.number, form.key_password.data, _fast())
            db().commit()
        except Refused as refusal:
            db().rollback()
            form.refuse(refusal)
        else:
            stored = [record.row.sealed_text, *(event.sealed_text for event in record.events)]
            return [sealed_text.opened(opened, text) if text else "" for text in stored]
    return None


@bp.route("/p/<programme>/complaints/<int:number>/acknowledge", methods=["GET", "POST"])
@allows(Action.READ_COMPLAINT)
def acknowledge(context: Context, number: int) -> ResponseReturnValue:
    """Record that somebody looks into a complaint."""
    record = _record(context, number)
    form = AcknowledgeComplaintForm(context)
    return form_view(
        form,
        "complaints/acknowledge.html",
        lambda: actions.acknowledge_complaint(context.act, number, form.is_serious.data),
        lambda done: url_for(".show", number=number),
        record=record,
    )


@bp.route("/p/<programme>/complaints/<int:number>/answer", methods=["GET", "POST"])
@allows(Action.ANSWER_COMPLAINT)
def answer(context: Context, number: int) -> ResponseReturnValue:
    """Answer a complaint."""
    record = _record(context, number)
    subject, back = record.subject(context.person.actor), url_for(".show", number=number)
    if page := refused_form(context, Action.ANSWER_COMPLAINT, subject, N_("Answer the complaint"), back):
        return page
    form = ComplaintAnswerForm(context)
    return form_view(
        form,
        "complaints/answer.html",
        lambda: actions.answer_complaint(
            context.act, number, form.text.data, form.key_password.data, _fast()
        ),
        lambda done: url_for(".show", number=number),
        record=record,
    )


@bp.route("/p/<programme>/complaints/<int:number>/share", methods=["GET", "POST"])
@allows(Action.READ_COMPLAINT)
def share(context: Context, number: int) -> ResponseReturnValue:
    """Let another officer read a complaint."""
    record = _record(context, number)
    form = ShareComplaintForm(context)
    form.officer.choices = [
        (str(row.id), row.name) for row in officers_without(db(), record, context.now)
    ] or abort(404)
    return form_view(
        form,
        "complaints/share.html",
        lambda: actions.share_complaint(
            context.act, number, UUID(form.officer.data), form.key_password.data, _fast()
        ),
        lambda done: url_for(".show", number=number),
        record=record,
    )


def _record(context: Context, number: int) -> ComplaintRecord:
    """Return a complaint that the reader may read; otherwise 404, also for those whom it concerns."""
    record = queries.complaint(db(), context.programme.id, number)
    if record is None or not context.may(Action.READ_COMPLAINT, record.subject(context.person.actor)):
        abort(404)
    return record


def _fast() -> bool:
    fast: bool = current_app.config["FAST_HASH"]
    return fast
