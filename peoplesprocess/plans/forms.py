"""What is written about an item of the plan and its adoption, and how it becomes an action's input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peoplesprocess.core import lists
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.plans.actions import ItemInput
from peoplesprocess.plans.changes import JUDGED, NAMES
from peoplesprocess.web.context import Context
from peoplesprocess.web.fields import DateField, IntegerField, SelectField, SelectMultipleField, TextField
from peoplesprocess.web.forms import Form
from peoplesprocess.web.measure_fields import MoneyField


class ItemForm(Form):
    """An item of the plan."""

    version = IntegerField(N_("Version"), required=False)
    title = TextField(N_("What will be done?"), description=N_("With its size: “Drain, 420 m”."))
    place = TextField(
        N_("Where?"), description=N_("A landmark, no house of a family."), missing=N_("Name the place.")
    )
    needs = SelectMultipleField(
        N_("Which needs does it answer?"), missing=N_("Choose at least one need that this item answers.")
    )
    cost = MoneyField(N_("What does it cost in all?"), min=1)
    in_cash = MoneyField(NAMES["in_cash"], required=False)
    in_labour = MoneyField(NAMES["in_labour"], required=False)
    in_materials = MoneyField(NAMES["in_materials"], required=False)
    source = TextField(N_("Where does the rest of the money come from?"))
    implementer = SelectField(N_("Who does it?"), choices=lists.IMPLEMENTERS)
    starts_on = DateField(N_("When does it begin?"), ahead=None)
    ends_on = DateField(N_("When is it finished?"), ahead=None)
    operation_and_maintenance = TextField(
        N_("Who keeps it running, and how?"),
        rows=2,
        max=400,
        missing=N_("Say who keeps it running."),
        description=N_("No names of people."),
    )
    rank = IntegerField(
        N_("Which place has it in the community's order?"),
        min=1,
        max=200,
        required=False,
        description=N_("Leave it empty for the next place."),
    )

    def agree(self) -> None:
        given = self.in_cash.data + self.in_labour.data + self.in_materials.data
        if given > self.cost.data:
            raise Refused(
                Message(N_("The community gives more than the item costs. Check the sums.")), "in_cash"
            )
        if self.ends_on.data < self.starts_on.data:
            raise Refused(Message(N_("This day is before the work begins.")), "ends_on")

    def input(self) -> ItemInput:
        """Return the item as written."""
        values = {name: self[name].data for name in JUDGED}
        values["needs"] = [int(number) for number in self.needs.data]
        return ItemInput(**values, rank=self.rank.data or None)


def item_form(context: Context, needs: Sequence[Any], values: dict[str, Any]) -> ItemForm:
    """Return the form of an item, with the needs that it can answer."""
    form = ItemForm(context, values)
    # A doubled percent sign would be read as a placeholder of a sentence.
    form.needs.choices = [
        (str(need.number), f"{need.number} · {need.title}".replace("%%", "%")) for need in needs
    ]
    return form


def item_values(item: Any) -> dict[str, Any]:
    """Return what a stored item holds, by field."""
    values = {name: getattr(item, name) for name in (*JUDGED, "version", "rank")}
    return values | {"needs": [str(number) for number in item.needs]}


class AdoptForm(Form):
    """The assembly that adopted the plan."""

    meeting = SelectField(
        N_("Which assembly adopted it?"), missing=N_("Choose the assembly that adopted the plan.")
    )
    households = IntegerField(
        N_("How many households were there?"),
        required=False,
        description=N_("Leave it empty to take the number from the meeting."),
    )

    @property
    def present(self) -> int | None:
        """The households that were there, None to take the meeting's own number."""
        return self.households.data if self.households.typed else None


def adopt_form(context: Context, choices: Sequence[tuple[str, str]]) -> AdoptForm:
    """Return the form of an adoption, with the assemblies that met; the newest is chosen."""
    form = AdoptForm(context, {"meeting": choices[0][0], "households": None})
    form.meeting.choices = list(choices)
    return form
