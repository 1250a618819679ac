"""Who works in a programme: the list, inviting with a link and its code to scan, taking roles back."""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

from flask import Blueprint, abort, current_app, make_response, request
from flask.typing import ResponseReturnValue

from peoplesprocess.accounts import actions, queries
from peoplesprocess.accounts.forms import RevokeForm, invite_form
from peoplesprocess.core.permissions import Action, Role
from peoplesprocess.web.answers import answer
from peoplesprocess.web.forms import Form
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.here import Here
from peoplesprocess.web.pages import page
from peoplesprocess.web.pictograms import square_code

pages = Blueprint("people", __name__)


@pages.get("/p/<programme>/people")
@allows(Action.INVITE)
def show(here: Here) -> ResponseReturnValue:
    """List who is what here, and the invitations that are open."""
    before = _uuid_or_404(request.args["before"]) if "before" in request.args else None
    rows = queries.people(
        db(), _programme(here), here.now, installation=_is_administrator(here), before=before
    )
    shown = rows[: queries.PEOPLE_ON_A_PAGE]
    return page(
        "accounts/people.html",
        held=[row for row in shown if not row.invited],
        invited=[row for row in shown if row.invited],
        more=shown[-1].id if len(rows) > len(shown) else None,
    )


@pages.route("/p/<programme>/people/invite", methods=["GET", "POST"])
@allows(Action.INVITE)
def invite(here: Here) -> ResponseReturnValue:
    """Invite somebody to one role in one place; the answer is the link, shown this once."""
    places = queries.places(db(), _programme(here))
    form = invite_form(
        here,
        {name: request.args.get(name, "") for name in ("role", "settlement", "area", "group")},
        places.settlements if places.all_shown else None,
        places.areas,
        administrator=_is_administrator(here),
    )
    token = _token(form, here)
    response = make_response(
        answer(
            form,
            "accounts/invite.html",
            lambda: actions.invite_into(
                db(),
                here.person.id,
                _programme(here),
                form.input(),
                token,
                here.now,
                by_administrator=_is_administrator(here),
            ),
            lambda made: f"{here.url}/people",
            is_first=not places.settlements,
        )
    )
    return _link_page(form, token, dict(places.settlements)) if response.status_code == 303 else response


@pages.route("/p/<programme>/people/<uuid:membership_id>/revoke", methods=["GET", "POST"])
@allows(Action.INVITE)
def revoke(here: Here, membership_id: UUID) -> ResponseReturnValue:
    """Take a role back."""
    found = queries.membership_of(db(), _programme(here), membership_id, installation=_is_administrator(here))
    if found is None:
        abort(404)
    return answer(
        RevokeForm(here),
        "accounts/revoke.html",
        lambda: actions.revoke_membership(db(), here.person.id, membership_id, here.now),
        lambda held: f"{here.url}/people",
        held=found,
    )


@pages.route("/p/<programme>/people/invitations/<uuid:invitation_id>/revoke", methods=["GET", "POST"])
@allows(Action.INVITE)
def revoke_invitation(here: Here, invitation_id: UUID) -> ResponseReturnValue:
    """Take an open invitation back."""
    found = queries.invitation_of(db(), _programme(here), invitation_id, installation=_is_administrator(here))
    if found is None:
        abort(404)
    return answer(
        RevokeForm(here),
        "accounts/revoke_invitation.html",
        lambda: actions.revoke_invitation(db(), here.person.id, invitation_id, here.now),
        lambda invitation: f"{here.url}/people",
        invitation=found,
    )


def _link_page(form: Form, token: str, settlements: dict[str, str]) -> ResponseReturnValue:
    link = f"{request.host_url}invitation/{token}"
    return page(
        "accounts/invited.html",
        link=link,
        code=square_code(link),
        role=form["role"].data,
        settlement=settlements.get(form["settlement"].data, ""),
    )


def _token(form: Form, here: Here) -> str:
    # Made from the form, so that a form sent again over a bad line is answered with the same link.
    secret: bytes = current_app.config["SECRET"]
    parts = f"invitation:{here.person.session}:{form.form_id}"
    return base64.urlsafe_b64encode(hmac.new(secret, parts.encode(), hashlib.sha256).digest()[:24]).decode()


def _programme(here: Here) -> UUID:
    # Every address here has a programme, or the guard would not have let anybody in.
    return here.where.programme or abort(404)


def _is_administrator(here: Here) -> bool:
    return any(held.role is Role.ADMINISTRATOR for held in here.person.memberships)


def _uuid_or_404(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(404)
