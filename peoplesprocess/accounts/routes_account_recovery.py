"""Pages that help somebody of a programme back in: a new password, ending sessions, a lost second factor."""

from __future__ import annotations

import base64
import hmac
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, abort, make_response, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.accounts import account_recovery
from peoplesprocess.accounts.forms import ConfirmForm
from peoplesprocess.accounts.helped_person import (
    PERSON,
    PERSON_WITH_CLOSING,
    HelpedPerson,
    PersonWithClosing,
)
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_
from peoplesprocess.core.roles import Role
from peoplesprocess.db.typed_query import Query
from peoplesprocess.web.current_installation import current_secret
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.qr_codes import qr_code
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

Person = TypeVar("Person")
bp = Blueprint("recovery", __name__, template_folder="templates")


@bp.get("/p/<programme>/people/<uuid:membership_id>")
@allows(Action.INVITE)
def show(context: Context, membership_id: UUID) -> ResponseReturnValue:
    """Show somebody of the programme, and the ways to help them back in."""
    return render_page(
        "accounts/person.html", person=person_with_closing(context, membership_id), membership=membership_id
    )


@bp.route("/p/<programme>/people/<uuid:membership_id>/password-link", methods=["GET", "POST"])
@allows(Action.INVITE)
def make_link(context: Context, membership_id: UUID) -> ResponseReturnValue:
    """Make a link for a new password, and show it once."""
    person, form = _person(context, membership_id), ConfirmForm(context)
    token = _token(form, context)
    response = make_response(
        form_view(
            form,
            "accounts/confirm.html",
            lambda: account_recovery.make_password_link(context.act, person.account_id, token),
            lambda made: url_for(".show", membership_id=membership_id),
            person=person,
            title=N_("Make a link for a new password?"),
            sentence=N_(
                "Make sure that it really is this person who asks. You will not see the new password."
            ),
            button=N_("Make the link"),
        )
    )
    if response.status_code != 303:
        return response
    link = url_for("accounts.renew_password", token=token, _external=True)
    return render_page("accounts/password_link.html", link=link, code=qr_code(link), person=person)


@bp.route("/p/<programme>/people/<uuid:membership_id>/sign-out", methods=["GET", "POST"])
@allows(Action.INVITE)
def end_sessions(context: Context, membership_id: UUID) -> ResponseReturnValue:
    """End all sessions of somebody."""
    person = _person(context, membership_id)
    return form_view(
        ConfirmForm(context),
        "accounts/confirm.html",
        lambda: account_recovery.end_sessions_of(context.act, person.account_id),
        lambda nothing: url_for(".show", membership_id=membership_id),
        person=person,
        title=N_("Sign this person out everywhere?"),
        sentence=N_("The person can sign in again with the password."),
        button=N_("Sign the person out"),
    )


@bp.route("/p/<programme>/people/<uuid:membership_id>/second-factor", methods=["GET", "POST"])
@allows(Action.INVITE)
def remove_second_factor(context: Context, membership_id: UUID) -> ResponseReturnValue:
    """Remove a lost second factor."""
    person = _person(context, membership_id)
    return form_view(
        ConfirmForm(context),
        "accounts/confirm.html",
        lambda: account_recovery.remove_second_factor_of(context.act, person.account_id),
        lambda nothing: url_for(".show", membership_id=membership_id),
        person=person,
        title=N_("Remove this person's second factor?"),
        sentence=N_(
            "Only if the telephone and the printed codes are lost. The person is told who removed it."
        ),
        button=N_("Remove the second factor"),
    )


def person_with_closing(context: Context, membership_id: UUID) -> PersonWithClosing:
    """Return the person who holds or held a role of the programme; 404 if there is none."""
    return _asked(PERSON_WITH_CLOSING, context, membership_id)


def _person(context: Context, membership_id: UUID) -> HelpedPerson:
    return _asked(PERSON, context, membership_id)


def _asked(query: Query[Person], context: Context, membership_id: UUID) -> Person:
    installation = context.may(Action.INVITE, ActSubject(role=Role.ADMINISTRATOR))
    found = query.first(
        db(),
        programme=context.programme.id,
        membership=membership_id,
        installation=installation,
        now=context.now,
    )
    return found or abort(404)


def _token(form: ConfirmForm, context: Context) -> str:
    # Derived from the form, so that a form sent again over a bad line gets the same link.
    parts = f"password:{context.person.session_name}:{form.form_id}"
    return base64.urlsafe_b64encode(hmac.digest(current_secret(), parts.encode(), "sha256")[:24]).decode()
