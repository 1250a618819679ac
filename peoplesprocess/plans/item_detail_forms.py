"""The forms of an item's details."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import wtforms

from peoplesprocess.core.item_finance import (
    MOST_FUNDING,
    MOST_LINES,
    EstimateLine,
    FundingLine,
)
from peoplesprocess.core.messages import N_, Message, Msgid, RefusalList, Refused
from peoplesprocess.core.plan_choice_lists import (
    CLIMATE,
    HORIZONS,
    INSTRUMENTS,
    LEVELS,
    OUTCOMES,
    RUNGS,
    SOURCES,
)
from peoplesprocess.core.plan_items import ItemTags
from peoplesprocess.core.unit_rates import CurrentUnitRate, current_rate_of
from peoplesprocess.facts.plans import ItemWithDecision
from peoplesprocess.plans.item_detail_actions import ItemProblem
from peoplesprocess.plans.queries import NeedWords
from peoplesprocess.web.fields import BooleanField, IntegerField, SelectField, SelectMultipleField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.line_labels import at_line_of_page
from peoplesprocess.web.quantity_and_money_fields import (
    OptionalMoneyField,
    OptionalQuantityField,
)
from peoplesprocess.web.view_context import Context

OFFERS = "kept"
"""The id of the page's list of stored unit rates."""
WHOLE_LINE = N_("Fill in the whole line, or leave all of it empty.")
EMPTY_LINES = 3
"""The number of empty lines after the lines in use."""
MOST_WORDS = 2000


def _version_field() -> IntegerField:
    return IntegerField(N_("Version"), required=False, hidden=True)


def _choice_field(label: Msgid, words: Mapping[str, Msgid]) -> SelectField:
    # A radio button cannot be cleared once chosen, so an empty choice is needed.
    return SelectField(label, choices={"": N_("Not said yet"), **words}, required=False)


class ItemProblemForm(Form):
    """The problem that an item answers, and its cause."""

    version = _version_field()
    problem = TextField(
        N_("Which problem does it answer?"),
        rows=3,
        max=MOST_WORDS,
        required=False,
        description=N_("No names of people."),
    )
    cause = TextField(N_("Why is it so?"), rows=3, max=MOST_WORDS, required=False)

    @cached_property
    def input(self) -> ItemProblem:
        """The problem and cause as written."""
        return self.filled(ItemProblem)


def problem_form(context: Context, item: ItemWithDecision, needs: Iterable[NeedWords]) -> ItemProblemForm:
    """Return the form of an item's problem; what is empty is filled from the item's needs."""
    found = list(needs)
    values = {
        "version": item.version,
        "problem": item.problem or _joined(need.statement for need in found),
        "cause": item.cause or _joined(need.cause for need in found),
    }
    return ItemProblemForm(context, values)


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))[:MOST_WORDS]


class ItemTagsForm(Form):
    """The place of an item in other frameworks."""

    version = _version_field()
    outcome = _choice_field(N_("Which outcome does it serve first?"), OUTCOMES)
    other_outcomes = SelectMultipleField(
        N_("Which other outcomes does it serve?"), choices=OUTCOMES, required=False
    )
    level = _choice_field(N_("Which level is responsible?"), LEVELS)
    rung = _choice_field(N_("Which rung of the recovery ladder is it on?"), RUNGS)
    horizon = _choice_field(N_("When should it be done?"), HORIZONS)
    climate = _choice_field(N_("What does it do about climate change?"), CLIMATE)
    policy_gap = TextField(
        N_("Which rule or policy is missing?"),
        rows=2,
        max=400,
        required=False,
        description=N_("What others must decide so that this can be done, or can last."),
    )

    @cached_property
    def input(self) -> ItemTags:
        """The tags as chosen."""
        return self.filled(ItemTags)


class OptionalLinesForm(Form):
    """Numbered lines, each filled in completely or left empty."""

    version = _version_field()
    most = 0
    parts: tuple[str, ...] = ()
    """The names of a line's fields."""

    @property
    def shown(self) -> range:
        """The numbers of the lines that the page shows: up to the last one in use, and a few empty ones."""
        last = max((n for n in range(1, self.most + 1) if any(self.line(n))), default=0)
        return range(1, min(self.most, last + EMPTY_LINES) + 1)

    def line(self, number: int) -> list[object]:
        """Return the values of a line's fields, or their errors."""
        fields = [self[f"{name}{number}"] for name in self.parts]
        return [field.data or field.errors for field in fields]

    def numbers(self) -> Iterator[int]:
        """Return the numbers of the lines that hold something."""
        return (number for number in range(1, self.most + 1) if any(self.line(number)))

    def refuse_all(self, refusal: Refused) -> None:
        """Attach each refusal to its line on the page."""
        super().refuse_all(at_line_of_page(refusal, dict.fromkeys(self.parts, tuple(self.numbers()))))


class EstimateForm(OptionalLinesForm):
    """The estimate of an item, line by line."""

    most = MOST_LINES
    parts = ("title", "unit", "quantity", "rate")
    rates: Sequence[CurrentUnitRate] = ()

    @cached_property
    def input(self) -> list[EstimateLine]:
        """The lines as written; an empty unit or rate is taken from the stored rate with that title."""
        refusals, lines = RefusalList(), list[EstimateLine]()
        for place, number in enumerate(self.numbers(), start=1):
            with refusals:
                lines.append(self._line(place, number))
        refusals.settle()
        return lines

    def _line(self, place: int, number: int) -> EstimateLine:
        title, unit, quantity, rate = (self[f"{name}{number}"] for name in self.parts)
        kept = (
            None
            if unit.data and rate.data
            else current_rate_of(title.data or "", unit.data or "", self.rates)
        )
        refusals = RefusalList()
        for name in ("title", "quantity") if kept else self.parts:
            with refusals:
                if not self[f"{name}{number}"].data:
                    raise Refused(Message(WHOLE_LINE), f"{name}{place}")
        refusals.settle()
        return EstimateLine(
            title.data,
            unit.data or (kept.unit if kept else ""),
            quantity.data,
            rate.data or (kept.rate if kept else 0),
        )


def estimate_form(
    context: Context,
    item: ItemWithDecision | None,
    rates: Sequence[CurrentUnitRate],
    values: Mapping[str, object],
) -> EstimateForm:
    """Return the form of an item's estimate, with the unit `rates` that its lines can use."""
    fields: dict[str, wtforms.Field] = {}
    offers = OFFERS if rates else ""
    for number in range(1, MOST_LINES + 1):
        fields[f"title{number}"] = TextField(N_("What"), required=False, offers=offers)
        fields[f"unit{number}"] = TextField(N_("Unit"), max=20, required=False)
        fields[f"quantity{number}"] = OptionalQuantityField(N_("Quantity"), required=False)
        fields[f"rate{number}"] = OptionalMoneyField(N_("Cost of one unit"), required=False)
    form = EstimateForm.with_lines(**fields)(context, {"version": item.version if item else 0, **values})
    form.rates = rates
    return form


class FundingForm(OptionalLinesForm):
    """Who pays for an item besides the community, line by line."""

    most = MOST_FUNDING
    parts = ("source", "instrument", "amount", "committed")

    @cached_property
    def input(self) -> list[FundingLine]:
        """The lines as written."""
        lines = [{name: self[f"{name}{number}"].value for name in self.parts} for number in self.numbers()]
        return [FundingLine(**{**line, "amount": line["amount"] or 0}) for line in lines]


def funding_form(
    context: Context, item: ItemWithDecision | None, values: Mapping[str, object]
) -> FundingForm:
    """Return the form of an item's funding lines."""
    fields: dict[str, wtforms.Field] = {}
    for number in range(1, MOST_FUNDING + 1):
        fields[f"source{number}"] = SelectField(N_("Who pays?"), choices=SOURCES, required=False)
        fields[f"instrument{number}"] = SelectField(
            N_("From land, by which instrument?"), choices=INSTRUMENTS, required=False
        )
        fields[f"amount{number}"] = OptionalMoneyField(N_("How much?"), required=False)
        fields[f"committed{number}"] = BooleanField(N_("Promised"))
    return FundingForm.with_lines(**fields)(context, {"version": item.version if item else 0, **values})


class CommitmentForm(Form):
    """Which funding lines are committed."""

    version = _version_field()
    lines: Sequence[FundingLine] = ()

    @cached_property
    def input(self) -> list[int]:
        """The numbers of the committed lines."""
        return [number for number, _ in enumerate(self.lines, start=1) if self[f"committed{number}"].data]


def commitment_form(context: Context, item: ItemWithDecision | None) -> CommitmentForm:
    """Return the form that says which of an item's funding lines are committed."""
    lines = item.funds if item else []
    fields = {f"committed{number}": BooleanField(N_("Promised")) for number, _ in enumerate(lines, start=1)}
    values: dict[str, object] = {
        f"committed{number}": line.committed for number, line in enumerate(lines, start=1)
    }
    form = CommitmentForm.with_lines(**fields)(context, values | {"version": item.version if item else 0})
    form.lines = lines
    return form
