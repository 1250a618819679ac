"""The form on which several small groups are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import wtforms

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_, Message, Msgid
from peoplesprocess.facts.blocks import BlockRow
from peoplesprocess.small_groups.actions import SmallGroupInput
from peoplesprocess.web.fields import DateField, OptionalIntegerField, SelectField, TextField
from peoplesprocess.web.several_lines_form import SeveralLinesForm
from peoplesprocess.web.view_context import Context


class SeveralSmallGroupsForm(SeveralLinesForm):
    """Small groups, one on each line, with the blocks in which they lie."""

    labels: Mapping[str, Msgid] = {
        "name": N_("What is the group called?"),
        "households": N_("How many households are in it?"),
        "leader": N_("Who leads it?"),
        "lane": N_("In which lane or part is it?"),
        "block_number": N_("In which block?"),
        "since": N_("When did it begin to meet?"),
    }
    needed: Mapping[str, Msgid] = {
        "name": N_("Write what the group is called."),
        "households": N_("Write how many households are in it."),
    }

    @cached_property
    def input(self) -> dict[int, SmallGroupInput]:
        """The groups by line number. Errors: Refused, naming every required field that is empty."""
        self.require_needed()
        return {line: self.filled_line(SmallGroupInput, line) for line in self.written}


class SeveralSmallGroupsWithoutBlocksForm(SeveralSmallGroupsForm):
    """The form for a settlement without blocks."""

    labels: Mapping[str, Msgid] = {
        name: words for name, words in SeveralSmallGroupsForm.labels.items() if name != "block_number"
    }


def several_small_groups_form(context: Context, blocks: Iterable[BlockRow]) -> SeveralSmallGroupsForm:
    """Return the form of several small groups, with these blocks to choose from if there are any."""
    choices = [(str(block.number), block.name) for block in blocks]
    kind = SeveralSmallGroupsForm if choices else SeveralSmallGroupsWithoutBlocksForm
    return kind.lined(lambda name, label: _field(name, label, choices))(context)


def _field(name: str, label: Message, blocks: Sequence[tuple[str, str]]) -> wtforms.Field:
    match name:
        case "name":
            return TextField(label, max=60, required=False, depends=True)
        case "households":
            return OptionalIntegerField(label, min=2, max=1000, required=False, depends=True)
        case "leader":
            return SelectField(label, choices=choice_lists.LEADERS, required=False)
        case "block_number":
            return SelectField(label, choices=blocks, coerce=int, required=False)
        case "since":
            return DateField(label, required=False)
        case _:
            return TextField(label, required=False)
