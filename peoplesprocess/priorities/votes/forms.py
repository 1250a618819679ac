"""What is typed in when people vote with a code."""

from __future__ import annotations

from peoplesprocess.core.words import N_
from peoplesprocess.web.fields import Count, Picks, Text
from peoplesprocess.web.forms import Form


class CodeForm(Form):
    """The code on a paper."""

    code = Text(N_("Which code stands on your paper?"), most=40, private=False)


class ReceiptForm(Form):
    """The receipt that somebody got for a vote."""

    receipt = Text(N_("Your receipt"), most=40, private=False)


class BallotForm(Form):
    """What somebody chooses."""

    needs = Picks(N_("What do you want?"), missing=N_("Choose at least one need."))


class SlipsForm(Form):
    """How many papers with a code a group gets."""

    wanted = Count(N_("For how many people?"), least=1, most=500)


class HandedInForm(Form):
    """The codes of papers that were handed in."""

    codes = Text(N_("Which codes stand on these papers?"), rows=6, most=8000, private=False)
