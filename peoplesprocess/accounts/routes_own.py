"""One's own account: password, second factor, recovery codes, sessions, and proving one's identity."""

from __future__ import annotations

from datetime import timedelta
from typing import TypedDict

from flask import Blueprint, Response, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from peoplesprocess.accounts import actions, own_sessions, passwords, queries, second_factors, totp
from peoplesprocess.accounts.account_recovery import SecondFactorRemoval
from peoplesprocess.accounts.authentication import authenticate, confirm
from peoplesprocess.accounts.forms import (
    ChangePasswordForm,
    ConfirmForm,
    InterceptedRequestForm,
    SecondFactorForm,
    SecondFactorProofForm,
    kept_fields,
)
from peoplesprocess.accounts.proof_with_form import proof_page
from peoplesprocess.accounts.safe_redirect import local_path
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import NOT_ONES_OWN
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.permissions import SecondFactorNeeded
from peoplesprocess.web import session_renewal, sessions
from peoplesprocess.web.current_installation import current_secret
from peoplesprocess.web.form import token_for, token_is_good
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import SignInNeeded, allows
from peoplesprocess.web.qr_codes import qr_code
from peoplesprocess.web.request_state import db, now
from peoplesprocess.web.user_agent import device_name
from peoplesprocess.web.view_context import Context

bp = Blueprint("own", __name__, template_folder="templates")


class InterruptedSubmissionFields(TypedDict):
    """An interrupted form, as templates carry it along; `files` says whether it had any."""

    kept_path: str
    kept: list[tuple[str, str]]
    files: bool


class ShownSecondFactorSecret(TypedDict):
    """The secret of a second factor as shown on a page: as a QR code and as text."""

    square: Markup
    secret: str


@bp.route("/account", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def account(context: Context) -> ResponseReturnValue:
    """Show one's own roles and sessions, and change one's own password."""
    form, person = ChangePasswordForm(), context.person
    form.username = person.username
    form.proves = lambda password: authenticate(person.username, password, person.session).sentence
    idle = timedelta(minutes=current_app.config["IDLE_MINUTES"])
    return form_view(
        form,
        "accounts/account.html",
        lambda: actions.change_password(
            context.act, hashed_password(form.new_password.data), session=person.session
        ),
        lambda nothing: url_for(".account"),
        held=queries.HELD_ROLES.all(db(), account=person.id, now=context.now),
        factor=second_factors.IN_FORCE.first(db(), account=person.id),
        signed_in=own_sessions.OWN_SESSIONS.all(
            db(), account=person.id, now=context.now + session_renewal.LASTS_ON, idle_since=context.now - idle
        ),
        device_name=device_name,
        way_to_confirmation=NOT_ONES_OWN.refusal_sentence,
        ago=lambda moment: current_translator().ago(context.now - moment),
    )


@bp.route("/account/second-factor", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def set_up(context: Context) -> ResponseReturnValue:
    """Show a secret to be scanned, and bind it to the account once the telephone shows a code for it."""
    person, key, form = context.person, current_secret(), _second_factor_form(context.person)
    secret = totp.new_secret(key, person.id, form.form_id)
    codes = totp.recovery_codes(key, person.id, form.form_id)

    def act() -> None:
        second_factors.set_up(context.act, key, secret, form.code.data, codes)
        sessions.prove(db(), person.session, now())

    response = make_response(
        form_view(
            form,
            "accounts/second_factor.html",
            act,
            lambda nothing: url_for(".account"),
            **_secret_shown(secret, person),
            **_kept(form),
        )
    )
    if response.status_code != 303 and second_factors.IN_FORCE.first(db(), account=person.id):
        # The secret depends on the form's id, so this page could show that of the factor in force again.
        return redirect(url_for(".account"), 303)
    return _codes_page(codes, form) if _may_see_codes(person, response) else response


@bp.route("/account/recovery-codes", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def renew_codes(context: Context) -> ResponseReturnValue:
    """Replace one's recovery codes; the old ones no longer work."""
    form, key = ConfirmForm(), current_secret()
    codes = totp.recovery_codes(key, context.person.id, form.form_id)
    response = make_response(
        form_view(
            form,
            "accounts/confirm.html",
            lambda: second_factors.renew_codes(context.act, key, codes),
            lambda nothing: url_for(".account"),
            title=N_("New codes for a lost telephone?"),
            sentence=N_("You will get ten new codes. The codes that you have now will stop working."),
            button=N_("Make new codes"),
        )
    )
    return _codes_page(codes) if _may_see_codes(context.person, response) else response


@bp.route("/account/second-factor/off", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def turn_off(context: Context) -> ResponseReturnValue:
    """Turn one's own second factor off."""
    return form_view(
        ConfirmForm(),
        "accounts/confirm.html",
        lambda: second_factors.turn_off(context.act),
        lambda nothing: url_for(".account"),
        title=N_("Turn the second factor off?"),
        sentence=N_("Without it you cannot promise or release money, or change a programme's rules."),
        button=N_("Turn it off"),
    )


@bp.route("/account/sessions/<mark>/end", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def end_session(context: Context, mark: str) -> ResponseReturnValue:
    """End one of one's own sessions."""
    return form_view(
        ConfirmForm(),
        "accounts/confirm.html",
        lambda: own_sessions.end_session(context.act, mark),
        lambda nothing: url_for(".account"),
        title=N_("Sign out there?"),
        sentence=N_("Anyone who uses that device must sign in again."),
        button=N_("Sign out there"),
    )


@bp.route("/account/sessions/end", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def end_other_sessions(context: Context) -> ResponseReturnValue:
    """End all of one's own sessions but this one."""
    return form_view(
        ConfirmForm(),
        "accounts/confirm.html",
        lambda: own_sessions.end_other_sessions(context.act, context.person.session),
        lambda nothing: url_for(".account"),
        title=N_("Sign out everywhere else?"),
        sentence=N_("You stay signed in only here."),
        button=N_("Sign out everywhere else"),
    )


@bp.app_errorhandler(SecondFactorNeeded)
def ask_for_proof(error: SecondFactorNeeded) -> ResponseReturnValue:
    """Ask for a proof, or to set up a second factor first; a posted form comes back afterwards."""
    person = sessions.current_person()
    if person is None:
        raise SignInNeeded
    shown: InterruptedSubmissionFields = {
        "kept_path": local_path(request.full_path.removesuffix("?"), "POST"),
        "kept": kept_fields(),
        "files": any(file.filename for _, file in request.files.items(multi=True)),
    }
    if second_factors.IN_FORCE.first(db(), account=person.id):
        return proof_page(**shown)
    form = _second_factor_form(person).emptied()
    secret = totp.new_secret(current_secret(), person.id, form.form_id)
    return render_page(
        "accounts/second_factor.html", 403, form=form, **_secret_shown(secret, person), **shown
    )


@bp.route("/account/confirm", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def prove(context: Context) -> ResponseReturnValue:
    """Check a code as the proof, and go on to the form that needed it.

    It does not use `form_view`: like signing in it stores nothing that a repetition would store twice, and it
    leads to another form.
    """
    person, form = context.person, SecondFactorProofForm()
    if second_factors.IN_FORCE.first(db(), account=person.id) is None:
        return redirect(url_for(".set_up"), 303)
    if request.method != "POST" or "language" in request.form:
        return _ask(form)
    if not token_is_good(form):
        form.sentences.append(
            Message(N_("This form was open too long or came from elsewhere. Check it and send it again."))
        )
        return _ask(form, 422)
    if not form.validate():
        return _ask(form, 422)
    proof = confirm(person, form.code.data)
    if proof.sentence is not None:
        form.sentences.append(proof.sentence)
        response = make_response(_ask(form, proof.status))
        if proof.wait:
            response.headers["Retry-After"] = str(proof.wait)
        return response
    return (
        send_kept(form, N_("You have confirmed that it is you. What you typed is not lost."))
        if form.path
        else _to_account()
    )


def send_kept(
    form: InterceptedRequestForm, title: str, session: str = "", removal: SecondFactorRemoval | None = None
) -> ResponseReturnValue:
    """Return the page that sends an interrupted form with one button."""
    form.form_id = form.interrupted_id
    return render_page(
        "accounts/kept.html",
        form=form,
        title=title,
        token=token_for(form.form_id, session),
        **_kept(form),
        removal=removal,
    )


def hashed_password(password: str) -> str:
    """Return the hash of a password."""
    return passwords.hash(password, current_app.config["FAST_HASH"])


def _ask(form: SecondFactorProofForm, status: int = 200) -> ResponseReturnValue:
    return render_page("accounts/prove.html", status, form=form, **_kept(form))


def _to_account() -> ResponseReturnValue:
    return redirect(url_for(".account"), 303)


def _second_factor_form(person: sessions.SignedInPerson) -> SecondFactorForm:
    form = SecondFactorForm()
    if not person.is_fresh:
        # Whoever finds a signed-in telephone must not be able to make it the owner's second factor.
        form.proves = lambda password: authenticate(person.username, password, person.session).sentence
    return form


def _secret_shown(secret: str, person: sessions.SignedInPerson) -> ShownSecondFactorSecret:
    return {
        "square": qr_code(totp.address(secret, person.username)),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }


def _kept(form: InterceptedRequestForm) -> InterruptedSubmissionFields:
    """Return the values with which a page carries an interrupted form along."""
    path = form.path
    return {
        "kept_path": path,
        "kept": form.kept() if path else [],
        "files": "files" in request.form,
    }


def _may_see_codes(person: sessions.SignedInPerson, response: Response) -> bool:
    """Return whether to show new codes: once made, and again if the form is repeated during the proof."""
    return response.status_code == 303 and ("acted" in g or person.is_proven)


def _codes_page(codes: list[str], form: InterceptedRequestForm | None = None) -> ResponseReturnValue:
    """Show the recovery codes once, then go on to the interrupted form if there is one."""
    if form is not None and form.path:
        form.form_id = form.interrupted_id
        response = render_page(
            "accounts/codes.html", codes=codes, form=form, token=token_for(form.form_id), **_kept(form)
        )
    else:
        response = render_page("accounts/codes.html", codes=codes, kept_path="")
    response.headers["Cache-Control"] = "no-store"
    return response
