"""Where one is reminded by e-mail."""

from __future__ import annotations

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.accounts.forms_details import MailAddressForm
from peoplesprocess.accounts.mail_address import OWN_MAIL_ADDRESS, set_mail_address
from peoplesprocess.core.permissions import Action
from peoplesprocess.web.access import allows
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("reminders", __name__)


@bp.route("/account/reminders", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def address(context: Context) -> ResponseReturnValue:
    """Give an address to be reminded at, change it, or take it away."""
    own = OWN_MAIL_ADDRESS.first(db(), account=context.person.id)
    form = MailAddressForm(values=own._asdict() if own else {"mail_language": g.language})
    return form_view(
        form,
        "accounts/reminders.html",
        lambda: set_mail_address(context.act, form.input()),
        lambda nothing: url_for("accounts.own.account"),
    )
