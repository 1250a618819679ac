"""Signing in and out, accepting invitations, and forms that were sent after the session ended."""

from __future__ import annotations

import hmac
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, abort, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from peoplesprocess.accounts import (
    account_recovery,
    actions,
    known_browsers,
    own_details,
    passwords,
    queries,
    routes_account_recovery,
    routes_closed_accounts,
    routes_own,
    routes_own_details,
    routes_people,
    routes_reminders,
    routes_settlement_people,
    routes_several_invitations,
    usable_invitations,
)
from peoplesprocess.accounts.authentication import (
    WRONG,
    AuthenticationResult,
    authenticate_known,
    note_refusal,
)
from peoplesprocess.accounts.clear_site_data import forget_person
from peoplesprocess.accounts.forms import (
    AcceptInvitationForm,
    AcceptInvitedRoleForm,
    NewPasswordForm,
    SignInForm,
    kept_fields,
)
from peoplesprocess.accounts.proof_with_form import prove_with_the_form
from peoplesprocess.accounts.queries import InvitationDetail
from peoplesprocess.accounts.routes_own import hashed_password, send_kept
from peoplesprocess.accounts.safe_redirect import local_path
from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.roles import CHECKING_ROLES, Actor, Role
from peoplesprocess.core.secrets import hashed
from peoplesprocess.db import journal
from peoplesprocess.facts.builders import ever_built
from peoplesprocess.models import WebFormSubmission
from peoplesprocess.web import anonymous_cookie, sessions
from peoplesprocess.web.form import Form, token_is_good, wrong_token
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.person_tokens import session_name
from peoplesprocess.web.place_access import SignInNeeded
from peoplesprocess.web.request_state import db, now
from peoplesprocess.web.sessions import SignedInPerson, current_person
from peoplesprocess.web.user_agent import device_of

bp = Blueprint("accounts", __name__, template_folder="templates")
for part in (
    *(routes_people, routes_own, routes_own_details),
    *(routes_account_recovery, routes_reminders, routes_settlement_people),
    *(routes_several_invitations, routes_closed_accounts),
):
    bp.register_blueprint(part.bp)
bp.before_app_request(prove_with_the_form)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in, then redirect to the requested page or send the interrupted form."""
    form = SignInForm(None, {"next": request.args.get("next", "")})
    anonymous_cookie.begin()
    if request.method != "POST" or "language" in request.form:
        return _ask(form)
    if not token_is_good(form):
        form.sentences.append(wrong_token(N_("This page was open for too long. Sign in again.")))
        return _ask(form, 422)
    if not form.validate():
        return _ask(form, 422)
    proof = authenticate_known(form.username.data, form.password.data)
    if proof.account_id is None:
        return _refused(form, proof)
    return _let_in(form, proof.account_id)


@bp.app_errorhandler(SignInNeeded)
def ask_to_sign_in(error: SignInNeeded) -> ResponseReturnValue:
    """Ask the visitor to sign in; a posted form comes back afterwards."""
    if request.method != "POST":
        wanted = request.full_path.removesuffix("?")
        address = url_for("accounts.sign_in")
        return redirect(f"{address}?{urlencode({'next': wanted})}" if wanted != _home() else address, 303)
    anonymous_cookie.begin()
    return render_page(
        "accounts/sign_in.html",
        401,
        form=SignInForm(),
        next="",
        kept_path=local_path(request.full_path.removesuffix("?"), "POST"),
        kept=kept_fields(),
        files=any(file.filename for _, file in request.files.items(multi=True)),
    )


@bp.post("/leave")
def leave() -> ResponseReturnValue:
    """End the session on the server and clear the browser's data.

    It does not use `form_view`, as ending a session twice does no harm. A button on another site, or on a
    page of somebody else, needs a confirmation.
    """
    person = current_person()
    sent = request.form.get("token", "").encode(errors="replace")
    if person is not None and not hmac.compare_digest(sent, person.leaving.encode()):
        return render_page("accounts/leave.html", 422, person=person)
    try:
        _sign_out(person)
        response = make_response(redirect(url_for("accounts.sign_in"), 303))
    except DBAPIError as error:
        # The session stays on the server until it expires, but this browser no longer has its cookie.
        response = make_response(current_app.handle_user_exception(error))
    forget_person(response)
    return response


def _sign_out(person: SignedInPerson | None) -> None:
    if person is not None:
        Act(db(), person.actor, now()).note_in(journal.INSTALLATION, "session.end", "account")
    _end_session_of_this_browser()
    db().commit()


@bp.route("/invitation/<token>", methods=["GET", "POST"])
def accept(token: str) -> ResponseReturnValue:
    """Show an invitation, and make the account or add the role to the signed-in account."""
    found = queries.invitation(db(), token, now())
    if found is None:
        abort(404)
    person = current_person()
    if person is not None and found.used_by == person.id:
        return redirect(_home(), 303)
    sentence = usable_invitations.obstacle(found, now())
    if sentence and not _is_sent_again():
        title = N_("This invitation is closed")
        return render_page("accounts/closed.html", 410, title=title, sentence=sentence)
    return _make_account(token, found) if person is None else _add_role(token, found, person)


@bp.route("/password/<token>", methods=["GET", "POST"])
def renew_password(token: str) -> ResponseReturnValue:
    """Choose a new password with a link; this does not sign anybody in."""
    act = Act(db(), Actor(), now())
    found = account_recovery.link_of(act, token)
    if found is None:
        abort(404)
    sentence = account_recovery.obstacle(found, now())
    if sentence and not _is_sent_again():
        return render_page("accounts/closed.html", 410, title=N_("This link is closed"), sentence=sentence)
    anonymous_cookie.begin()
    form = NewPasswordForm()
    form.username = found.username
    response = make_response(
        form_view(
            form,
            "accounts/new_password.html",
            lambda: account_recovery.use_password_link(act, token, hashed_password(form.password.data)),
            lambda nothing: url_for("accounts.sign_in"),
            username=found.username,
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.app_errorhandler(passwords.TooManyPasswordChecks)
def ask_to_wait(error: passwords.TooManyPasswordChecks) -> ResponseReturnValue:
    """Say that too many passwords are being checked at once."""
    db().rollback()
    title = N_("Many people are signing in")
    return render_page("error.html", 503, title=title, advice=error.sentence)


def _ask(form: SignInForm, status: int = 200) -> ResponseReturnValue:
    kept_path = form.path
    return render_page(
        "accounts/sign_in.html",
        status,
        form=form,
        next=local_path(form.next.data or ""),
        kept_path=kept_path,
        kept=form.kept() if kept_path else [],
        files="files" in request.form,
    )


def _refused(form: SignInForm, proof: AuthenticationResult) -> ResponseReturnValue:
    if proof.status == 422:
        note_refusal(proof.claimed)
    form.sentences.append(proof.sentence or Message(WRONG))
    response = make_response(_ask(form, proof.status))
    if proof.wait:
        response.headers["Retry-After"] = str(proof.wait)
    return response


def _let_in(form: SignInForm, account_id: UUID) -> ResponseReturnValue:
    _end_session_of_this_browser()
    value = sessions.begin(db(), account_id, now(), device_of(request.user_agent.string))
    own = Act(db(), Actor(account_id), now())
    removal = account_recovery.take_removal_notice(own)
    own.note_in(journal.INSTALLATION, "session.begin", "account")
    g.asked_language = own_details.OWN_DETAILS.one(db(), account=account_id).spoken or g.asked_language
    db().commit()
    onwards = local_path(form.next.data) or _home()
    if form.path:
        title = N_("You are signed in again. What you typed is kept.")
        response = make_response(send_kept(form, title, session_name(account_id, now()), removal=removal))
    elif removal:
        response = render_page("accounts/told.html", removal=removal, onwards=onwards)
    else:
        response = make_response(redirect(onwards, 303))
    sessions.set_cookie(response, value)
    anonymous_cookie.forget(response)
    known_browsers.remember(response, actions.username_of(form.username.data))
    return response


def _end_session_of_this_browser() -> None:
    if value := sessions.cookie_value():
        sessions.end(db(), hashed(value))


def _is_sent_again() -> bool:
    """Return whether the posted form was already answered, so that it is redirected to the same page."""
    return request.method == "POST" and db().get(WebFormSubmission, Form().form_id) is not None


def _make_account(token: str, found: InvitationDetail) -> ResponseReturnValue:
    anonymous_cookie.begin()
    form, begun_sessions = AcceptInvitationForm(), list[str]()

    def act() -> None:
        account = form.account(hashed_password(form.password.data))
        made = actions.accept(Act(db(), Actor(), now()), token, account)
        _end_session_of_this_browser()
        begun_sessions.append(sessions.begin(db(), made.id, now(), device_of(request.user_agent.string)))

    response = make_response(
        form_view(form, "accounts/accept.html", act, lambda nothing: _home(), invitation=found)
    )
    if begun_sessions and response.status_code == 303:
        sessions.set_cookie(response, begun_sessions[0])
        anonymous_cookie.forget(response)
        known_browsers.remember(response, actions.username_of(form.username.data))
    return response


def _add_role(token: str, found: InvitationDetail, person: SignedInPerson) -> ResponseReturnValue:
    return form_view(
        AcceptInvitedRoleForm(),
        "accounts/add_role.html",
        lambda: actions.accept_as(Act(db(), person.actor, now()), token),
        lambda nothing: _home(),
        invitation=found,
        person=person,
        own_invitation=usable_invitations.OWN_INVITATION if found.made_by == person.id else "",
        takes=found.takes_from(person.actor),
        is_bound=Role(found.role) in CHECKING_ROLES
        and ever_built(db(), person.id, found.programme_id, found.settlement_id),
    )


def _home() -> str:
    return url_for("programmes.home")
