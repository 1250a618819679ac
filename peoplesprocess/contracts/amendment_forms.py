"""The forms of an amendment: proposing, refusing and withdrawing one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from peoplesprocess.contracts.amendments import AmendmentInput, BillLineChange
from peoplesprocess.contracts.contract_content import BillLineInput
from peoplesprocess.contracts.queries import ContractDetail
from peoplesprocess.contracts.signature_forms import SigningPartyForm
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.core.retention import MOST_MONTHS, MOST_PERCENT
from peoplesprocess.facts.contracts import BillLineRow
from peoplesprocess.web.fields import BaseField, DateField, IntegerField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.quantity_and_money_fields import MoneyField, QuantityField
from peoplesprocess.web.view_context import Context

ADDED_LINES = 3
"""The number of empty lines for new work on a page; more need another amendment."""
_LINE = ("what", "unit", "quantity", "rate")


class AmendmentForm(Form):
    """An amendment: its reason, changed and new lines of the bill, the end, and the community's part."""

    kept: Sequence[int] = ()
    added: Sequence[int] = ()
    has_period = False
    """Whether the contract has a retention or a defects period, so that both can be changed."""

    reason = TextField(
        N_("Why does the contract change?"),
        rows=3,
        max=600,
        description=N_("Everybody can read it."),
        missing=N_("Write why the contract changes. Everybody can read it."),
    )
    ends_on = DateField(
        N_("When will it be finished?"), ahead=None, missing=N_("Enter the day by which it will be finished.")
    )
    contribution = MoneyField(
        N_("What does the community give, in cash, labour and materials?"),
        missing=N_("Write what the community gives, 0 if nothing."),
    )

    @cached_property
    def input(self) -> AmendmentInput:
        """The amendment as written. Errors: Refused if a new line is only partly filled in."""
        lines = [BillLineChange(self[f"quantity{n}"].value, self[f"rate{n}"].value) for n in self.kept]
        period = ("defects_months", "retention")
        values = {name: self[name].value if self.has_period else None for name in period}
        return self.filled(AmendmentInput, lines=lines, added=self._added(), **values)

    def _added(self) -> list[BillLineInput]:
        found, refusals = [], RefusalList()
        for number in self.added:
            fields = [self[f"{name}{number}"] for name in _LINE]
            if not any(field.typed for field in fields):
                continue
            for field in fields:
                with refusals:
                    if not field.typed:
                        sentence = N_("Fill in the whole line, or leave all of it empty.")
                        raise Refused(Message(sentence), field.name)
            found.append(BillLineInput(*(field.value for field in fields)))
        refusals.settle()
        return found


def amendment_form(context: Context, contract: ContractDetail, bill: Sequence[BillLineRow]) -> AmendmentForm:
    """Return the form of an amendment, filled with what the contract says now."""
    fields: dict[str, BaseField] = {}
    values: dict[str, object] = {"ends_on": contract.end, "contribution": contract.contribution}
    for line in bill:
        fields[f"quantity{line.position}"] = QuantityField(
            N_("Quantity"), missing=N_("Write the quantity of each line, 0 to leave it out.")
        )
        fields[f"rate{line.position}"] = MoneyField(
            N_("Cost of one unit"), min=1, missing=N_("Give a sum above 0.")
        )
        values |= {f"quantity{line.position}": line.quantity, f"rate{line.position}": line.rate}
    added = range(len(bill) + 1, len(bill) + 1 + ADDED_LINES)
    for number in added:
        fields[f"what{number}"] = TextField(N_("What"), required=False)
        fields[f"unit{number}"] = TextField(N_("Unit"), max=20, required=False)
        fields[f"quantity{number}"] = QuantityField(N_("Quantity"), required=False)
        fields[f"rate{number}"] = MoneyField(N_("Cost of one unit"), required=False)
    has_period = bool(contract.retention or contract.defects_months)
    if has_period:
        fields["defects_months"] = IntegerField(
            N_("How many months after the certificate are defects repaired?"),
            max=MOST_MONTHS,
            missing=N_("Write how many months the defects period has, 0 for none."),
        )
        fields["retention"] = IntegerField(
            N_("What percentage of the grant is held back from the last instalment?"),
            max=MOST_PERCENT,
            missing=N_("Write the percentage that is held back, 0 for nothing."),
        )
        values |= {"defects_months": contract.defects_months, "retention": contract.retention}
    form = AmendmentForm.with_lines(**fields)(context, values)
    form.has_period = has_period
    form.kept, form.added = [line.position for line in bill], list(added)
    return form


class RefuseAmendmentForm(SigningPartyForm):
    """A party's refusal of an amendment, with the reason."""

    party = SelectField(N_("For whom do you refuse it?"), missing=N_("Choose for whom you refuse it."))
    reason = TextField(N_("Why?"), rows=3, max=600, missing=N_("Write why. Everybody can read it."))


class WithdrawAmendmentForm(Form):
    """Why an amendment is withdrawn."""

    reason = TextField(N_("Why?"), rows=3, max=600, missing=N_("Write why. Everybody can read it."))
