"""What the authority writes about an item."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from peoplesprocess.approvals.actions import DecisionInput
from peoplesprocess.core.authority_decisions import (
    VERDICT_NAMES,
    PointAnswer,
    Verdict,
)
from peoplesprocess.core.choice_lists import POINT_ANSWERS
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.view_context import Context


class DecisionForm(Form):
    """An answer to one item, with the checklist behind it: two fields for each point in `asked`."""

    asked: Mapping[str, str] = {}
    seen = TextField("", private=False, required=False)
    verdict = SelectField(
        N_("What do you answer?"),
        choices={verdict.value: name for verdict, name in VERDICT_NAMES.items()},
        coerce=Verdict,
        missing=N_("Choose an answer."),
    )
    reason = TextField(
        N_("Reason or condition"),
        rows=4,
        max=1000,
        required=False,
        depends=True,
        description=N_("The community reads it as you write it."),
    )
    forwarded_to = TextField(
        N_("To which office does it go?"),
        required=False,
        depends=True,
        description=N_("Only if you forward it. Name the office, not the person."),
    )

    on_paper = paper_day_field()

    @property
    def points(self) -> list[PointAnswer]:
        """The checklist; a point without an answer was not looked at."""
        return [
            PointAnswer(point, self[point].data or "unseen", self[f"{point}_remark"].data)
            for point in self.asked
        ]

    @cached_property
    def input(self) -> DecisionInput:
        """The answer as written."""
        return self.filled(DecisionInput, points=self.points)


def decision_form(context: Context, asked: Mapping[str, str]) -> DecisionForm:
    """Return the form with the points that the programme asks, none of them looked at yet."""
    fields: dict[str, object] = {}
    for point, words in asked.items():
        fields[point] = SelectField(words, choices=POINT_ANSWERS, required=False, depends=True)
        fields[f"{point}_remark"] = TextField(words, max=200, required=False, depends=True)
    return DecisionForm.extended(asked=asked, **fields)(context, dict.fromkeys(asked, "unseen"))
