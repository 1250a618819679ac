"""Forms of blocks: several at once, one on each line, or a single one."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.core import numerals
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.settlements.blocks import BlockInput
from peoplesprocess.web.fields import IntegerField, TextField
from peoplesprocess.web.form import Form

LONGEST = 80
MOST_HOUSEHOLDS = 100_000


class AddBlocksForm(Form):
    """Blocks to be added, one on each line, with the number of households after a semicolon."""

    blocks = TextField(
        N_("What do people call the blocks? One on each line"),
        description=N_("After a semicolon, the households that live there: Canal end; 24"),
        rows=6,
        max=5000,
        missing=N_("Write the name of at least one block."),
    )

    @cached_property
    def input(self) -> list[BlockInput]:
        """The blocks as typed in. Errors: Refused, naming the line."""
        lines = enumerate(self.blocks.value.splitlines(), start=1)
        return [_block(place, line) for place, line in lines if line.strip()]


class BlockForm(Form):
    """One block."""

    name = TextField(
        N_("What do people call this block?"),
        max=LONGEST,
        missing=N_("Write what people call this block."),
    )
    households = IntegerField(
        N_("Households that live there"),
        max=MOST_HOUSEHOLDS,
        required=False,
        description=N_("Leave it empty if nobody counted."),
    )

    @cached_property
    def input(self) -> BlockInput:
        """The block as typed in."""
        return self.filled(BlockInput)


def _block(place: int, line: str) -> BlockInput:
    name, _, counted = line.replace("؛", ";").replace("；", ";").partition(";")
    if not name.strip() or len(name.strip()) > LONGEST:
        sentence = N_("Line %(line)s: write a name of at most %(most)s characters.")
        raise Refused(Message(sentence, {"line": place, "most": LONGEST}), "blocks")
    try:
        households = numerals.whole(counted) if counted.strip() else 0
    except numerals.NotANumber:
        households = -1
    if not 0 <= households <= MOST_HOUSEHOLDS:
        sentence = N_("Line %(line)s: write the households after a semicolon, in digits.")
        raise Refused(Message(sentence, {"line": place}), "blocks")
    return BlockInput(name.strip(), households)
