"""Forms of needs that are taken to an office, and of the office's answers."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.core.messages import N_
from peoplesprocess.core.referrals import ANSWER_STATES, TAKEN_BY
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.needs.referral_actions import NeedReferralInput, ReferralAnswerInput
from peoplesprocess.needs.referral_queries import RecordedAnswer, RecordedReferral
from peoplesprocess.web.fields import SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context


class NeedReferralForm(Form):
    """A need's referral to an office."""

    office = TextField(
        N_("To which office was it taken?"),
        max=80,
        missing=N_("Write the name of the office."),
        description=N_("The office, not a person's name. It is shown on the public notice board."),
    )
    taken_by = SelectField(
        N_("Who took it there?"), choices=TAKEN_BY, missing=N_("Choose who took it there.")
    )
    asked_for = TextField(
        N_("What was asked for?"), rows=3, max=500, required=False, description=N_("No names of people.")
    )
    paper = TextField(N_("Number of the letter"), max=60, required=False)
    on_paper = paper_day_field()

    @cached_property
    def input(self) -> NeedReferralInput:
        """The referral as typed in."""
        return self.filled(NeedReferralInput)


class NeedReferralCorrectionForm(NeedReferralForm):
    """A referral recorded anew, with the reason."""

    reason = reason_field()


class ReferralAnswerForm(Form):
    """An office's answer."""

    state = SelectField(
        N_("What is the state of the need now?"),
        choices=ANSWER_STATES,
        missing=N_("Choose the state of the need now."),
    )
    words = TextField(
        N_("What did the office say?"),
        rows=4,
        max=500,
        missing=N_("Write what the office said, without names."),
        description=N_(
            "Write no names, and no place that could put anybody in danger. Everybody with a role here can "
            "read it, and the group is told. The public cannot read it."
        ),
    )
    on_paper = paper_day_field()

    @cached_property
    def input(self) -> ReferralAnswerInput:
        """The answer as typed in."""
        return self.filled(ReferralAnswerInput)


class ReferralAnswerCorrectionForm(ReferralAnswerForm):
    """An answer recorded anew, with the reason."""

    reason = reason_field()


def referral_correction_form(context: Context, known: RecordedReferral) -> NeedReferralCorrectionForm:
    """Return the form of a corrected referral, filled with the recorded one."""
    values = {name: getattr(known, name) for name in ("office", "taken_by", "asked_for", "paper")}
    taken_on = day_in(context.settlement, known.taken_at)
    return NeedReferralCorrectionForm(context, {**values, "on_paper": taken_on})


def answer_correction_form(context: Context, known: RecordedAnswer) -> ReferralAnswerCorrectionForm:
    """Return the form of a corrected answer, filled with the recorded one."""
    said_on = day_in(context.settlement, known.said_at)
    return ReferralAnswerCorrectionForm(
        context, {"state": known.state, "words": known.words, "on_paper": said_on}
    )
