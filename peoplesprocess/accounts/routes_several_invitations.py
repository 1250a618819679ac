"""The page that invites the people of a settlement and its programme at once."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.accounts import queries
from peoplesprocess.accounts.invitable_roles import PLACE, InvitedPlace, invitable_roles
from peoplesprocess.accounts.role_confirmers import NAMES_OF_CONFIRMED_ROLES, role_confirmers
from peoplesprocess.accounts.routes_people import invitation_token
from peoplesprocess.accounts.several_invitations import invite_several
from peoplesprocess.accounts.several_invitations_form import SeveralInvitationsForm, several_invitations_form
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import Refused
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("several", __name__, template_folder="templates")


@bp.route("/p/<programme>/people/invite/several", methods=["GET", "POST"])
@bp.route("/p/<programme>/people/invite/several/<settlement>", methods=["GET", "POST"])
@allows(Action.INVITE)
def invite(context: Context, settlement: str = "") -> ResponseReturnValue:
    """Invite to several roles with one form, and show a slip for each invitation once."""
    # The settlement is part of the address, since the lines of the form depend on it.
    place = _place(context, settlement) if settlement else None
    places = queries.places(db(), context.programme.id) if place is None else None
    if places and request.method == "GET" and len(places.settlements) == 1:
        return redirect(url_for(".invite", settlement=places.settlements[0][0]), 303)
    lines = [
        line
        for line in invitable_roles(db(), context.programme, place, context.now)
        if context.may(Action.INVITE, ActSubject(role=line.scope.role))
    ]
    form = several_invitations_form(context, lines)
    confirmers = role_confirmers(db(), context.programme.id, context.person.id, context.now)

    def act() -> list[str]:
        wanted = form.input
        try:
            return invite_several(context.act, wanted, lambda number: invitation_token(form, context, number))
        except Refused as refusal:
            raise form.named_here(refusal) from None

    response = make_response(
        form_view(
            form,
            "accounts/invite_several.html",
            act,
            lambda tokens: url_for("accounts.people.index"),
            place=place,
            places=places,
            confirmed_roles=NAMES_OF_CONFIRMED_ROLES,
            confirmers=confirmers,
        )
    )
    return _slips(context, form, place) if response.status_code == 303 else response


def _place(context: Context, code: str) -> InvitedPlace:
    return PLACE.first(db(), programme=context.programme.id, code=code) or abort(404)


def _slips(context: Context, form: SeveralInvitationsForm, place: InvitedPlace | None) -> ResponseReturnValue:
    slips = [
        (line, url_for("accounts.accept", token=invitation_token(form, context, number), _external=True))
        for number, line in enumerate(form.chosen, start=1)
    ]
    return render_page(
        "accounts/invited_several.html",
        slips=slips,
        place=place,
        confirmed_roles=NAMES_OF_CONFIRMED_ROLES,
        confirmers=role_confirmers(db(), context.programme.id, context.person.id, context.now),
    )
