"""The form of an authority's answer to an item."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from peoplesprocess.approvals.actions import DecisionInput
from peoplesprocess.approvals.conditions_and_promises import ConditionInput, EndorsementTermsInput
from peoplesprocess.core.authority_decisions import (
    VERDICT_NAMES,
    AnsweredChecklistPoint,
    AuthorityVerdict,
)
from peoplesprocess.core.choice_lists import POINT_ANSWERS
from peoplesprocess.core.conditions_and_promises import DUE
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import DateField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.view_context import Context

CONDITIONS = range(1, 4)
"""The lines for conditions on the page of an answer."""
PARTS = ("words", "due", "due_on")


class DecisionForm(Form):
    """An answer to one item with its checklist: two fields for each point in `asked`."""

    asked: Mapping[str, str] = {}
    seen = TextField("", private=False, required=False, hidden=True)
    verdict = SelectField(
        N_("What do you answer?"),
        choices={verdict.value: name for verdict, name in VERDICT_NAMES.items()},
        coerce=AuthorityVerdict,
        missing=N_("Choose an answer."),
    )
    reason = TextField(
        N_("Reason or remark"),
        rows=4,
        max=1000,
        required=False,
        depends=True,
        description=N_("The community will read exactly what you write."),
    )
    forwarded_to = TextField(
        N_("To which office does it go?"),
        required=False,
        depends=True,
        description=N_("Only if you forward it. Name the office, not the person."),
    )

    on_paper = paper_day_field()
    co_funding = MoneyField(
        N_("Money that the authority adds"),
        required=False,
        depends=True,
        description=N_(
            "It is recorded as the authority's promise, and everybody can read later whether it was kept."
        ),
    )
    upkeep_promise = TextField(
        N_("What the authority does to keep it running"),
        max=200,
        required=False,
        depends=True,
        description=N_("This is a promise too, like “The works department empties the drain twice a year”."),
    )

    @property
    def terms(self) -> EndorsementTermsInput:
        """The conditions and promises, without empty lines."""
        lines = [
            ConditionInput(**{part: self[f"condition{number}_{part}"].value for part in PARTS}, line=number)
            for number in CONDITIONS
        ]
        # The act refuses an incomplete line, at the missing field.
        written = [line for line in lines if line.words or line.due or line.due_on]
        return EndorsementTermsInput(written, self.co_funding.value, self.upkeep_promise.value)

    @property
    def points(self) -> list[AnsweredChecklistPoint]:
        """The checklist; a point without an answer was not looked at."""
        return [
            AnsweredChecklistPoint(point, self[point].data or "unseen", self[f"{point}_remark"].data)
            for point in self.asked
        ]

    @cached_property
    def input(self) -> DecisionInput:
        """The answer as written."""
        return self.filled(DecisionInput, points=self.points, terms=self.terms)


def decision_form(context: Context, asked: Mapping[str, str]) -> DecisionForm:
    """Return the form with the points that the programme asks about."""
    fields: dict[str, object] = {}
    for point, words in asked.items():
        fields[point] = SelectField(words, choices=POINT_ANSWERS, required=False, depends=True)
        fields[f"{point}_remark"] = TextField(words, max=200, required=False, depends=True)
    for number in CONDITIONS:
        fields[f"condition{number}_words"] = TextField(N_("Condition"), max=300, required=False, depends=True)
        fields[f"condition{number}_due"] = SelectField(
            N_("When must it be met?"), choices=DUE, required=False, depends=True
        )
        fields[f"condition{number}_due_on"] = DateField(
            N_("By which day?"), ahead=None, required=False, depends=True
        )
    return DecisionForm.extended(asked=asked).with_lines(**fields)(context, dict.fromkeys(asked, "unseen"))
