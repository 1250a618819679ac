"""The form of an invitation: a role, and the place that it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from wtforms import Field

from peoplesprocess.accounts.role_scope import RolePlaceInput
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.approval_chain import FIRST
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.roles import ROLE_NAMES, SCOPES, Role
from peoplesprocess.web.fields import BaseField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.view_context import Context

_PLACE_FIELDS = "settlement", "area", "level", "group"
_BESIDE_SCOPE = {Role.LOCAL_AUTHORITY: ("level",), Role.GROUP_REPRESENTATIVE: ("group",)}
"""The fields that a role needs besides its place."""


class InviteForm(Form):
    """An invitation to a role; the settlement is chosen from a list or, if there are too many, typed."""

    role = SelectField(N_("Which role will this person have?"), missing=N_("Choose a role."), coerce=Role)
    area = SelectField(
        N_("In which area?"),
        required=False,
        depends=True,
        description=N_("The authority sees every settlement in it."),
    )
    level = SelectField(
        N_("For which level of authority?"),
        required=False,
        depends=True,
        description=N_("Leave this empty for the first level."),
    )
    group = SelectField(N_("Which group?"), required=False, depends=True)
    note = TextField(
        N_("Who is it for?"),
        required=False,
        max=60,
        description=N_(
            "A word that helps you to recognise the invitation. If it is an office of the committee, it "
            "stays beside the role."
        ),
    )

    @property
    def asked(self) -> list[BaseField]:
        """The fields that the chosen role needs and that offer a choice; none without a role.

        Other fields are included if they have errors, so that they can be emptied.
        """
        if self.role.data not in dict(self.role.choices):
            return []
        role = Role(self.role.data)
        concerned = {*SCOPES[role], *_BESIDE_SCOPE.get(role, ())}
        fields: list[BaseField] = [self[name] for name in _PLACE_FIELDS]
        return [
            field
            for field in fields
            if field.errors or (field.name in concerned and getattr(field, "choices", True))
        ]

    @property
    def wrong_fields(self) -> list[Field]:
        """The fields with errors; without a valid role, fields that depend on it are left out."""
        wrong = super().wrong_fields
        return [field for field in wrong if field in (self.role, self.note)] if self.role.errors else wrong

    @cached_property
    def input(self) -> RolePlaceInput:
        """The role and its place."""
        return self.filled(RolePlaceInput, level=int(self.level.data or FIRST))

    def choose_only_place(self) -> None:
        """Choose the only place on offer if the role needs one and none is chosen."""
        for field in self.asked:
            offered: Sequence[tuple[str, str]] = getattr(field, "choices", ())
            if SCOPES[Role(self.role.data)] == (field.name,) and not field.data and len(offered) == 1:
                field.data = offered[0][0]

    def agree(self) -> None:
        if not self.role.data:
            raise Refused(Message(N_("Choose a role.")), "role")


def invite_form(
    context: Context,
    values: Mapping[str, str],
    settlements: Sequence[tuple[str, str]] | None,
    areas: Sequence[tuple[str, str]],
) -> InviteForm:
    """Return the form of an invitation; if `settlements` is None, the settlement's code is typed."""
    field = (
        TextField(N_("Code of the settlement"), required=False, depends=True, max=60)
        if settlements is None
        else SelectField(
            N_("Settlement"), required=False, depends=True, choices=settlements, none=N_("Not chosen yet")
        )
    )
    form = InviteForm.extended(settlement=field)(context, values)
    # Roles in a settlement or an area are offered once there is one.
    there = {"programme", "installation"} | ({"area"} if areas else set())
    there |= {"settlement"} if settlements or settlements is None else set()
    roles = [role for role in Role if context.may(Action.INVITE, ActSubject(role=role))]
    if form.role.data == Role.TECHNICAL_OFFICER.value:
        form["settlement"].description = N_("Leave it empty for somebody who works in the whole programme.")
    form.role.choices = [(role.value, ROLE_NAMES[role]) for role in roles if there.intersection(SCOPES[role])]
    form.area.choices = areas
    levels = [level for level in context.rules.levels if level.duty != "none"]
    form.level.choices = [(str(level.number), level.name) for level in levels] if len(levels) > 1 else []
    form.group.choices = list(context.programme.group_names.items())
    form.choose_only_place()
    return form
