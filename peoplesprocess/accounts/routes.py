"""Coming in and leaving: sign-in, invitations, one's own account, and sign-ins that ran out."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, abort, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.accounts import actions, open_invitations, passwords, queries, routes_people
from peoplesprocess.accounts.authentication import Authentication, authenticate
from peoplesprocess.accounts.forms import AcceptForm, AccountForm, AddRoleForm, SignInForm, kept_fields
from peoplesprocess.accounts.queries import InvitationDetail
from peoplesprocess.accounts.safe_redirect import local_path
from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.roles import Actor
from peoplesprocess.core.secrets import hashed
from peoplesprocess.models import FormSubmission
from peoplesprocess.web import sessions
from peoplesprocess.web.access import SignInNeeded, allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.forms import Form, token_for, token_is_good
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.request_state import db, now
from peoplesprocess.web.sessions import Person, current_person

bp = Blueprint("accounts", __name__, template_folder="templates")
bp.register_blueprint(routes_people.bp)
TRUSTWORTHY = ("127.0.0.1", "localhost", "::1")


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in, and go on to the page that was wanted, or to the form that was filled in."""
    form = SignInForm(None, {"next": request.args.get("next", "")})
    if request.method != "POST" or "language" in request.form:
        return _ask(form)
    if not token_is_good(form):
        form.sentences.append(Message(N_("This page was open for too long. Sign in again.")))
        return _ask(form, 422)
    if not form.validate():
        return _ask(form, 422)
    proof = authenticate(form.username.data, form.password.data)
    if proof.account_id is None:
        return _refused(form, proof)
    return _let_in(form, proof.account_id)


@bp.app_errorhandler(SignInNeeded)
def ask_to_sign_in(error: SignInNeeded) -> ResponseReturnValue:
    """Ask who it is; what was posted comes back after signing in."""
    if request.method != "POST":
        wanted = request.full_path.removesuffix("?")
        address = url_for("accounts.sign_in")
        return redirect(f"{address}?{urlencode({'next': wanted})}" if wanted != _home() else address, 303)
    return render_page(
        "accounts/sign_in.html",
        401,
        form=SignInForm(),
        next="",
        kept_path=local_path(request.full_path.removesuffix("?"), "POST"),
        kept=kept_fields(),
        files=any(file.filename for file in request.files.values()),
    )


@bp.post("/leave")
def leave() -> ResponseReturnValue:
    """End the session on the server and make the browser forget what it showed."""
    _end_session_of_this_browser()
    db().commit()
    response = redirect(url_for("accounts.sign_in"), 303)
    response.delete_cookie(sessions.COOKIE, path="/", httponly=True, samesite="Lax", secure=request.is_secure)
    if (
        request.is_secure
        or request.host.rpartition(":")[0].strip("[]") in TRUSTWORTHY
        or request.host in TRUSTWORTHY
    ):
        response.headers["Clear-Site-Data"] = '"cache", "cookies"'
    return response


@bp.route("/invitation/<token>", methods=["GET", "POST"])
def accept(token: str) -> ResponseReturnValue:
    """Show what an invitation is for, and make the account, or add the role to the one that is signed in."""
    found = queries.invitation(db(), token)
    if found is None:
        abort(404)
    person = current_person()
    if person is not None and found.used_by == person.id:
        return redirect(_home(), 303)
    sentence = open_invitations.obstacle(found, now())
    if sentence and not _is_sent_again():
        return render_page("accounts/closed.html", 410, sentence=sentence)
    return _make_account(token, found) if person is None else _add_role(token, found, person)


@bp.route("/account", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def account(context: Context) -> ResponseReturnValue:
    """Show what one is where, and change one's own password."""
    form, person = AccountForm(), context.person
    form.username = person.username
    form.proves = lambda password: authenticate(person.username, password).sentence
    return form_view(
        form,
        "accounts/account.html",
        lambda: actions.change_password(context.act, _hashed(form.new_password.data), session=person.session),
        lambda nothing: url_for("accounts.account"),
        held=queries.HELD_ROLES.all(db(), account=person.id),
    )


def _ask(form: SignInForm, status: int = 200) -> ResponseReturnValue:
    kept_path = local_path(form.kept_path.data or "", "POST")
    return render_page(
        "accounts/sign_in.html",
        status,
        form=form,
        next=local_path(form.next.data or ""),
        kept_path=kept_path,
        kept=form.kept() if kept_path else [],
        files="files" in request.form,
    )


def _refused(form: SignInForm, proof: Authentication) -> ResponseReturnValue:
    form.sentences.append(proof.sentence or Message(N_("User name or password is not right. Try again.")))
    response = make_response(_ask(form, 429 if proof.wait else 422))
    if proof.wait:
        response.headers["Retry-After"] = str(60 * proof.wait)
    return response


def _let_in(form: SignInForm, account_id: UUID) -> ResponseReturnValue:
    _end_session_of_this_browser()
    value = sessions.begin(db(), account_id, now())
    db().commit()
    kept_path = local_path(form.kept_path.data, "POST")
    if kept_path:
        form.form_id = _uuid(dict(form.kept()).get("form_id", "")) or form.form_id
        response = render_page(
            "accounts/kept.html",
            form=form,
            token=token_for(form.form_id, hashed(value)),
            kept_path=kept_path,
            kept=[pair for pair in form.kept() if pair[0] != "form_id"],
            files="files" in request.form,
        )
    else:
        response = make_response(redirect(local_path(form.next.data) or _home(), 303))
    sessions.set_cookie(response, value)
    return response


def _end_session_of_this_browser() -> None:
    if value := request.cookies.get(sessions.COOKIE):
        sessions.end(db(), hashed(value))


def _is_sent_again() -> bool:
    """Whether the posted form was answered already; it is led to where its first submission led."""
    return request.method == "POST" and db().get(FormSubmission, Form().form_id) is not None


def _make_account(token: str, found: InvitationDetail) -> ResponseReturnValue:
    form, begun = AcceptForm(), list[str]()

    def act() -> None:
        account = form.input(_hashed(form.password.data))
        made = actions.accept(Act(db(), Actor(), now()), token, account)
        _end_session_of_this_browser()
        begun.append(sessions.begin(db(), made.id, now()))

    response = make_response(
        form_view(form, "accounts/accept.html", act, lambda nothing: _home(), invitation=found)
    )
    if begun and response.status_code == 303:
        sessions.set_cookie(response, begun[0])
    return response


def _add_role(token: str, found: InvitationDetail, person: Person) -> ResponseReturnValue:
    return form_view(
        AddRoleForm(),
        "accounts/add_role.html",
        lambda: actions.accept_as(Act(db(), person.actor, now()), token),
        lambda nothing: _home(),
        invitation=found,
        person=person,
        own_invitation=open_invitations.OWN_INVITATION if found.made_by == person.id else "",
    )


def _hashed(password: str) -> str:
    return passwords.hash(password, current_app.config["FAST_HASH"])


def _home() -> str:
    return url_for("programmes.home")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
