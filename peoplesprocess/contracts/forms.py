"""The forms of a contract: drafting, signing, extending and deferring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from peoplesprocess.contracts.actions import ExtensionInput
from peoplesprocess.contracts.contract_content import BillLineInput, ContractInput
from peoplesprocess.contracts.queries import ContractDetail, TrancheTermsRow
from peoplesprocess.contracts.signature_forms import SignatureForm, party_form
from peoplesprocess.core import choice_lists
from peoplesprocess.core.contract_payers import MOST_PAYERS, PAYERS, OtherPayerAmount, payers_in
from peoplesprocess.core.item_finance import EstimateLine
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.core.programme_rules import TrancheTerms
from peoplesprocess.facts.contracts import BillLineRow
from peoplesprocess.facts.plans import ItemWithDecision
from peoplesprocess.web.fields import BaseField, BooleanField, DateField, IntegerField, SelectField, TextField
from peoplesprocess.web.form import Form, stored_values
from peoplesprocess.web.line_labels import at_line_of_page
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.quantity_and_money_fields import MoneyField, OptionalMoneyField, QuantityField
from peoplesprocess.web.view_context import Context

BILL_LINES = range(1, 13)
TRANCHES = range(1, 7)
PAYER_LINES = range(1, MOST_PAYERS + 1)
_LINE = ("what", "unit", "quantity", "rate")
_TERMS = ("percent", "work", "spent", "certificate")


class ContractForm(Form):
    """A contract: its item of the plan, what is built, the bill of quantities, the grant's instalments."""

    items: Mapping[int, ItemWithDecision] = {}

    version = IntegerField(N_("Version"), required=False, hidden=True)
    line = SelectField(
        N_("Which endorsed item of the plan is it for?"),
        coerce=int,
        missing=N_("Choose the item of the plan that the contract is for."),
    )
    title = TextField(
        N_("What is built?"),
        description=N_("With its size: “Drain, 420 m”."),
        missing=N_("Write what is built, with its size."),
    )
    mode = SelectField(
        N_("Who builds?"), choices=choice_lists.BUILDING_MODES, missing=N_("Choose who builds.")
    )
    starts_on = DateField(
        N_("When does the work begin?"), ahead=None, missing=N_("Enter the day on which the work begins.")
    )
    ends_on = DateField(
        N_("When will it be finished?"), ahead=None, missing=N_("Enter the day by which it will be finished.")
    )
    contribution = MoneyField(
        N_("What does the community give, in cash, labour and materials?"),
        required=False,
        description=N_("Leave it empty to take the sum from the plan."),
    )
    in_cash = OptionalMoneyField(
        N_("How much of that is money?"),
        required=False,
        description=N_(
            "Labour and materials are recorded separately: the cash book counts only money. Leave it empty "
            "to take the sum from the plan."
        ),
    )
    departure = TextField(
        N_("Why does it differ from the plan?"),
        rows=2,
        max=600,
        required=False,
        depends=True,
        description=N_(
            "Needed if the cost, the contribution or the days are not those that the assembly adopted."
        ),
    )

    def refuse_all(self, refusal: Refused) -> None:
        """Attach each refusal to its line: rules count only the lines that are filled in, the page all."""
        rows = dict.fromkeys(_LINE, self._lines_in_use(_LINE, BILL_LINES))
        rows |= dict.fromkeys(_TERMS, self._lines_in_use(_TERMS, TRANCHES))
        super().refuse_all(at_line_of_page(refusal, rows))

    def _lines_in_use(self, names: Sequence[str], lines: Iterable[int]) -> list[int]:
        """Return the numbers of the lines in which anything is filled in."""
        fields = {number: [self[f"{name}{number}"] for name in names] for number in lines}
        return [number for number, line in fields.items() if any(field.typed or field.data for field in line)]

    def _bill(self) -> list[BillLineInput]:
        bill, refusals = list[BillLineInput](), RefusalList()
        for place, number in enumerate(self._lines_in_use(_LINE, BILL_LINES), start=1):
            fields = {f"{name}{place}": self[f"{name}{number}"] for name in _LINE}
            for name, field in fields.items():
                with refusals:
                    if not field.typed:
                        sentence = N_("Fill in the whole line, or leave all of it empty.")
                        raise Refused(Message(sentence), name)
            bill.append(BillLineInput(*(field.value for field in fields.values())))
        refusals.settle()
        return bill

    def _payers(self) -> Iterator[OtherPayerAmount]:
        refusals = RefusalList()
        for number in PAYER_LINES:
            payer, payment = self[f"payer{number}"], self[f"payment{number}"]
            with refusals:
                if payer.data and not payment.typed:
                    raise Refused(Message(N_("Write how much this payer gives.")), payment.name)
                if payment.typed and not payer.data:
                    raise Refused(Message(N_("Choose who pays.")), payer.name)
            if payer.data:
                yield OtherPayerAmount(payer.value, payment.value)
        refusals.settle()

    def _tranches(self) -> list[TrancheTerms]:
        tranches, refusals = list[TrancheTerms](), RefusalList()
        for place, number in enumerate(self._lines_in_use(_TERMS, TRANCHES), start=1):
            fields = [self[f"{name}{number}"] for name in _TERMS]
            with refusals:
                if not fields[0].typed:
                    sentence = N_("Give the instalment's share of the grant.")
                    raise Refused(Message(sentence), f"{_TERMS[0]}{place}")
            tranches.append(TrancheTerms(*(field.value for field in fields)))
        refusals.settle()
        return tranches

    @cached_property
    def input(self) -> ContractInput:
        """The contract as written."""
        refusals = RefusalList()
        bill, tranches, payers = list[BillLineInput](), list[TrancheTerms](), list[OtherPayerAmount]()
        with refusals:
            bill += self._bill()
        with refusals:
            tranches += self._tranches()
        with refusals:
            payers += self._payers()
        refusals.settle()
        item = self.items[self.line.value]
        contribution = self.contribution.value if self.contribution.typed else item.contribution
        return self.filled(
            ContractInput,
            contribution=contribution,
            in_cash=self.in_cash.value if self.in_cash.typed else min(item.in_cash, contribution),
            bill=bill,
            tranches=tranches,
            payers=payers,
        )


def contract_form(
    context: Context, items: Sequence[ItemWithDecision], values: Mapping[str, object]
) -> ContractForm:
    """Return the form of a contract for one of `items`."""
    fields: dict[str, BaseField] = {}
    for number in BILL_LINES:
        fields[f"what{number}"] = TextField(N_("What"), required=False)
        fields[f"unit{number}"] = TextField(N_("Unit"), max=20, required=False)
        fields[f"quantity{number}"] = QuantityField(N_("Quantity"), required=False)
        fields[f"rate{number}"] = MoneyField(N_("Cost of one unit"), required=False)
    for number in TRANCHES:
        fields[f"percent{number}"] = IntegerField(N_("Share of the grant, %"), max=100, required=False)
        fields[f"work{number}"] = IntegerField(N_("Work built, %"), max=100, required=False)
        fields[f"spent{number}"] = IntegerField(N_("Money spent, %"), max=100, required=False)
        fields[f"certificate{number}"] = BooleanField(N_("Certificate"))
    for number in PAYER_LINES:
        fields[f"payer{number}"] = SelectField(N_("Who else pays?"), choices=PAYERS, required=False)
        fields[f"payment{number}"] = MoneyField(N_("How much?"), required=False)
    form = ContractForm.with_lines(**fields)(context, values)
    form.items = {item.line: item for item in items}
    form.line.choices = [(str(item.line), item.title) for item in items]
    return form


def first_values(context: Context, items: Sequence[ItemWithDecision], asked: str) -> dict[str, object]:
    """Return the initial values of a new contract: the requested or only item, and the programme's terms."""
    item = next((item for item in items if str(item.line) == asked), items[0] if len(items) == 1 else None)
    values = _terms_values(context.rules.instalments)
    values[f"certificate{min(len(context.rules.instalments), len(TRANCHES))}"] = True
    if item is not None:
        values |= stored_values(item, ContractInput) | _bill_values(item.bill)
        values |= _payer_values(payers_in(item.funds))
    return values


def contract_values(
    contract: ContractDetail, bill: Iterable[BillLineRow], tranches: Iterable[TrancheTermsRow]
) -> dict[str, object]:
    """Return the values of a stored contract by field."""
    values: dict[str, object] = stored_values(contract, ContractInput, "version")
    values |= _bill_values(bill) | _payer_values(contract.other_payers)
    terms = [
        TrancheTerms(row.percent, row.work_done, row.money_spent, row.certificate)
        for row in tranches
        if not row.is_retention
    ]
    # The form states the retention as a part of the last instalment.
    terms[-1] = replace(terms[-1], percent=terms[-1].percent + contract.retention)
    return values | _terms_values(terms)


def _payer_values(payers: Iterable[OtherPayerAmount]) -> dict[str, object]:
    values: dict[str, object] = {}
    for number, payer in zip(PAYER_LINES, payers, strict=False):
        values |= {f"payer{number}": payer.source, f"payment{number}": payer.amount}
    return values


def _bill_values(bill: Iterable[BillLineRow | EstimateLine]) -> dict[str, object]:
    values: dict[str, object] = {}
    for number, line in enumerate(bill, start=1):
        values |= {f"what{number}": line.title, f"unit{number}": line.unit}
        values |= {f"quantity{number}": line.quantity, f"rate{number}": line.rate}
    return values


def _terms_values(tranches: Sequence[TrancheTerms]) -> dict[str, object]:
    values: dict[str, object] = {}
    for number, terms in zip(TRANCHES, tranches, strict=False):
        values |= {
            f"percent{number}": terms.percent,
            f"work{number}": terms.work_done or None,
            f"spent{number}": terms.money_spent or None,
            f"certificate{number}": terms.certificate,
        }
    return values


class SignContractForm(SignatureForm):
    """A signature for one's own party."""

    version = IntegerField(N_("Version"), required=False, hidden=True)


def sign_form(context: Context, parties: Sequence[str], version: int) -> SignContractForm:
    """Return the form of a signature under a version, with the parties for which the reader can sign."""
    return party_form(context, parties, SignContractForm, version=version)


class ExtensionForm(Form):
    """A later end date, with the reason."""

    until = DateField(N_("Until which day?"), ahead=None, missing=N_("Enter the new last day of the work."))
    reason = TextField(
        N_("Why does the work take longer?"), rows=3, max=600, missing=N_("Write why the work takes longer.")
    )

    @cached_property
    def input(self) -> ExtensionInput:
        """The later end as written."""
        return self.filled(ExtensionInput)


class ItemDeferralForm(Form):
    """Why an endorsed item gets no contract in this cycle."""

    reason = TextField(
        N_("Why is it not built now?"),
        rows=3,
        max=600,
        missing=N_("Write why this is not built now. Everybody can read it."),
        description=N_("Everybody can read it on the notice board."),
    )
    on_paper = paper_day_field()
