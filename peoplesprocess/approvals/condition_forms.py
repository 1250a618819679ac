"""The forms of conditions, promises and remarks, and of one answer to all items."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.approvals.actions import DecisionInput
from peoplesprocess.approvals.conditions import ConditionJudgementInput, PromiseOutcomeInput
from peoplesprocess.core.authority_decisions import VERDICT_NAMES, AuthorityVerdict
from peoplesprocess.core.conditions_and_promises import JUDGEMENTS
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import DateField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.paper_day_field import paper_day_field


class ConditionReportForm(Form):
    """How people can see that a condition is met."""

    words = TextField(
        N_("How can people see that it is met?"),
        rows=3,
        max=500,
        missing=N_("Write how people can see that it is met."),
        description=N_(
            "For example: where the signed paper is kept. Add a photo of it to the papers of the answer."
        ),
    )


class ConditionJudgementForm(Form):
    """Whether a condition is met."""

    kind = SelectField(N_("Is it met?"), choices=JUDGEMENTS, missing=N_("Say whether it is met."))
    words = TextField(
        N_("Why?"),
        rows=3,
        max=500,
        required=False,
        depends=True,
        description=N_(
            "Needed if it is not met yet, or lifted. The community will read exactly what you write."
        ),
    )

    @cached_property
    def input(self) -> ConditionJudgementInput:
        """The judgement as written."""
        return self.filled(ConditionJudgementInput)


class PromiseOutcomeForm(Form):
    """Whether a promise was kept."""

    kept = SelectField(
        N_("Was it kept?"),
        choices=[("yes", N_("Yes")), ("no", N_("No"))],
        missing=N_("Say whether it was kept."),
    )
    seen_on = DateField(N_("On which day was that seen?"), missing=N_("Write the day on which it was seen."))
    words = TextField(
        N_("What was seen?"),
        rows=3,
        max=500,
        required=False,
        depends=True,
        description=N_("Needed if it was not kept. It is shown on the public notice board."),
    )

    @cached_property
    def input(self) -> PromiseOutcomeInput:
        """The outcome as written."""
        return self.filled(PromiseOutcomeInput, kept=self.kept.data == "yes")


class ItemRemarkForm(Form):
    """A remark on an item."""

    words = TextField(N_("Remark"), rows=4, max=500, missing=N_("Write the remark."))


class AnswerAllForm(Form):
    """One answer to all items that wait for an authority."""

    seen = TextField("", private=False, required=False, hidden=True)
    verdict = SelectField(
        N_("What do you answer to all of them?"),
        choices={
            each.value: VERDICT_NAMES[each] for each in (AuthorityVerdict.ENDORSE, AuthorityVerdict.RETURN)
        },
        coerce=AuthorityVerdict,
        missing=N_("Choose an answer."),
    )
    reason = TextField(
        N_("Reason"),
        rows=4,
        max=1000,
        required=False,
        depends=True,
        description=N_("It is shown with every item. The community will read exactly what you write."),
    )

    on_paper = paper_day_field()

    @cached_property
    def input(self) -> DecisionInput:
        """The answer as written."""
        return self.filled(DecisionInput)
