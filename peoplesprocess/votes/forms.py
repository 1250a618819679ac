"""Forms for voting with a code."""

from __future__ import annotations

from peoplesprocess.core.messages import N_
from peoplesprocess.facts.needs import BALLOT
from peoplesprocess.web.fields import IntegerField, SelectMultipleField, TextField
from peoplesprocess.web.form import Form, token_for
from peoplesprocess.web.needs_by_number_fields import NeedNumbersField


class VotingCodeForm(Form):
    """The code on a paper."""

    code = TextField(
        N_("Enter the code on your paper"),
        max=40,
        private=False,
        missing=N_("Enter the code on your paper."),
    )


class VoteReceiptForm(Form):
    """The receipt of a vote."""

    receipt = TextField(
        N_("Your receipt"), max=40, private=False, missing=N_("Write the letters of your receipt.")
    )


class VoterBallotForm(Form):
    """A voter's choice; its token is valid for one voting session, so no other code can vote with it."""

    voting_session = ""
    needs = SelectMultipleField(N_("What do you want?"), coerce=int, missing=N_("Choose at least one need."))

    @property
    def token(self) -> str:
        """The token that proves that the form came from our own page, made for this voting session."""
        return token_for(self.form_id, self.voting_session)


def voter_ballot_form(voting_session: str, choices: list[tuple[str, str]]) -> VoterBallotForm:
    """Return the form of a voter's ballot: checkboxes, or a field for numbers if there are many needs."""
    kind = VoterBallotForm
    if len(choices) > BALLOT:
        kind = kind.extended(
            needs=NeedNumbersField(
                N_("What do you want?"),
                missing=N_("Choose at least one need."),
                description=N_("Write the numbers of the needs, like 3, 17."),
            )
        )
    form = kind()
    form.voting_session = voting_session
    form.needs.choices = choices
    return form


class VotingCodesForm(Form):
    """The number of papers with a code that a group gets."""

    wanted = IntegerField(
        N_("For how many people?"), min=1, max=500, missing=N_("Write for how many people.")
    )


class ReturnedVotingCodesForm(Form):
    """The codes of papers that were returned."""

    codes = TextField(
        N_("Enter the codes on these papers"),
        rows=6,
        max=8000,
        private=False,
        missing=N_("Enter the codes on these papers, one on each line."),
    )
