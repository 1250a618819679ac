"""Complaints without an account: making one from a settlement's board, and asking for the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from peoplesprocess.act import act_in_installation, act_in_programme
from peoplesprocess.complaints import actions, queries, routes_officers, sealed_text
from peoplesprocess.complaints.actions import NO_SUCH_RECEIPT
from peoplesprocess.complaints.eligible_officers import officers_for
from peoplesprocess.complaints.forms import (
    ComplaintAppealForm,
    ComplaintCategoryForm,
    ComplaintForm,
    ComplaintReceiptForm,
)
from peoplesprocess.complaints.queries import ComplaintRecord
from peoplesprocess.core.complaints import ABUSE, STAGE_NAMES, ComplaintStage, plain_receipt, receipt_digits
from peoplesprocess.core.messages import N_, Plural, Refused
from peoplesprocess.db import attempt_delay, journal, throttle
from peoplesprocess.db.complaint_throttle import count_complaint
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.web import anonymous_cookie
from peoplesprocess.web.current_installation import current_secret
from peoplesprocess.web.form import Form, token_is_good, wrong_token
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.public_place import public_settlement
from peoplesprocess.web.request_state import db, now

T = TypeVar("T", bound=Form)
bp = Blueprint("complaints", __name__, template_folder="templates")
bp.register_blueprint(routes_officers.bp)


@bp.route("/board/<code>/complaint", methods=["GET", "POST"])
def file(code: str) -> ResponseReturnValue:
    """Ask for the category, then take the complaint and show its receipt, or show who helps."""
    anonymous_cookie.begin()
    place = public_settlement(code)
    if request.method != "POST":
        return _category(place, ComplaintCategoryForm())
    first = ComplaintCategoryForm()
    is_asked = "language" not in request.form and _is_right(first)
    # Also when sent from the second page: what was written there about violence is not stored.
    if is_asked and first.category.data == ABUSE:
        contact = queries.REFERRAL.get(db(), programme=place.programme_id)
        return _private("complaints/referral.html", 200, place=place, contact=contact)
    if "text" not in request.form:
        return _words(place, _without_errors(ComplaintForm())) if is_asked else _category(place, first)
    form = ComplaintForm()
    if "language" in request.form or not _is_right(form) or not _is_filed(place, form):
        return _words(place, form)
    return _private(
        "complaints/filed.html",
        200,
        place=place,
        receipt=form.receipt,
        digits=receipt_digits(form.receipt),
        rules=place.rules,
    )


def _category(place: SettlementWithRules, form: ComplaintCategoryForm) -> Response:
    return _private(
        "complaints/category.html",
        422 if form.is_wrong else 200,
        place=place,
        form=form,
        officers=len(officers_for(db(), place.where, "nobody", now())),
    )


def _words(place: SettlementWithRules, form: ComplaintForm) -> Response:
    return _private("complaints/file.html", 422 if form.is_wrong else 200, place=place, form=form)


def _is_filed(place: SettlementWithRules, form: ComplaintForm) -> bool:
    try:
        act = act_in_programme(db(), None, place.programme_code, now())
        _keep_pace(place, form)
        actions.file_complaint(act, place, form.input, form.receipt, day_in(place, now()))
        db().commit()
    except Refused as refusal:
        db().rollback()
        form.refuse(refusal)
        return False
    return True


def _keep_pace(place: SettlementWithRules, form: ComplaintForm) -> None:
    """Count a new complaint for the rate limit. Errors: Refused if many came; a first one never waits."""
    if queries.complaint_of_receipt(db(), form.receipt) is not None:
        return
    wait = count_complaint(db(), current_secret(), request.remote_addr or "", place.id, now())
    if wait:
        raise Refused(
            Plural(
                "Many complaints have come in lately. This one has not been sent yet: send it again in "
                "%(count)s minute. What you wrote stays on this page. With another connection, such as "
                "the network of a telephone, you can send it straight away. Or give it on paper to "
                "somebody you trust.",
                "Many complaints have come in lately. This one has not been sent yet: send it again in "
                "%(count)s minutes. What you wrote stays on this page. With another connection, such as "
                "the network of a telephone, you can send it straight away. Or give it on paper to "
                "somebody you trust.",
                -(-wait // timedelta(minutes=1)),
            )
        )


@bp.route("/complaint", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for a receipt, show the stage of its complaint with the answer, and take an appeal."""
    anonymous_cookie.begin()
    form: ComplaintReceiptForm = ComplaintAppealForm() if "text" in request.form else ComplaintReceiptForm()
    if request.method != "POST" or "language" in request.form:
        return _private("complaints/ask.html", 200, form=ComplaintReceiptForm())
    if not _is_right(form, but="text"):
        return _private("complaints/ask.html", 422, form=form)
    words = plain_receipt(form.receipt.data)
    record = _found(form, words)
    if record is None:
        return _private("complaints/ask.html", 422, form=form)
    if isinstance(form, ComplaintAppealForm) and not form.wrong_fields:
        record = _appealed(form, record, words)
    return _told(form, record, words)


def _found(form: Form, words: str) -> ComplaintRecord | None:
    """Return the complaint of a receipt; each wrong receipt lengthens the wait of its address."""
    tried = throttle.begin_receipt(db(), current_secret(), request.remote_addr or "", now())
    db().commit()
    if tried.wait:
        form.refuse(Refused(throttle.wait_sentence(tried.wait)))
        return None
    record = queries.complaint_of_receipt(db(), words)
    if record is None:
        _note_guess()
        form.refuse(Refused(NO_SUCH_RECEIPT, "receipt"))
        return None
    attempt_delay.take_back(db(), tried)
    db().commit()
    return record


def _note_guess() -> None:
    if throttle.is_noted_now(db(), current_secret(), "complaint.guess", "complaint", now()):
        act_in_installation(db(), None, now()).note_in(journal.INSTALLATION, "complaint.guess", "complaint")
    db().commit()


def _appealed(form: ComplaintAppealForm, record: ComplaintRecord, words: str) -> ComplaintRecord:
    """Return the complaint after the appeal, or as it was, with what is wrong in the form."""
    try:
        act = act_in_programme(db(), None, record.row.programme_code, now())
        actions.appeal(act, words, form.text.data)
        db().commit()
    except Refused as refusal:
        db().rollback()
        form.refuse(refusal)
    return queries.complaint_of_receipt(db(), words) or record


def _told(form: Form, record: ComplaintRecord, words: str) -> Response:
    private = sealed_text.private_key_of_receipt(words)
    key = sealed_text.opened_key(record.row.receipt_key, private)
    answers = [
        (event.happened_on, sealed_text.opened(key, event.sealed_text))
        for event in record.events
        if event.kind == ComplaintStage.ANSWERED
    ]
    shown = form if form.is_wrong else _without_errors(ComplaintAppealForm())
    rules = record.row.rules
    may_appeal = record.stage is ComplaintStage.ANSWERED
    return _private(
        "complaints/state.html",
        422 if form.is_wrong else 200,
        record=record,
        stage=STAGE_NAMES[record.stage],
        due=record.due(rules),
        is_late=record.is_late(rules, now()),
        answers=answers,
        form=shown,
        may_appeal=may_appeal,
        has_second_officer=may_appeal and _has_second_officer(record),
        receipt=words,
    )


def _has_second_officer(record: ComplaintRecord) -> bool:
    """Return whether somebody else than the last officer who answered could look at a complaint."""
    answered_by = record.events[-1].account_id if record.events else None
    officers = officers_for(db(), record.where, record.row.about, now())
    return any(officer.account_id != answered_by for officer in officers)


def _without_errors(form: T) -> T:
    """Return a form without errors, because its reader has not seen it yet."""
    for field in form:
        field.errors = []
    return form


def _is_right(form: Form, but: str = "") -> bool:
    """Return whether a form has a good token and no wrong field, except perhaps `but`."""
    if not token_is_good(form):
        form.sentences.append(
            wrong_token(N_("This form was open too long or came from elsewhere. Check it and send it again."))
        )
        return False
    form.validate()
    return not form.sentences and all(field.name == but for field in form.wrong_fields)


def _private(template: str, status: int, **values: object) -> Response:
    """Return a page that is not cached, so that the next user of the telephone cannot see it."""
    response = render_page(template, status, **values)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
