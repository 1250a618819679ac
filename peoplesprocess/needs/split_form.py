"""The form that splits a need into two or three, each with its households and groups."""

from __future__ import annotations

from peoplesprocess.core.inclusion import more_than_all_households
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.needs.need_detail import NeedDetail
from peoplesprocess.needs.split_and_strike_actions import MOST_PARTS, SplitPartInput
from peoplesprocess.web.fields import IntegerField, SelectMultipleField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.view_context import Context

_TITLES = (
    N_("Write the first new need in a few words."),
    N_("Write the second new need in a few words."),
    N_("Write the third new need in a few words."),
)
_HOUSEHOLDS = (
    N_("Say how many households the first one affects; a good guess is fine."),
    N_("Say how many households the second one affects; a good guess is fine."),
    N_("Say how many households the third one affects; a good guess is fine."),
)
_GROUPS = (
    N_("Choose the groups that raised the first one."),
    N_("Choose the groups that raised the second one."),
)


class SplitForm(Form):
    """The parts of a need, and the reason for the split; asks for groups only if the need has several."""

    own_groups: tuple[str, ...] = ()

    title1 = TextField(N_("The first new need, in their own words"), missing=_TITLES[0])
    households1 = IntegerField(
        N_("How many households does the first one affect?"), min=1, missing=_HOUSEHOLDS[0]
    )
    groups1 = SelectMultipleField(N_("Which groups raised the first one?"), missing=_GROUPS[0])
    title2 = TextField(N_("The second new need, in their own words"), missing=_TITLES[1])
    households2 = IntegerField(
        N_("How many households does the second one affect?"), min=1, missing=_HOUSEHOLDS[1]
    )
    groups2 = SelectMultipleField(N_("Which groups raised the second one?"), missing=_GROUPS[1])
    title3 = TextField(N_("The third new need, in their own words"), required=False)
    households3 = IntegerField(
        N_("How many households does the third one affect?"), min=1, required=False, depends=True
    )
    groups3 = SelectMultipleField(N_("Which groups raised the third one?"), required=False, depends=True)
    reason = TextField(
        N_("Why is it more than one need?"),
        rows=2,
        max=500,
        missing=N_("Write why it is more than one need."),
    )

    def agree(self) -> None:
        all_households = self.context.settlement.households if self.context else 0
        refusals = RefusalList()
        for place in range(1, MOST_PARTS + 1):
            households = self[f"households{place}"].data
            with refusals:
                if all_households and households and households > all_households:
                    raise Refused(more_than_all_households(all_households), f"households{place}")
        with refusals:
            if self.title3.data and not self.households3.data:
                raise Refused(Message(_HOUSEHOLDS[2]), "households3")
        with refusals:
            if not self.title3.data and (self.households3.data or ("groups3" in self and self.groups3.data)):
                raise Refused(Message(_TITLES[2]), "title3")
        refusals.settle()

    def parts(self) -> list[SplitPartInput]:
        """Return the parts as typed in."""
        return [self._part(place) for place in range(1, MOST_PARTS + 1) if self[f"title{place}"].value]

    def _part(self, place: int) -> SplitPartInput:
        asked = f"groups{place}"
        groups = self[asked].value if asked in self else list(self.own_groups)
        return SplitPartInput(self[f"title{place}"].value, self[f"households{place}"].value, groups)


def split_form(context: Context, need: NeedDetail) -> SplitForm:
    """Return the form that splits a need."""
    form = SplitForm(context, {"title1": need.title})
    form.own_groups = tuple(need.groups)
    for place in range(1, MOST_PARTS + 1):
        asked = f"groups{place}"
        if len(need.groups) == 1:
            delattr(form, asked)
        else:
            form[asked].choices = [
                (code, group.name) for code, group in context.groups.items() if code in need.groups
            ]
    return form
