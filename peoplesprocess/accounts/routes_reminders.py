"""Where one is reminded by e-mail."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.accounts.detail_forms import MailAddressForm
from peoplesprocess.accounts.mail_address import OWN_MAIL_ADDRESS, set_mail_address
from peoplesprocess.core.actions import Action
from peoplesprocess.web.access import allows
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import SHIPPED, current_translator, translator
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("reminders", __name__)


@bp.route("/account/reminders", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def address(context: Context) -> ResponseReturnValue:
    """Give an address to be reminded at, change it, or take it away."""
    own = OWN_MAIL_ADDRESS.one(db(), account=context.person.id)
    form = MailAddressForm(values={"address": own.address or ""})
    return form_view(
        form,
        "accounts/reminders.html",
        lambda: set_mail_address(context.act, form.input),
        lambda nothing: url_for("accounts.own.account"),
        language=translator(own.spoken).own_name if own.spoken in SHIPPED else current_translator().own_name,
    )
