"""The form of several invitations, with a number of people for each role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import wtforms

from peoplesprocess.accounts.invitable_roles import InvitableRole
from peoplesprocess.accounts.role_scope import RolePlaceInput
from peoplesprocess.core.choice_lists import OFFICES
from peoplesprocess.core.messages import Refused
from peoplesprocess.web.fields import OptionalIntegerField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.view_context import Context

MOST_OF_ONE = 20


class SeveralInvitationsForm(Form):
    """The number of people who are invited to each role."""

    lines: Sequence[InvitableRole] = ()

    @property
    def chosen(self) -> list[InvitableRole]:
        """The line of each invitation, in page order."""
        return [line for line in self.lines for _ in range(self[line.field].data or 0)]

    @cached_property
    def input(self) -> list[RolePlaceInput]:
        """The role and place of each invitation; the note of a seat is the office in the user's language."""
        say = current_translator().say
        return [
            replace(line.scope, note=say(OFFICES[line.scope.note])) if line.scope.note else line.scope
            for line in self.chosen
        ]

    def named_here(self, refusal: Refused) -> Refused:
        """Return a refusal at the line of its invitation."""
        names = {f"invitation{place}": line.field for place, line in enumerate(self.chosen, start=1)}
        return refusal.moved(lambda field: names.get(field, field))


def several_invitations_form(context: Context, lines: Sequence[InvitableRole]) -> SeveralInvitationsForm:
    """Return the form, with a number for each line."""
    fields: dict[str, wtforms.Field] = {
        line.field: OptionalIntegerField(line.name, required=False, depends=True, max=MOST_OF_ONE)
        for line in lines
    }
    form = SeveralInvitationsForm.extended(**fields)(context)
    form.lines = lines
    return form
