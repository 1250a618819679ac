"""Pages for reminders: by mail, by text message once a code has confirmed the number, or none."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.accounts.own_detail_forms import MailAddressForm, NumberCodeForm, ReminderWayForm
from peoplesprocess.accounts.reminder_mail_address import OWN_REMINDER_WAY, OwnReminderWay, set_mail_address
from peoplesprocess.accounts.reminder_mobile_number import PENDING_NUMBER, ask_number_code, confirm_number
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import Sentence
from peoplesprocess.core.mobile_numbers import plain_number
from peoplesprocess.db import throttle
from peoplesprocess.web.current_installation import current_secret
from peoplesprocess.web.current_secret_keys import every_secret
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import SHIPPED, current_translator, translator
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, now
from peoplesprocess.web.view_context import Context

bp = Blueprint("reminders", __name__)


@bp.route("/account/reminders", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def address(context: Context) -> ResponseReturnValue:
    """Choose how and where to be reminded."""
    own = OWN_REMINDER_WAY.one(db(), account=context.person.id)
    if _sends_texts() or own.number:
        return _way(context, own)
    form = MailAddressForm(values={"address": own.address or ""})
    return form_view(
        form,
        "accounts/reminders.html",
        lambda: set_mail_address(context.act, form.input),
        lambda nothing: url_for("accounts.own.account"),
        own=own,
        language=_language(own),
    )


def _way(context: Context, own: OwnReminderWay) -> ResponseReturnValue:
    """Return the page for installations that can send text messages."""
    way = "text" if own.number else "mail" if own.address else "none"
    form = ReminderWayForm(values={"way": way, "address": own.address or "", "number": own.number or ""})

    def act() -> bool:
        """Return whether a code is now awaited."""
        if form.way.data != "text":
            set_mail_address(context.act, form.mail_input)
            return False
        is_new = own.failure or plain_number(form.number.data) != own.number
        if is_new:
            ask_number_code(context.act, form.number_input, current_secret())
        return is_new

    return form_view(
        form,
        "accounts/reminders.html",
        act,
        lambda awaits: url_for(".code" if awaits else "accounts.own.account"),
        own=own,
        language=_language(own),
    )


@bp.route("/account/reminders/code", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def code(context: Context) -> ResponseReturnValue:
    """Type in the code that was sent to one's number."""
    asked = PENDING_NUMBER.first(db(), account=context.person.id)
    form = NumberCodeForm()
    if asked is None:
        return redirect(url_for(".address"), 303)
    form.counted = lambda: _counted(asked.id)
    return form_view(
        form,
        "accounts/number_code.html",
        lambda: confirm_number(context.act, form.code.data, every_secret()),
        lambda nothing: url_for("accounts.own.account"),
        asked=asked,
    )


def _counted(name: UUID) -> Sentence | None:
    """Count a try of a code before it is checked; return how long to wait, or None."""
    session = db()
    session.rollback()
    tried = throttle.begin_number_code(session, current_secret(), name, now())
    session.commit()
    return throttle.wait_sentence(tried.wait) if tried.wait else None


def _language(own: OwnReminderWay) -> str:
    return (translator(own.spoken) if own.spoken in SHIPPED else current_translator()).own_name


def _sends_texts() -> bool:
    return bool(current_app.config["SETTINGS"].sms_gateway)
