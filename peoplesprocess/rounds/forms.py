"""Forms of rounds, and the inputs that they make for the acts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.prioritisation import DECISION_RULES
from peoplesprocess.core.prioritisation.ballot_methods import METHODS
from peoplesprocess.core.prioritisation.result import ORDINARY_WEIGHT
from peoplesprocess.facts.needs import BALLOT, NeedSummaryRow, need_label
from peoplesprocess.rounds.actions import RoundInput
from peoplesprocess.rounds.cost_changes import CostChangeInput
from peoplesprocess.rounds.round_funding_terms import FundingRulesInput
from peoplesprocess.web.fields import (
    BaseField,
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    TextField,
)
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.needs_by_number_fields import NeedNumbersField, NeedPricesField
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.view_context import Context


class RoundForm(Form):
    """The terms of a round, chosen before counting, and its ballot."""

    method = SelectField(
        N_("How do people choose?"),
        choices=[(method.key, method.name) for method in METHODS],
        missing=N_("Say how people choose."),
    )
    tokens = IntegerField(
        N_("How many tokens or marks does each person get?"),
        min=1,
        max=20,
        missing=N_("Write how many tokens or marks each person gets."),
    )
    criteria = TextField(
        N_("Which criteria are needs scored by?"),
        rows=4,
        max=400,
        required=False,
        depends=True,
        description=N_(
            "Only for scores: one criterion on each line with its weight, adding up to 100. "
            "Example: Safety 40"
        ),
    )
    rule = SelectField(
        N_("How are the groups counted together?"),
        choices=[(rule.key, rule.name) for rule in DECISION_RULES],
        missing=N_("Choose how the groups are counted together."),
    )
    envelope = MoneyField(N_("How much money is there?"), required=False, depends=True)
    mandatory = TextField(
        N_("Which works are built in any case?"),
        required=False,
        description=N_("Their numbers, with commas. They are paid before the money is shared."),
    )
    rivals = TextField(
        N_("Of which works can only one be built?"),
        rows=2,
        max=200,
        required=False,
        description=N_("Their numbers, with commas. Each line is one choice: 3, 5"),
    )
    ballot = SelectMultipleField(
        N_("Which needs do people choose from?"), missing=N_("Choose at least two needs.")
    )
    typed_twice = BooleanField(N_("Two people each type in every sheet, without seeing what the other typed"))
    read_out = BooleanField(
        N_("The rule was read out in the assembly before counting"),
        required=True,
        missing=N_("Read the rule out in the assembly first, then tick this."),
    )
    on_paper = paper_day_field()

    @cached_property
    def input(self) -> RoundInput:
        """The round as chosen."""
        return RoundInput(
            method=self.method.data,
            rule=self.rule.data,
            tokens=self.tokens.data,
            read_out=self.read_out.data,
            ballot=[int(number) for number in self.ballot.data],
            terms=FundingRulesInput(
                self._sums("cost"),
                self._sums("pledge"),
                self.envelope.data or 0,
                self.mandatory.data,
                self.rivals.data,
                self._by_group("weight"),
                self._by_group("earmark"),
                [group for group, first in self._by_group("first").items() if first],
            ),
            typed_twice=self.typed_twice.data,
            criteria=self.criteria.data,
            on_paper=self.on_paper.value,
        )

    @property
    def sum_names(self) -> list[str]:
        """The names of the fields that hold the costs of needs."""
        if "prices" in self:
            return ["prices"]
        return [f"{name}{key}" for key, _ in self.ballot.choices for name in ("cost", "pledge")]

    def _by_group(self, name: str) -> dict[str, int]:
        return (
            {group: self[f"{name}{group}"].data or 0 for group in self.context.groups} if self.context else {}
        )

    def _sums(self, name: str) -> dict[int, int]:
        if "prices" in self:
            at = ("cost", "pledge").index(name)
            return {need: sums[at] for need, sums in self["prices"].data.items()}
        return {int(number): self[f"{name}{number}"].data or 0 for number in self.ballot.data}

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal at its field; if needs have no fields of their own, it names the need."""
        found = re.fullmatch(r"(?:cost|pledge)(\d+)", refusal.field)
        if found and "prices" in self:
            values = {"number": int(found[1]), "sentence": refusal.sentence}
            refusal = Refused(Message(N_("Need %(number)s: %(sentence)s"), values), "prices")
        super().refuse(refusal)


def round_form(
    context: Context, needs: Sequence[NeedSummaryRow], left: int, built: Mapping[int, Message] | None = None
) -> RoundForm:
    """Return the form of a round, with the needs that go on the ballot already chosen.

    `left` is the money that the cycle has left to plan with, in minor units. `built` says how far works for
    the needs of earlier cycles are: such needs are on the ballot only if somebody adds them. Long lists of
    needs are typed in by number.
    """
    say, progress = current_translator().say, built or {}
    choices = [
        (
            str(need.number),
            f"{need.label} · {say(progress[need.number])}" if need.number in progress else need.label,
        )
        for need in needs
    ]
    ballot = [str(need.number) for need in needs if need.number not in progress]
    start = {"method": "tokens", "tokens": context.rules.tokens, "ballot": ballot}
    start |= {"envelope": max(left, 0)}
    sums = _by_numbers() if len(choices) > BALLOT else _by_need(choices)
    quotas: dict[str, object] = {}
    for code, group in context.groups.items():
        start[f"weight{code}"] = ORDINARY_WEIGHT
        quotas[f"weight{code}"] = IntegerField(group.name, min=50, max=300, required=False)
        quotas[f"earmark{code}"] = IntegerField(group.name, max=50, required=False)
        quotas[f"first{code}"] = BooleanField(group.name)
    form = RoundForm.extended(**sums, **quotas)(context, start)
    form.ballot.choices = choices
    return form


def _by_need(choices: Sequence[tuple[str, str]]) -> Mapping[str, BaseField]:
    """Return a field for the cost of each need and one for what others pay."""
    labels = {"cost": N_("What would it cost?"), "pledge": N_("Others pay")}
    return {
        f"{name}{number}": MoneyField(
            label, row=Message(N_("Need %(number)s"), {"number": int(number)}), required=False
        )
        for name, label in labels.items()
        for number, _ in choices
    }


def _by_numbers() -> Mapping[str, BaseField]:
    """Return the fields in which many needs are typed in by number."""
    return {
        "ballot": NeedNumbersField(
            N_("Which needs do people choose from?"),
            missing=N_("Choose at least two needs."),
            description=N_("Their numbers, like 1-40, 52. The list of needs has them."),
        ),
        "prices": NeedPricesField(
            N_("What would each of them cost?"),
            required=False,
            description=N_(
                "Only where everybody has the same share of the money. A line for each need: its number, a "
                "colon, what it costs; after a semicolon, what others pay. 12: 4,000; 500"
            ),
        ),
    }


class CostChangeForm(Form):
    """The new cost of a work after the vote, and the reason."""

    result = IntegerField(N_("Result"), required=False, hidden=True)
    need = SelectField(N_("Which work?"), missing=N_("Choose the work whose cost has changed."))
    cost = MoneyField(
        N_("What does it cost now, without what others pay?"),
        min=1,
        missing=N_("Write what it costs now, without what others pay."),
    )
    reason = TextField(
        N_("Why has the cost changed?"),
        rows=2,
        max=500,
        missing=N_("Write why the cost has changed."),
    )

    @cached_property
    def input(self) -> CostChangeInput:
        """The cost as typed in."""
        return CostChangeInput(int(self.need.data), self.cost.data, self.reason.data, self.result.data or 0)


def cost_form(
    context: Context, costs: Iterable[str], titles: Mapping[int, str], results: int
) -> CostChangeForm:
    """Return the form of a changed cost, which offers the works of the round."""
    form = CostChangeForm(context, {"result": results})
    form.need.choices = [(number, need_label(int(number), titles)) for number in costs]
    return form


class CloseRoundForm(Form):
    """The day on paper of a round's close."""

    on_paper = paper_day_field()
