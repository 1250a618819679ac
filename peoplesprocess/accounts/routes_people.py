"""The people of a programme: the list, invitations by link and QR code, confirming and ending roles."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import Blueprint, abort, make_response, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.accounts import actions, people_queries, queries, role_confirmations, role_endings
from peoplesprocess.accounts.forms import ConfirmForm, RevokeInvitationForm
from peoplesprocess.accounts.invitation_forms import InviteForm, invite_form
from peoplesprocess.accounts.people_queries import PersonLine
from peoplesprocess.accounts.queries import InvitablePlaces
from peoplesprocess.accounts.role_confirmations import RoleToConfirm
from peoplesprocess.accounts.role_confirmers import NAMES_OF_CONFIRMED_ROLES, RoleConfirmers, role_confirmers
from peoplesprocess.accounts.role_forms import ConfirmRolesForm, EndRoleForm
from peoplesprocess.accounts.role_names import role_and_group, role_name
from peoplesprocess.accounts.unconfirmed_roles_given_again import give_role_again
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import GIVER_IS_ANOTHER_PERSON, ActSubject
from peoplesprocess.core.messages import N_, Sentence
from peoplesprocess.core.roles import MONEY_ROLES, ROLE_TASKS, Role
from peoplesprocess.core.second_person_relations import SECOND_PERSON_CONFIRMS
from peoplesprocess.facts.user_account_makers import AccountMakers, account_makers
from peoplesprocess.web.current_installation import current_secret
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.qr_codes import qr_code
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("people", __name__, template_folder="templates")
ASKED = ("role", "settlement", "area", "level", "group")
"""Arguments of an address that preset an invitation."""
CURED_BY_GIVING_AGAIN = (SECOND_PERSON_CONFIRMS.refusal_sentence, GIVER_IS_ANOTHER_PERSON.refusal_sentence)
"""Refusals of a confirmation by people who may give the role themselves, for another one to confirm."""


@bp.get("/p/<programme>/people")
@allows(Action.INVITE)
def index(context: Context) -> ResponseReturnValue:
    """List the roles in the programme, and the open invitations."""
    before = _uuid_or_404(request.args["before"]) if "before" in request.args else None
    rows = people_queries.people(
        db(), context.programme.id, context.now, installation=_sees_installation(context), before=before
    )
    shown = rows[: people_queries.PEOPLE_ON_A_PAGE]
    waiting = _waiting(context, shown)
    return render_page(
        "accounts/people.html",
        held=[row for row in shown if not row.invited and not row.is_over(context.now)],
        ended=[row for row in shown if not row.invited and row.is_over(context.now)],
        invited=[row for row in shown if row.invited],
        to_confirm={held for held, refusal in waiting.items() if refusal is None},
        refusals=waiting,
        more=shown[-1].id if len(rows) > len(shown) else None,
        groups=context.programme.group_names,
        role_name=role_name,
    )


@bp.route("/p/<programme>/people/invite", methods=["GET", "POST"])
@allows(Action.INVITE)
def invite(context: Context) -> ResponseReturnValue:
    """Invite somebody to one role in one place, and show the link once."""
    places = queries.places(db(), context.programme.id)
    form = invite_form(
        context,
        {name: request.args.get(name, "") for name in ASKED},
        places.settlements if places.all_shown else None,
        places.areas,
    )
    token = invitation_token(form, context)
    asked = request.args.get("settlement")
    response = make_response(
        form_view(
            form,
            "accounts/invite.html",
            lambda: actions.invite(context.act, form.input, token),
            lambda made: url_for(".index"),
            is_first=not places.settlements,
            # If not all are listed, a typed code may still be one.
            place=asked if not places.all_shown or asked in dict(places.settlements) else None,
            role_tasks={role.value: task for role, task in ROLE_TASKS.items()},
            kept={
                name: request.args[name] for name in ("settlement", "area", "group") if name in request.args
            },
            confirmed_roles=NAMES_OF_CONFIRMED_ROLES,
            confirmers=_confirmers(context),
        )
    )
    if response.status_code != 303:
        return response
    return _link_page(context, form, token, places)


@bp.route("/p/<programme>/people/<uuid:membership_id>/revoke", methods=["GET", "POST"])
@allows(Action.INVITE)
def revoke_membership(context: Context, membership_id: UUID) -> ResponseReturnValue:
    """End a role, today or on a future day."""
    found = queries.ROLE_OF_ACCOUNT.first(
        db(),
        programme=context.programme.id,
        membership=membership_id,
        installation=_sees_installation(context),
    )
    form = EndRoleForm(context, {"ends_on": context.today})
    return form_view(
        form,
        "accounts/revoke.html",
        lambda: role_endings.revoke_membership(context.act, membership_id, form.input),
        lambda held: url_for(".index"),
        held=found or abort(404),
        role_name=role_name,
    )


@bp.route("/p/<programme>/people/invitations/<uuid:invitation_id>/revoke", methods=["GET", "POST"])
@allows(Action.INVITE)
def revoke_invitation(context: Context, invitation_id: UUID) -> ResponseReturnValue:
    """Withdraw an open invitation."""
    found = queries.OPEN_INVITATION.first(
        db(),
        programme=context.programme.id,
        invitation=invitation_id,
        installation=_sees_installation(context),
    )
    return form_view(
        RevokeInvitationForm(context),
        "accounts/revoke_invitation.html",
        lambda: actions.revoke_invitation(context.act, invitation_id),
        lambda invitation: url_for(".index"),
        invitation=found or abort(404),
    )


@bp.route("/p/<programme>/people/<uuid:membership_id>/confirm", methods=["GET", "POST"])
@allows(Action.CONFIRM_ROLE)
def confirm(context: Context, membership_id: UUID) -> ResponseReturnValue:
    """Confirm a role that somebody else gave."""
    found = role_confirmations.ROLE_TO_CONFIRM.first(
        db(), programme=context.programme.id, membership=membership_id
    ) or abort(404)
    made = account_makers(db(), [context.person.id], [found.made_by, found.link_made_by])
    refusal = _why_not_confirm(context, made, found)
    return form_view(
        ConfirmForm(context),
        "accounts/confirm_role.html",
        lambda: role_confirmations.confirm_role(context.act, membership_id),
        lambda confirmed: url_for(".index"),
        held=found,
        role_and_group=role_and_group,
        membership_id=membership_id,
        moves_money=Role(found.role) in MONEY_ROLES,
        refusal=refusal,
        may_give=refusal in CURED_BY_GIVING_AGAIN and _may_give(context, found),
    )


@bp.route("/p/<programme>/people/<uuid:membership_id>/give-again", methods=["GET", "POST"])
@allows(Action.INVITE)
def give_again(context: Context, membership_id: UUID) -> ResponseReturnValue:
    """Give a role that waits for confirmation in one's own name."""
    found = role_confirmations.ROLE_TO_CONFIRM.first(
        db(), programme=context.programme.id, membership=membership_id
    )
    if found is None or not _may_give(context, found):
        abort(404)
    return form_view(
        ConfirmForm(context),
        "accounts/confirm.html",
        lambda: give_role_again(context.act, membership_id),
        lambda again: url_for(".index"),
        person=found,
        title=N_("Give this role yourself?"),
        sentence=N_(
            "Do this only if you know this person. The role goes on without a break, and the person who "
            "gave it before can then confirm it."
        ),
        button=N_("Give the role"),
    )


def _may_give(context: Context, held: RoleToConfirm) -> bool:
    subject = ActSubject(account=held.account_id, role=Role(held.role))
    return not held.was_confirmed and context.may(Action.INVITE, subject)


@bp.route("/p/<programme>/people/confirm", methods=["GET", "POST"])
@allows(Action.CONFIRM_ROLE)
def confirm_several(context: Context) -> ResponseReturnValue:
    """Confirm several roles, each of which was given by one other person alone."""
    rows = people_queries.unconfirmed_roles(db(), context.programme.id, context.now)
    waiting = _waiting(context, rows)
    mine = [row for row in rows if waiting[row.id] is None]
    not_mine = [row for row in rows if waiting[row.id] is not None]
    form = ConfirmRolesForm(context)
    # A role that was chosen stays on the page, even if others have come before it meanwhile.
    first, chosen = people_queries.PEOPLE_ON_A_PAGE, form.roles.data or ()
    offered = mine[:first] + [row for row in mine[first:] if str(row.id) in chosen]
    form.roles.choices = [(str(row.id), _person_and_role(context, row)) for row in offered]
    others: dict[str, list[PersonLine]] = {}
    for row in not_mine[:first]:
        others.setdefault(current_translator().say(waiting[row.id] or ""), []).append(row)
    return form_view(
        form,
        "accounts/confirm_several.html",
        lambda: role_confirmations.confirm_roles(context.act, form.roles.value),
        lambda confirmed: url_for(".index"),
        more=len(mine) - len(offered),
        others=others,
        more_others=len(not_mine[first:]),
        role_and_group=role_and_group,
    )


def _person_and_role(context: Context, row: PersonLine) -> str:
    role = current_translator().say(role_and_group(row, context.programme.group_names))
    return " · ".join(filter(None, (row.name, role, row.settlement or row.area_name)))


def _waiting(context: Context, rows: list[PersonLine]) -> dict[UUID, Sentence | None]:
    """Return the roles that wait for confirmation, each with why the user cannot confirm it, or None."""
    waiting = [row for row in rows if not row.has_confirmation and not row.is_over(context.now)]
    givers = {giver for row in waiting for giver in (row.made_by, row.link_made_by)}
    made = account_makers(db(), [context.person.id], givers) if waiting else {}
    return {row.id: _why_not_confirm(context, made, row) for row in waiting}


def _why_not_confirm(
    context: Context, made: AccountMakers, held: PersonLine | RoleToConfirm
) -> Sentence | None:
    subject = role_confirmations.confirmation(
        made, context.person.id, held.account_id, held.made_by, held.link_made_by
    )
    return context.refusal(Action.CONFIRM_ROLE, subject)


def _confirmers(context: Context) -> Callable[[str], RoleConfirmers]:
    """Return a function for the people who could confirm a role; it only runs if the page needs it."""
    return partial(role_confirmers, db(), context.programme.id, context.person.id, context.now)


def _link_page(
    context: Context, form: InviteForm, token: str, places: InvitablePlaces
) -> ResponseReturnValue:
    made = form.input
    link = url_for("accounts.accept", token=token, _external=True)
    return render_page(
        "accounts/invited.html",
        link=link,
        code=qr_code(link),
        role=made.role.value,
        confirmed_roles=NAMES_OF_CONFIRMED_ROLES,
        group=context.programme.group_names.get(made.group, ""),
        place=dict(places.settlements).get(made.settlement, made.settlement)
        or dict(places.areas).get(made.area),
        note=made.note,
        kept={
            "role": made.role.value,
            "settlement": made.settlement or None,
            "area": made.area or None,
            "level": made.level if made.area else None,
        },
        confirmers=_confirmers(context),
    )


def invitation_token(form: Form, context: Context, number: int = 1) -> str:
    """Return the token of the invitation with this number that a form makes."""
    # Derived from the form, so that a form sent again over a bad line gets the same link.
    parts = f"invitation:{context.person.session_name}:{form.form_id}:{number}"
    return base64.urlsafe_b64encode(hmac.digest(current_secret(), parts.encode(), "sha256")[:24]).decode()


def _sees_installation(context: Context) -> bool:
    """Return whether the user sees, and may invite, people who belong to no programme."""
    return context.may(Action.INVITE, ActSubject(role=Role.ADMINISTRATOR))


def _uuid_or_404(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(404)
