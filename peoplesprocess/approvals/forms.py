"""What the authority writes about an item."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.approvals.actions import DecisionInput
from peoplesprocess.core.authority_decisions import (
    VERDICT_NAMES,
    PointAnswer,
    Verdict,
)
from peoplesprocess.core.choice_lists import DECISION_POINTS, POINT_ANSWERS
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import SelectField, TextField
from peoplesprocess.web.forms import Form


def _answer(point: str) -> SelectField:
    return SelectField(DECISION_POINTS[point], choices=POINT_ANSWERS, required=False, depends=True)


def _remark(point: str) -> TextField:
    return TextField(DECISION_POINTS[point], max=200, required=False, depends=True)


class DecisionForm(Form):
    """An answer to one item, with the checklist behind it."""

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

    land, land_remark = _answer("land"), _remark("land")
    duplication, duplication_remark = _answer("duplication"), _remark("duplication")
    standards, standards_remark = _answer("standards"), _remark("standards")
    hazard, hazard_remark = _answer("hazard"), _remark("hazard")
    upkeep, upkeep_remark = _answer("upkeep"), _remark("upkeep")

    @property
    def points(self) -> list[PointAnswer]:
        """The checklist; a point without an answer was not looked at."""
        return [
            PointAnswer(point, self[point].data or "unseen", self[f"{point}_remark"].data)
            for point in DECISION_POINTS
        ]

    @cached_property
    def input(self) -> DecisionInput:
        """The answer as written."""
        return self.filled(DecisionInput, points=self.points)
