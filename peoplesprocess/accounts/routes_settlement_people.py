"""Who works in a settlement, and who facilitates there from now on."""

from __future__ import annotations

from flask import Blueprint, make_response, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.accounts import facilitator_changes
from peoplesprocess.accounts.role_forms import facilitator_form
from peoplesprocess.accounts.routes_people import invitation_token
from peoplesprocess.core.actions import Action
from peoplesprocess.core.roles import Role
from peoplesprocess.facts.places import group_name
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.qr_codes import qr_code
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("here", __name__, template_folder="templates")


@bp.get("/s/<code>/people")
@allows(Action.INVITE)
def show(context: Context) -> ResponseReturnValue:
    """List who is and was what in a settlement."""
    rows = facilitator_changes.ROLES_HERE.all(db(), settlement=context.settlement.id)
    return render_page(
        "accounts/settlement_people.html",
        held=[row for row in rows if not row.is_over(context.now)],
        ended=[row for row in rows if row.is_over(context.now)],
        groups={group["code"]: group_name(group) for group in context.settlement.all_groups},
    )


@bp.route("/s/<code>/people/facilitator", methods=["GET", "POST"])
@allows(Action.INVITE)
def name_facilitator(context: Context) -> ResponseReturnValue:
    """Name another facilitator, and end the role of the former one if it is wanted."""
    place = context.settlement
    known = facilitator_changes.KNOWN_PEOPLE.all(
        db(), programme=place.programme_id, actor=context.person.id, now=context.now
    )
    now_here = [
        row
        for row in facilitator_changes.ROLES_HERE.all(db(), settlement=place.id)
        if row.role == Role.FACILITATOR.value and not row.is_over(context.now)
    ]
    form = facilitator_form(context, known, now_here)
    token = invitation_token(form, context)
    response = make_response(
        form_view(
            form,
            "accounts/facilitator.html",
            lambda: facilitator_changes.name_facilitator(context.act, form.input, token),
            lambda nothing: url_for(".show"),
        )
    )
    if response.status_code != 303 or form.how.data != "new":
        return response
    link = url_for("accounts.accept", token=token, _external=True)
    return render_page("accounts/facilitator_invited.html", link=link, code=qr_code(link))
