"""What the authority writes about an item."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.approvals.actions import DecisionInput
from peoplesprocess.core.authority_decisions import VERDICT_NAMES, Verdict
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import SelectField, TextField
from peoplesprocess.web.forms import Form


class DecisionForm(Form):
    """An answer to one item."""

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

    @cached_property
    def input(self) -> DecisionInput:
        """The answer as written."""
        return self.filled(DecisionInput)
