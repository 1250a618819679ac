"""Pages that close one's own account or that of somebody in a programme, and reopen it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, make_response, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.accounts import closed_accounts
from peoplesprocess.accounts.authentication import authenticate
from peoplesprocess.accounts.clear_site_data import forget_person
from peoplesprocess.accounts.forms import CloseAccountForm, CloseOwnAccountForm, ReopenAccountForm
from peoplesprocess.accounts.routes_account_recovery import person_with_closing
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.view_context import Context

bp = Blueprint("closing", __name__, template_folder="templates")


@bp.route("/account/close", methods=["GET", "POST"])
@allows(Action.SIGNED_IN)
def close_own(context: Context) -> ResponseReturnValue:
    """Close one's own account, with the password or a proof by the second factor."""
    form, person = CloseOwnAccountForm(), context.person
    if not person.has_second_factor:
        form.proves = lambda password: authenticate(person.username, password, person.session).sentence
    response = make_response(
        form_view(
            form,
            "accounts/close_account.html",
            lambda: closed_accounts.close_own_account(context.act, form.reason.value),
            lambda nothing: url_for("accounts.sign_in", closed="1"),
            title=N_("Close my account?"),
            sentence=N_(
                "You will be signed out everywhere and can no longer sign in. All your roles will end, and "
                "no telephone will send anything in your name any more. What you recorded stays, with your "
                "name."
            ),
            afterwards=N_(
                "Nobody else can take your user name. The people who could end your roles can open the "
                "account again, but the roles will not come back by themselves."
            ),
            button=N_("Close my account"),
        )
    )
    if response.status_code == 303:
        forget_person(response)
    return response


@bp.route("/p/<programme>/people/<uuid:membership_id>/close", methods=["GET", "POST"])
@allows(Action.CLOSE_ACCOUNT)
def close(context: Context, membership_id: UUID) -> ResponseReturnValue:
    """Close somebody's account."""
    form = CloseAccountForm(context)
    return form_view(
        form,
        "accounts/close_account.html",
        lambda: closed_accounts.close_account(context.act, membership_id, form.reason.value),
        lambda nothing: url_for("accounts.recovery.show", membership_id=membership_id),
        person=person_with_closing(context, membership_id),
        title=N_("Close this account?"),
        sentence=N_(
            "The person will be signed out everywhere and can no longer sign in. All roles will end, in "
            "every programme, and no telephone will send anything in the person's name any more. What the "
            "person recorded stays."
        ),
        afterwards=N_(
            "Nobody else can take the user name. The people who could end these roles can open the account "
            "again, but the roles will not come back by themselves."
        ),
        button=N_("Close the account"),
    )


@bp.route("/p/<programme>/people/<uuid:membership_id>/reopen", methods=["GET", "POST"])
@allows(Action.CLOSE_ACCOUNT)
def reopen(context: Context, membership_id: UUID) -> ResponseReturnValue:
    """Reopen somebody's account, without its roles."""
    form = ReopenAccountForm(context)
    return form_view(
        form,
        "accounts/close_account.html",
        lambda: closed_accounts.reopen_account(context.act, membership_id, form.reason.value),
        lambda nothing: url_for("accounts.recovery.show", membership_id=membership_id),
        person=person_with_closing(context, membership_id),
        title=N_("Open this account again?"),
        sentence=N_("The person can sign in again with the old password."),
        afterwards=N_("The roles will not come back by themselves: invite the person again."),
        button=N_("Open the account again"),
    )
