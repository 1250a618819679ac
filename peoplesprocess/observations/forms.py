"""The forms of observations, line by line."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import wtforms

from peoplesprocess.core.messages import N_
from peoplesprocess.core.observation_kinds import (
    KINDS,
    LONGEST,
    ObservationColumn,
    ObservationColumnKind,
    ObservationKind,
    restored_lines,
)
from peoplesprocess.facts.meetings import GroupMeeting
from peoplesprocess.observations.actions import GroupObservationInput
from peoplesprocess.observations.queries import GroupObservationDetail
from peoplesprocess.web.fields import DateField, OptionalIntegerField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context


class GroupObservationForm(Form):
    """An observation of one kind."""

    kind = ""
    title = TextField(N_("What does it show?"), missing=N_("Write what it shows, in a few words."))
    observed_on = DateField(N_("On which day?"), missing=N_("Enter the day."))
    group_code = SelectField(N_("Which group?"), required=False, none=N_("No single group"))
    meeting_number = SelectField(
        N_("In which session?"), coerce=int, required=False, none=N_("Not in a session")
    )

    @cached_property
    def input(self) -> GroupObservationInput:
        """The observation as written, without the empty cells of its lines."""
        kind = KINDS[self.kind]
        lines = [
            {
                column.name: value
                for column in kind.columns
                if (value := self[f"{column.name}_{line}"].value) not in (None, "")
            }
            for line in range(1, kind.lines + 1)
        ]
        return GroupObservationInput(
            kind=self.kind,
            title=self.title.value,
            observed_on=self.observed_on.value,
            group_code=self.group_code.value,
            meeting_number=self.meeting_number.value,
            lines=lines,
        )


def observation_form(
    context: Context,
    code: str,
    sessions: Iterable[GroupMeeting],
    corrected: GroupObservationDetail | None = None,
) -> GroupObservationForm:
    """Return the form of a kind of observation; `corrected` is the one that is recorded anew."""
    kind, spoken = KINDS[code], current_translator()
    fields: dict[str, wtforms.Field] = {
        f"{column.name}_{line}": _field(column)
        for line in range(1, kind.lines + 1)
        for column in kind.columns
    }
    if corrected is not None:
        fields["reason"] = reason_field()
    made = GroupObservationForm.with_lines(**fields)
    made.kind = code
    form = made(context, _values(kind, corrected) if corrected is not None else {})
    form.title.label.text = kind.title
    form.group_code.choices = [(group.code, group.name) for group in context.groups.values()]
    form.meeting_number.choices = [
        (str(row.number), f"{spoken.date(row.held_on)} · {spoken.say(context.groups[row.group_code].name)}")
        for row in sessions
        if row.group_code in context.groups
    ]
    return form


def _field(column: ObservationColumn) -> wtforms.Field:
    match column.kind:
        case ObservationColumnKind.CHOICE:
            return SelectField(column.label, choices=column.words, required=False, depends=True)
        case ObservationColumnKind.COUNT | ObservationColumnKind.MONTH:
            return OptionalIntegerField(column.label, max=column.most, required=False, depends=True)
    return TextField(column.label, max=LONGEST, required=False, depends=True)


def _values(kind: ObservationKind, known: GroupObservationDetail) -> dict[str, object]:
    """Return the initial values of a correction's form."""
    values: dict[str, object] = {
        name: getattr(known, name) for name in ("title", "observed_on", "group_code", "meeting_number")
    }
    for place, line in enumerate(restored_lines(kind, known.body), start=1):
        values |= {f"{name}_{place}": value for name, value in line.items()}
    return values
