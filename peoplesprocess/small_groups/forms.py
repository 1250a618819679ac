"""Forms of small groups and their savings, and the inputs that they make for the acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import wtforms

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.facts.blocks import BlockRow
from peoplesprocess.small_groups.actions import SavingInput, SmallGroupInput
from peoplesprocess.small_groups.queries import SmallGroupName
from peoplesprocess.web.fields import DateField, IntegerField, OptionalIntegerField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.quantity_and_money_fields import OptionalMoneyField
from peoplesprocess.web.strike_form import WRONG, reason_field
from peoplesprocess.web.view_context import Context


class SmallGroupForm(Form):
    """A small group: its name, place, households and leader."""

    version = IntegerField(N_("Version"), required=False, hidden=True)
    name = TextField(
        N_("What is the group called?"),
        max=60,
        missing=N_("Write what the group is called."),
        description=N_("No names of people."),
    )
    lane = TextField(
        N_("In which lane or part is it?"),
        description=N_("No house of a family. A school, a bridge."),
        required=False,
    )
    block_number = SelectField(
        N_("In which block?"), coerce=int, required=False, none=N_("In no single block")
    )
    households = IntegerField(
        N_("How many households are in it?"),
        min=2,
        max=1000,
        missing=N_("Write how many households are in it."),
        description=N_("Usually 10 to 25."),
    )
    leader = SelectField(N_("Who leads it?"), choices=choice_lists.LEADERS, required=False)
    since = DateField(N_("When did it begin to meet?"), required=False)

    @cached_property
    def input(self) -> SmallGroupInput:
        """The description as typed in."""
        return self.filled(SmallGroupInput)


class ChangedSmallGroupForm(SmallGroupForm):
    """The form of a small group to be changed, with the reason."""

    reason = reason_field(N_("Why is it changed?"))


def small_group_form(
    context: Context, kind: type[SmallGroupForm], blocks: Iterable[BlockRow], values: Mapping[str, object]
) -> SmallGroupForm:
    """Return the form of a small group, which offers these blocks."""
    form = kind(context, values)
    form.block_number.choices = [(str(block.number), block.name) for block in blocks]
    return form


class SavingsForm(Form):
    """The savings of each group in one month."""

    numbers: tuple[int, ...] = ()
    reason = TextField(WRONG, rows=2, max=600, required=False, depends=True)

    def agree(self) -> None:
        refusals = RefusalList()
        for number in self.numbers:
            with refusals:
                if self[f"savers{number}"].data and self[f"amount{number}"].data is None:
                    raise Refused(Message(N_("Write what they saved, or 0.")), f"amount{number}")
        refusals.settle()

    @cached_property
    def input(self) -> dict[int, SavingInput]:
        """The savings, by group number."""
        return {
            number: SavingInput(self[f"amount{number}"].value, self[f"savers{number}"].value)
            for number in self.numbers
        }


def savings_form(
    context: Context, groups: Iterable[SmallGroupName], known: Mapping[int, SavingInput]
) -> SavingsForm:
    """Return the form of a month's savings, filled with the figures in force."""
    lines: dict[str, wtforms.Field] = {}
    values: dict[str, object] = {}
    numbers = []
    for group in groups:
        numbers.append(group.number)
        row = Message(N_("%(first)s, %(second)s"), {"first": group.number, "second": group.name})
        lines[f"amount{group.number}"] = OptionalMoneyField(
            N_("Saved"), row=row, required=False, depends=True
        )
        lines[f"savers{group.number}"] = OptionalIntegerField(
            N_("People who saved"), row=row, max=5000, required=False, depends=True
        )
        if (saving := known.get(group.number)) is not None:
            values |= {f"amount{group.number}": saving.amount, f"savers{group.number}": saving.savers}
    kind = SavingsForm.extended(**lines)
    kind.numbers = tuple(numbers)
    return kind(context, values)
