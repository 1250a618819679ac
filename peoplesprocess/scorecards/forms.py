"""The form of a scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from peoplesprocess.core.choice_lists import MEETINGS
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.scorecards import ITEMS, SCORES
from peoplesprocess.scorecards.actions import ScorecardInput
from peoplesprocess.scorecards.queries import ScorecardMeeting
from peoplesprocess.web.fields import BaseField, DateField, IntegerField, SelectField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.view_context import Context


class ScorecardForm(Form):
    """What one group says about a work: three numbers for each item."""

    group_code = SelectField(N_("Which group?"), missing=N_("Choose the group."))
    meeting = SelectField(
        N_("At which meeting?"), coerce=int, required=False, depends=True, none=N_("It is not on the list")
    )
    held_on = DateField(N_("Day, if the meeting is not on the list"), required=False, depends=True)

    def agree(self) -> None:
        if self.meeting.value is None and self.held_on.data is None:
            raise Refused(Message(N_("Choose the meeting, or enter the day.")), "held_on")

    @cached_property
    def input(self) -> ScorecardInput:
        """The scorecard as written."""
        counts = {item.key: [self[f"{item.key}_{score}"].value for score in SCORES] for item in ITEMS}
        return self.filled(ScorecardInput, counts=counts)


def scorecard_form(context: Context, meetings: Sequence[ScorecardMeeting]) -> ScorecardForm:
    """Return the form of a scorecard, with the settlement's groups and its newest meetings."""
    fields: dict[str, BaseField] = {
        f"{item.key}_{score}": IntegerField(
            words, row=item.name, max=5000, missing=N_("Write 0 if nobody said it.")
        )
        for item in ITEMS
        for score, words in zip(SCORES, item.answers, strict=True)
    }
    form = ScorecardForm.extended(**fields)(context)
    form.group_code.choices = [(group.code, group.name) for group in context.settlement.groups.values()]
    form.meeting.choices = [(str(meeting.number), _called(context, meeting)) for meeting in meetings]
    return form


def _called(context: Context, meeting: ScorecardMeeting) -> str:
    """Return the label of a meeting: its day, its kind and, if it has one, its group."""
    spoken, group = current_translator(), context.settlement.groups.get(meeting.group_code)
    told = [spoken.date(meeting.held_on), spoken.say(MEETINGS[meeting.kind])]
    return " · ".join([*told, spoken.say(group.name)] if group else told)
