"""The people of a settlement, and naming a facilitator or an officer of its committee."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.accounts import settlement_role_changes
from peoplesprocess.accounts.role_confirmers import role_confirmers
from peoplesprocess.accounts.role_forms import (
    RoleSuccessorForm,
    committee_officer_form,
    settlement_role_form,
)
from peoplesprocess.accounts.role_names import role_name
from peoplesprocess.accounts.routes_people import invitation_token
from peoplesprocess.accounts.settlement_role_changes import (
    ENDED_HERE,
    ENDED_SHOWN,
    HELD_HERE,
    KNOWN_PEOPLE,
    HeldSettlementRole,
    ProgrammePerson,
)
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
    """List the present and ended roles in a settlement."""
    here = {"settlement": context.settlement.id, "now": context.now}
    ended = ENDED_HERE.all(db(), **here)
    return render_page(
        "accounts/settlement_people.html",
        held=HELD_HERE.all(db(), **here),
        ended=ended[:ENDED_SHOWN],
        has_more_ended=len(ended) > ENDED_SHOWN,
        groups={group["code"]: group_name(group) for group in context.settlement.all_groups},
        role_name=role_name,
    )


@bp.route("/s/<code>/people/facilitator", methods=["GET", "POST"])
@allows(Action.INVITE)
def name_facilitator(context: Context) -> ResponseReturnValue:
    """Name a facilitator, and end the role of the previous one if wanted."""
    form = settlement_role_form(context, *_people(context, Role.FACILITATOR))
    token = invitation_token(form, context)
    response = make_response(
        form_view(
            form,
            "accounts/facilitator.html",
            lambda: settlement_role_changes.name_facilitator(context.act, form.input, token),
            lambda nothing: url_for(".show"),
        )
    )
    return _answer(response, form, Role.FACILITATOR, token)


@bp.route("/s/<code>/people/officer", methods=["GET", "POST"])
@allows(Action.INVITE)
def name_officer(context: Context) -> ResponseReturnValue:
    """Name an officer of the committee, and end the role of the previous one if wanted."""
    people = _people(context, Role.COMMITTEE_OFFICER)
    form = committee_officer_form(context, *people, request.args.get("seat", ""))
    token = invitation_token(form, context)
    response = make_response(
        form_view(
            form,
            "accounts/officer.html",
            lambda: settlement_role_changes.name_officer(context.act, form.input, token),
            lambda nothing: url_for(".show"),
            confirmers=role_confirmers(db(), context.settlement.programme_id, context.person.id, context.now),
        )
    )
    return _answer(response, form, Role.COMMITTEE_OFFICER, token)


def _people(context: Context, role: Role) -> tuple[list[ProgrammePerson], list[HeldSettlementRole]]:
    """Return the people who could get a role in the settlement, and its present holders."""
    place = context.settlement
    there = {"programme": place.programme_id, "settlement": place.id}
    known = KNOWN_PEOPLE.all(db(), **there, actor=context.person.id, now=context.now)
    here = HELD_HERE.all(db(), settlement=place.id, now=context.now)
    return known, [row for row in here if row.role == role.value]


def _answer(response: Response, form: RoleSuccessorForm, role: Role, token: str) -> ResponseReturnValue:
    """Return the page with the link of the invitation that was made, or the response unchanged."""
    if response.status_code != 303 or form.how.data != "new":
        return response
    link = url_for("accounts.accept", token=token, _external=True)
    return render_page(
        "accounts/facilitator_invited.html",
        link=link,
        code=qr_code(link),
        role=role.value,
        note=form.note.value,
    )
