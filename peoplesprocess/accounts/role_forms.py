"""Forms about existing roles: confirming and ending them, and naming a successor in a settlement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from uuid import UUID

from peoplesprocess.accounts.role_endings import RoleEndingInput
from peoplesprocess.accounts.role_names import role_name
from peoplesprocess.accounts.settlement_role_changes import (
    CHOICES,
    HeldSettlementRole,
    ProgrammePerson,
    SettlementRoleChangeInput,
)
from peoplesprocess.core.choice_lists import OFFICES
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import DateField, SelectField, SelectMultipleField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.view_context import Context


class EndRoleForm(Form):
    """Ending a role, today or on a future day."""

    ends_on = DateField(
        N_("On which day does it end?"),
        description=N_(
            "Today or a later day. From that day on, the role allows nothing. If it ends today, the person "
            "is signed out."
        ),
        ahead=None,
        missing=N_("Write the day on which it ends."),
    )
    reason = TextField(
        N_("Why does it end?"),
        rows=2,
        max=300,
        missing=N_("Write why it ends. The reason stays in the list of people."),
    )

    @cached_property
    def input(self) -> RoleEndingInput:
        """The ending as typed in."""
        return self.filled(RoleEndingInput)


class RoleSuccessorForm(Form):
    """Naming a person for a role; the person is chosen from a list or, if there are too many, typed."""

    how = SelectField(
        N_("Who facilitates from now on?"),
        choices=[
            ("known", N_("Somebody who has an account")),
            ("new", N_("Somebody new, with an invitation")),
        ],
        description=N_(
            "People who release money, look at works or answer complaints here get an invitation too, and "
            "decide with their own account: anyone who builds in a settlement cannot do any of that there."
        ),
        missing=N_("Say whether the person has an account."),
    )
    note = TextField(
        N_("Who is it for?"),
        required=False,
        max=60,
        description=N_(
            "A word that helps you to recognise the invitation. If it is an office of the committee, it "
            "stays beside the role."
        ),
    )
    former = SelectField(
        N_("Whose role as facilitator ends?"),
        description=N_("If both work here from now on, nobody's role ends."),
        required=False,
        none=N_("Nobody's role ends"),
    )
    ends_on = DateField(
        N_("On which day does it end?"),
        description=N_(
            "Today or a later day. From that day on, the role allows nothing. If it ends today, the person "
            "is signed out."
        ),
        ahead=None,
        required=False,
        depends=True,
    )
    reason = TextField(N_("Why does it end?"), rows=2, max=300, required=False, depends=True)

    @cached_property
    def input(self) -> SettlementRoleChangeInput:
        """The new holder, and the role that ends."""
        former = UUID(self.former.data) if self.former.data else None
        person = "" if self.how.data == "new" else self["username"].data or ""
        return SettlementRoleChangeInput(
            *(self.how.data == "new", person, former, self.ends_on.value, self.reason.data or ""),
            note=self.note.value,
        )


def settlement_role_form(
    context: Context,
    known: Sequence[ProgrammePerson],
    here: Sequence[HeldSettlementRole],
    values: Mapping[str, object] | None = None,
    called: Callable[[HeldSettlementRole], str] = lambda row: row.name,
) -> RoleSuccessorForm:
    """Return the form; if there are more people than a list holds, the user name is typed.

    `called` returns the label of a present holder whose role may end.
    """
    choices = [(row.username, f"{row.name} ({row.username})") for row in known]
    field = (
        TextField(N_("User name"), required=False, depends=True, max=40, private=False)
        if len(known) > CHOICES
        else SelectField(N_("The person who has an account"), required=False, depends=True, choices=choices)
    )
    form = RoleSuccessorForm.extended(username=field)(context, {"ends_on": context.today, **(values or {})})
    form.former.choices = [(str(row.id), called(row)) for row in here]
    return form


def committee_officer_form(
    context: Context, known: Sequence[ProgrammePerson], here: Sequence[HeldSettlementRole], seat: str
) -> RoleSuccessorForm:
    """Return the form for an officer of the committee, for this `seat` if it is one."""
    translated = current_translator()

    def called(row: HeldSettlementRole) -> str:
        return translated._("%(label)s: %(value)s", label=row.name, value=translated.say(role_name(row)))

    note = translated.say(OFFICES[seat]) if seat in OFFICES else ""
    form = settlement_role_form(context, known, here, {"how": "new", "note": note}, called)
    form.how.label.text = N_("Who is the committee's officer from now on?")
    form.former.label.text = N_("Whose role as officer of the committee ends?")
    form.note.label.text = N_("For which office of the committee?")
    form.note.description = N_(
        "Chair, treasurer or another office: it stays beside the role. For an invitation, it can be any "
        "word that helps you to recognise it."
    )
    return form


class ConfirmRolesForm(Form):
    """Confirming several roles at once."""

    roles = SelectMultipleField(
        N_("Whom do you know?"), coerce=UUID, missing=N_("Choose at least one person.")
    )
