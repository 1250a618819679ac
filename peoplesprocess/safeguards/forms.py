"""The forms of a screening, of a measure and of its recheck."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.core.messages import N_
from peoplesprocess.core.safeguards import (
    ANSWERS,
    DOMAINS,
    LEVEL_NAMES,
    QUESTIONS,
    RESPONSIBLE,
    AnsweredScreeningQuestion,
)
from peoplesprocess.safeguards.actions import MitigationInput, MitigationRecheckInput, ScreeningInput
from peoplesprocess.web.fields import DateField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.view_context import Context

NO_NAMES = N_("No names of people.")


class ScreeningForm(Form):
    """The screening of an item: two fields for each question, and perhaps a higher level with its reason."""

    seen = TextField("", private=False, required=False, hidden=True)
    raised_to = SelectField(
        N_("Is the risk higher than the answers say?"),
        choices=LEVEL_NAMES,
        required=False,
        none=N_("No, it is as the answers say"),
        description=N_(
            "Without a yes, the risk is low. With one or two, it is moderate; with three, it is high. “Not "
            "known yet” counts as yes. If somebody may lose a home, land or a living, the risk is always "
            "high."
        ),
    )
    raise_reason = TextField(
        N_("Why is it higher?"), rows=2, max=600, required=False, depends=True, description=NO_NAMES
    )

    @cached_property
    def input(self) -> ScreeningInput:
        """The answers as written."""
        answers = [
            AnsweredScreeningQuestion(key, self[key].value, self[f"{key}_remark"].value) for key in QUESTIONS
        ]
        return self.filled(ScreeningInput, answers=answers)


def screening_form(context: Context) -> ScreeningForm:
    """Return the form of a screening, with no question answered."""
    fields: dict[str, object] = {}
    for key, question in QUESTIONS.items():
        fields[key] = SelectField(
            question.words,
            choices=ANSWERS,
            missing=N_("Answer this question. If nobody knows, choose “Not known yet”."),
        )
        fields[f"{key}_remark"] = TextField(question.words, max=200, required=False, depends=True)
    return ScreeningForm.extended(**fields)(context)


class MitigationForm(Form):
    """A measure against what could go wrong."""

    domain = SelectField(
        N_("Which risk is it against?"), choices=DOMAINS, missing=N_("Choose which risk it is against.")
    )
    measure = TextField(
        N_("What is done?"), rows=3, max=600, missing=N_("Write what is done."), description=NO_NAMES
    )
    responsible = SelectField(N_("Who does it?"), choices=RESPONSIBLE, missing=N_("Choose who does it."))
    due_on = DateField(N_("By which day?"), ahead=None, missing=N_("Enter the day by which it is done."))
    recheck_on = DateField(
        N_("When does somebody check whether it helps?"),
        ahead=None,
        missing=N_("Enter the day on which somebody checks."),
    )

    @cached_property
    def input(self) -> MitigationInput:
        """The measure as written."""
        return self.filled(MitigationInput)


class MitigationRecheckForm(Form):
    """The recheck of a measure."""

    checked_on = DateField(N_("On which day?"), missing=N_("Enter the day."))
    found = TextField(
        N_("What did you find?"), rows=3, max=600, missing=N_("Write what you found."), description=NO_NAMES
    )
    next_on = DateField(
        N_("When does somebody check again?"),
        ahead=None,
        required=False,
        description=N_("Leave it empty if nobody needs to check again."),
    )

    @cached_property
    def input(self) -> MitigationRecheckInput:
        """The recheck as written."""
        return self.filled(MitigationRecheckInput)
