"""The page for one's own name and language."""

from __future__ import annotations

from flask import Blueprint, g, make_response, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.accounts import own_details
from peoplesprocess.accounts.own_detail_forms import OwnDetailsForm
from peoplesprocess.core.actions import Action
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import SHIPPED, translator
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("details", __name__, template_folder="templates")


@bp.route("/account/details", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def change(context: Context) -> ResponseReturnValue:
    """Change one's own name and language."""
    known = own_details.OWN_DETAILS.one(db(), account=context.person.id)
    form = OwnDetailsForm(context, {"name": known.name, "spoken": known.spoken or g.language})
    form.spoken.choices = [(code, translator(code).own_name) for code in SHIPPED]
    response = make_response(
        form_view(
            form,
            "accounts/details.html",
            lambda: own_details.change_details(context.act, form.input),
            lambda account: url_for("accounts.own.account"),
        )
    )
    if response.status_code == 303:
        g.asked_language = form.spoken.data
    return response
