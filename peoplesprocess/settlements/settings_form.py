"""The form of a settlement's settings."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.core.messages import N_
from peoplesprocess.facts.places import group_name
from peoplesprocess.settlements.settings_changes import SettlementSettingsInput
from peoplesprocess.web.fields import IntegerField, OptionalIntegerField, SelectMultipleField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context


class SettlementSettingsForm(Form):
    """A settlement's settings, and the reason for changing them."""

    version = IntegerField(N_("Version"), required=False, hidden=True)
    name = TextField(N_("What is the settlement called?"), missing=N_("Write what the settlement is called."))
    envelope = MoneyField(
        N_("How much money can be planned with?"),
        description=N_("Leave it empty if it is not known."),
        required=False,
    )
    groups = SelectMultipleField(
        N_("Which groups meet separately here?"), missing=N_("Choose at least one group.")
    )
    required_groups = SelectMultipleField(
        N_("Which of them must be heard before the list of needs closes?"), required=False
    )
    authority_name = TextField(
        N_("Which office answers here?"),
        description=N_("Leave it empty if it is the office of the area. The office, not a person's name."),
        required=False,
    )
    contribution = OptionalIntegerField(
        N_("What the community gives to each work here, at least, in %"),
        description=N_("Leave it empty if the programme's number applies."),
        max=100,
        required=False,
    )
    reason = reason_field(N_("Why is it changed?"))

    @cached_property
    def input(self) -> SettlementSettingsInput:
        """The settings as typed in; groups are in the programme's order."""
        in_order = [code for code, _ in self.groups.choices]
        chosen, required = self.groups.data, self.required_groups.data or ()
        return self.filled(
            SettlementSettingsInput,
            groups=[code for code in in_order if code in chosen],
            required_groups=[code for code in in_order if code in required],
        )


def settings_form(context: Context) -> SettlementSettingsForm:
    """Return the form filled with the present settings, with the programme's groups to choose from."""
    place = context.settlement
    values = {
        "version": place.version,
        "name": place.name,
        "envelope": place.envelope or None,
        "groups": place.group_codes,
        "required_groups": place.required_groups,
        "authority_name": place.authority_name,
        "contribution": place.contribution,
    }
    form = SettlementSettingsForm(context, values)
    names = [(group["code"], group_name(group)) for group in place.all_groups]
    form.groups.choices = form.required_groups.choices = names
    return form
