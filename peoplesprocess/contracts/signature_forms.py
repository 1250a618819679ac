"""The forms of a signature: for which party, how and before whom it was signed, on which day."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_
from peoplesprocess.core.thumbprints import BY_HAND, WAYS_TO_SIGN, WITNESSES, witness_named
from peoplesprocess.web.fields import SelectField
from peoplesprocess.web.form import Form
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.view_context import Context


class SigningPartyForm(Form):
    """The party for which somebody acts."""

    party = SelectField(N_("For whom do you sign?"), missing=N_("Choose for whom you sign."))


class SignatureForm(SigningPartyForm):
    """A signature for one's own party, by hand or by thumbprint, perhaps on paper on an earlier day."""

    way = SelectField(
        N_("How was it signed?"),
        choices=WAYS_TO_SIGN,
        missing=N_("Choose whether it was signed by hand or by thumbprint."),
    )
    witness = SelectField(
        N_("Who witnessed the thumbprint?"),
        choices=WITNESSES,
        required=False,
        depends=True,
        description=N_(
            "Only for a thumbprint. The witness first reads the paper out, then sees the print being made, "
            "and signs beside it. The name is only on the paper, never here."
        ),
    )
    on_paper = paper_day_field()

    @cached_property
    def input(self) -> str | None:
        """The witness of a thumbprint, None if it was signed by hand. Errors: Refused."""
        return witness_named(self.way.value, self.witness.value)


P = TypeVar("P", bound=SigningPartyForm)


def party_form(context: Context, parties: Sequence[str], kind: type[P], **values: object) -> P:
    """Return a form in the name of one of `parties`, for which the reader can sign."""
    only = parties[0] if len(parties) == 1 else ""
    form = kind(context, {"party": only, "way": BY_HAND, **values})
    form.party.choices = [(party, choice_lists.PARTIES[party]) for party in parties]
    return form
