"""The form of several small groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import wtforms

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_, Message, Msgid, RefusalList, Refused
from peoplesprocess.facts.blocks import BlockRow
from peoplesprocess.small_groups.actions import SmallGroupInput
from peoplesprocess.small_groups.several_small_groups import MOST_LINES
from peoplesprocess.web.fields import DateField, OptionalCountField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.line_labels import in_line
from peoplesprocess.web.view_context import Context

_LABELS = {
    "name": N_("What is the group called?"),
    "households": N_("How many households are in it?"),
    "leader": N_("Who leads it?"),
    "lane": N_("In which lane or part is it?"),
    "block_number": N_("In which block?"),
    "since": N_("Since when does it meet?"),
}
_MISSING = {
    "name": N_("Write what the group is called."),
    "households": N_("Write how many households are in it."),
}


class SeveralSmallGroupsForm(Form):
    """Lines of which each is filled in, or left empty; `labels` say what is asked in each."""

    labels: Mapping[str, Msgid] = {}

    @property
    def numbers(self) -> list[int]:
        """The numbers of the lines that hold something."""
        return [
            number
            for number in range(1, MOST_LINES + 1)
            if any(self[f"{name}{number}"].data for name in self.labels)
        ]

    @cached_property
    def input(self) -> dict[int, SmallGroupInput]:
        """The groups as written, by line. Errors: Refused, naming all that is missing of any of them."""
        refusals = RefusalList()
        for number in self.numbers:
            for name in (name for name in _MISSING if not self[f"{name}{number}"].data):
                with refusals:
                    raise Refused(Message(_MISSING[name]), f"{name}{number}")
        refusals.settle()
        return {number: self._line(number) for number in self.numbers}

    def _line(self, number: int) -> SmallGroupInput:
        said = {name: self[f"{name}{number}"].value for name in self.labels}
        return SmallGroupInput(**{"block_number": None, **said})


def several_small_groups_form(context: Context, blocks: Iterable[BlockRow]) -> SeveralSmallGroupsForm:
    """Return the form of several small groups, with the blocks in which they can lie, if there are any."""
    choices = [(str(block.number), block.name) for block in blocks]
    labels = {name: words for name, words in _LABELS.items() if choices or name != "block_number"}
    fields: dict[str, wtforms.Field] = {}
    for line in range(1, MOST_LINES + 1):
        for name, words in labels.items():
            fields[f"{name}{line}"] = _field(name, in_line(words, line), choices)
    kind = SeveralSmallGroupsForm.extended(**fields)
    kind.labels = labels
    return kind(context)


def _field(name: str, label: Message, blocks: Sequence[tuple[str, str]]) -> wtforms.Field:
    match name:
        case "name":
            return TextField(label, max=60, required=False, depends=True)
        case "households":
            return OptionalCountField(label, min=2, max=1000, required=False, depends=True)
        case "leader":
            return SelectField(label, choices=choice_lists.LEADERS, required=False)
        case "block_number":
            return SelectField(label, choices=blocks, coerce=int, required=False)
        case "since":
            return DateField(label, required=False)
        case _:
            return TextField(label, required=False)
