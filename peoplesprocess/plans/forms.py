"""The forms of an item of the plan, of adoption, submission and removal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from peoplesprocess.core import choice_lists
from peoplesprocess.core.choice_lists import NOT_COUNTED
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.item_fields import FIELD_NAMES
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.money import Money
from peoplesprocess.core.unit_rates import CurrentUnitRate, day_rate
from peoplesprocess.facts.meetings import HeldMeeting
from peoplesprocess.facts.needs import NeedSummaryRow
from peoplesprocess.plans.actions import ItemInput, PlanAdoptionInput
from peoplesprocess.plans.need_choices import need_choices
from peoplesprocess.web.fields import DateField, IntegerField, SelectField, SelectMultipleField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.view_context import Context


class ItemForm(Form):
    """An item of the plan."""

    version = IntegerField(N_("Version"), required=False, hidden=True)
    title = TextField(
        N_("What will be done?"),
        description=N_("With its size: “Drain, 420 m”."),
        missing=N_("Write what will be done, with its size."),
    )
    place = TextField(
        N_("Where?"), description=N_("A landmark, not a family's house."), missing=N_("Name the place.")
    )
    needs = SelectMultipleField(
        N_("Which needs does it answer?"),
        coerce=int,
        missing=N_("Choose at least one need that this item answers."),
    )
    cost = MoneyField(N_("What does it cost in all?"), min=1, missing=N_("Write what it costs in all."))
    in_cash = MoneyField(FIELD_NAMES["in_cash"], required=False)
    labour_days = IntegerField(FIELD_NAMES["labour_days"], required=False)
    in_labour = MoneyField(FIELD_NAMES["in_labour"], required=False)
    in_materials = MoneyField(FIELD_NAMES["in_materials"], required=False)
    source = TextField(
        N_("Where does the rest of the money come from?"),
        missing=N_("Write where the rest of the money comes from."),
    )
    implementer = SelectField(
        N_("Who does it?"), choices=choice_lists.IMPLEMENTERS, missing=N_("Choose who does it.")
    )
    starts_on = DateField(
        N_("When does it begin?"), ahead=None, missing=N_("Enter the day on which it begins.")
    )
    ends_on = DateField(
        N_("When will it be finished?"), ahead=None, missing=N_("Enter the day by which it will be finished.")
    )
    operation_and_maintenance = TextField(
        N_("Who keeps it running, and how?"),
        rows=2,
        max=400,
        missing=N_("Say who keeps it running."),
        description=N_("No names of people."),
    )
    rank = IntegerField(
        N_("What priority number does it have?"),
        min=1,
        max=200,
        required=False,
        description=N_("Leave it empty for the next number."),
    )

    @cached_property
    def input(self) -> ItemInput:
        """The item as written."""
        return self.filled(ItemInput, rank=self.rank.data or None)


def item_form(
    context: Context,
    needs: Sequence[NeedSummaryRow],
    values: Mapping[str, object],
    rates: Sequence[CurrentUnitRate],
    ranks: Mapping[int, int],
) -> ItemForm:
    """Return the form of an item, with the needs that it can answer and the worth of a day of labour."""
    form = ItemForm(context, values)
    currency = context.settlement.currency
    if day := day_rate(rates, currency):
        form.labour_days.description = Message(
            N_("A day is worth %(sum)s. Leave the sum of the labour empty: it is worked out from the days."),
            {"sum": Money(day, currency)},
        )
    say = current_translator().say
    form.needs.choices = [
        (key, label if isinstance(label, str) else say(label)) for key, label in need_choices(needs, ranks)
    ]
    return form


class PlanSubmissionForm(Form):
    """The submission of the plan, perhaps on paper on an earlier day."""

    on_paper = paper_day_field()


class PlanAdoptionForm(Form):
    """The assembly that adopted the plan."""

    meeting = SelectField(
        N_("Which assembly adopted it?"),
        coerce=int,
        missing=N_("Choose the assembly that adopted the plan."),
    )
    households = IntegerField(
        N_("How many households were there?"),
        required=False,
        description=N_("Leave it empty to take the number from the meeting."),
    )
    seen = TextField("", private=False, required=False, hidden=True)
    obstacle: Sentence | None = None
    """Why no assembly can adopt the version as it is now: somebody changed it, or adopted it, meanwhile."""

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Return whether the form can be acted on; an obstacle is all there is to say about it."""
        if self.obstacle is not None:
            self.sentences.append(self.obstacle)
            return False
        return super().validate(extra_validators)

    @cached_property
    def input(self) -> PlanAdoptionInput:
        """The adoption as written."""
        return self.filled(
            PlanAdoptionInput,
            households=self.households.data if self.households.typed else None,
            seen=self.seen.value or None,
        )


def adopt_form(context: Context, assemblies: Sequence[HeldMeeting], asked: int = 0) -> PlanAdoptionForm:
    """Return the form of an adoption, with the assemblies that may adopt the plan, the newest first.

    Preselected is the one `asked` for, else the newest with enough households, or without a count.
    """
    spoken, living = current_translator(), context.settlement.households
    least = context.rules.households_at_assembly
    enough = [
        row.number
        for row in assemblies
        if not row.households or not least or PeopleShare(row.households, living).reaches(least)
    ]
    numbers = [row.number for row in assemblies]
    chosen = asked if asked in numbers else next(iter(enough), None)
    form = PlanAdoptionForm(context, {"meeting": chosen, "households": None})
    form.meeting.choices = [
        (
            str(row.number),
            spoken._(
                "%(label)s: %(value)s",
                label=row.held_on,
                value=PeopleShare(row.households, living) if row.households else NOT_COUNTED,
            ),
        )
        for row in assemblies
    ]
    return form


class ItemRemovalForm(Form):
    """The removal of an item from the draft."""

    reason = TextField(
        N_("Why is it taken out?"),
        rows=3,
        max=600,
        required=False,
        description=N_("Needed if an earlier version has this item. Everybody can read it."),
    )
